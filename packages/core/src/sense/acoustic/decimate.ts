import { commonDivisor, kaiserWindow } from './kernel.ts';
import { ANALYSIS_RATE_HZ, MEASURED_TOP_HZ } from './spectrum.ts';

/**
 * Any rate to the analysis rate, streaming, for who measures nothing above `MEASURED_TOP_HZ`. All that the low pass must stop
 * is what would fold into that band; what it takes from the band itself is known (`response`) and given back bin by bin, so
 * its kernels are a fifth as long as those of a resampler that is flat.
 *
 * High rates are halved, 40 to 48 kHz are divided by three, with a Chebyshev polynomial in the cosine of the frequency: the shortest
 * symmetric kernel for one stop band (Dolph, Proc. IRE 34, 1946), 72 dB from 16 kHz, more from above. A rate that is not
 * there yet then goes through a Kaiser window by itself, with a row of taps for each phase there is, or the nearest of 1,024
 * phases: below -60 dB.
 */
export type Decimator = {
  /** Hands on pieces at the analysis rate, `count` samples of a reused array; up to 1,024 samples wait for what follows. */
  push(samples: Float32Array, emit: EmitPiece): void;
  /** The sound has ended: the rest up to its end, as if silence followed. Ready for another. */
  flush(emit: EmitPiece): void;
  /** What is left of a frequency of the measured band: an amplitude. */
  response(hz: number): number;
};

export type EmitPiece = (piece: Float64Array, count: number) => void;

/** Inputs that are gathered before any output is made: an AudioWorklet's pieces of 128 would cost more than the sums. */
const GATHERED_SAMPLES = 1024;
/** Room for them, for what waits, and for twice as many where the rate is raised. */
const BUFFER_SAMPLES = 4 * GATHERED_SAMPLES;
const HALVED_FROM_HZ = 32000;
const THIRD_FROM_HZ = 40000;
const THIRD_TO_HZ = 48000;
const MOST_PHASES = 1024;
/** A Kaiser window of this beta has side lobes of -65 dB, and its first zero this many reciprocals of its length out. */
const KAISER_BETA = 8.96;
const FIRST_ZERO = 3.02;
/** Of a lower rate this share is measured, so its images begin at the rest. */
const MEASURED_SHARE = 0.38;

/** One step down in rate: the first `held` samples of `buffer` wait, the next output's middle is at `next` of them. */
type Stage = {
  readonly buffer: Float64Array;
  held: number;
  next: number;
  /** How many parts of a sample after that, where its instant lies between two. */
  part: number;
  /** Samples that an output reaches to either side of its middle; as many of silence lie before the first. */
  readonly reach: number;
  /** Writes to `out` from `at` on what can be made of what waits, moves `next`, and returns where it ended. */
  readonly run: (stage: Stage, out: Float64Array, at: number) => number;
  readonly response: (hz: number) => number;
};

/** What is handed on, of whichever decimator. */
const out = new Float64Array(BUFFER_SAMPLES);

export function createDecimator(inputHz: number): Decimator {
  const stages = createStages(inputHz);
  const first = stages[0]!;
  let gathered = 0;
  let received = 0;
  let given = 0;

  function push(samples: Float32Array, emit: EmitPiece): void {
    const { buffer } = first;
    for (let taken = 0; taken < samples.length;) {
      const count = Math.min(GATHERED_SAMPLES - gathered, samples.length - taken);
      const to = first.held;
      buffer.set(count === samples.length ? samples : samples.subarray(taken, taken + count), to);
      first.held += count;
      taken += count;
      received += count;
      gathered += count;
      if (gathered === GATHERED_SAMPLES) produce(emit, Infinity);
    }
  }

  function produce(emit: EmitPiece, most: number): void {
    gathered = 0;
    for (let s = 1; s < stages.length; s += 1) {
      const next = stages[s]!;
      next.held = runStage(stages[s - 1]!, next.buffer, next.held);
    }
    const count = Math.min(runStage(stages[stages.length - 1]!, out, 0), most - given);
    given += count;
    if (count > 0) emit(out, count);
  }

  function flush(emit: EmitPiece): void {
    const wanted = Math.ceil((received * ANALYSIS_RATE_HZ) / inputHz);
    produce(emit, wanted);
    while (given < wanted) {
      first.buffer.fill(0, first.held, first.held + GATHERED_SAMPLES);
      first.held += GATHERED_SAMPLES;
      produce(emit, wanted);
    }
    stages.forEach(silence);
    received = 0;
    given = 0;
  }

  return { push, flush, response: (hz) => stages.reduce((gain, stage) => gain * stage.response(hz), 1) };
}

function createStages(inputHz: number): Stage[] {
  const stages: Stage[] = [];
  let divisor = 1;
  for (;;) {
    const rateHz = inputHz / divisor;
    if (rateHz < HALVED_FROM_HZ && rateHz !== 2 * ANALYSIS_RATE_HZ) break;
    const factor = rateHz >= THIRD_FROM_HZ && rateHz <= THIRD_TO_HZ ? 3 : 2;
    stages.push(factor === 3 ? createThird(rateHz) : createHalf(rateHz));
    divisor *= factor;
  }
  if (inputHz !== divisor * ANALYSIS_RATE_HZ || divisor === 1) stages.push(createPhases(inputHz, divisor));
  return stages;
}

function createStage(reach: number, run: Stage['run'], response: Stage['response']): Stage {
  return {
    buffer: new Float64Array(BUFFER_SAMPLES),
    held: reach,
    next: reach,
    part: 0,
    reach,
    run,
    response,
  };
}

function silence(stage: Stage): void {
  stage.buffer.fill(0);
  stage.held = stage.reach;
  stage.next = stage.reach;
  stage.part = 0;
}

/** Runs a stage and drops what no later output uses. */
function runStage(stage: Stage, out: Float64Array, at: number): number {
  const end = stage.run(stage, out, at);
  const used = Math.min(stage.held, stage.next - stage.reach);
  stage.buffer.copyWithin(0, used, stage.held);
  stage.held -= used;
  stage.next -= used;
  return end;
}

function createHalf(rateHz: number): Stage {
  const taps = chebyshevTaps(3, cosAt(rateHz / 2 - MEASURED_TOP_HZ, rateHz), -1);
  const [t0, t1, t2, t3] = taps as [number, number, number, number];
  return createStage(
    3,
    (stage, out, from) => {
      const x = stage.buffer;
      const last = stage.held - 4;
      let at = stage.next;
      let made = from;
      let a = x[at - 3]!;
      let b = x[at - 2]!;
      let c = x[at - 1]!;
      let d = x[at]!;
      let e = x[at + 1]!;
      for (; at <= last; at += 2, made += 1) {
        const f = x[at + 2]!;
        const g = x[at + 3]!;
        out[made] = t0 * d + t1 * (c + e) + (t2 * (b + f) + t3 * (a + g));
        a = c;
        b = d;
        c = e;
        d = f;
        e = g;
      }
      stage.next = at;
      return made;
    },
    (hz) => symmetricResponse(taps, hz, rateHz),
  );
}

function createThird(rateHz: number): Stage {
  const foldsHz = rateHz / 3;
  const taps = chebyshevTaps(
    4,
    cosAt(foldsHz - MEASURED_TOP_HZ, rateHz),
    cosAt(foldsHz + MEASURED_TOP_HZ, rateHz),
  );
  const [t0, t1, t2, t3, t4] = taps as [number, number, number, number, number];
  return createStage(
    4,
    (stage, out, from) => {
      const x = stage.buffer;
      const last = stage.held - 5;
      let at = stage.next;
      let made = from;
      let a = x[at - 4]!;
      let b = x[at - 3]!;
      let c = x[at - 2]!;
      let d = x[at - 1]!;
      let e = x[at]!;
      let f = x[at + 1]!;
      for (; at <= last; at += 3, made += 1) {
        const g = x[at + 2]!;
        const h = x[at + 3]!;
        const i = x[at + 4]!;
        out[made] = t0 * e + t1 * (d + f) + t2 * (c + g) + (t3 * (b + h) + t4 * (a + i));
        a = d;
        b = e;
        c = f;
        d = g;
        e = h;
        f = i;
      }
      stage.next = at;
      return made;
    },
    (hz) => symmetricResponse(taps, hz, rateHz),
  );
}

/** `cos` of an angular frequency. */
const cosAt = (hz: number, rateHz: number): number => Math.cos((2 * Math.PI * hz) / rateHz);

function symmetricResponse(taps: readonly number[], hz: number, rateHz: number): number {
  return taps.reduce((sum, tap, k) => sum + (k === 0 ? 1 : 2) * tap * cosAt(k * hz, rateHz), 0);
}

/**
 * The symmetric kernel (its middle and `degree` taps to one side) whose response is a Chebyshev polynomial in x, the cosine of
 * the frequency: ripples between `from` and `to`, 1 at x = 1.
 */
function chebyshevTaps(degree: number, from: number, to: number): number[] {
  const polynomial = (x: number): number => {
    const u = (2 * x - from - to) / (from - to);
    let last = 1;
    let now = u;
    for (let n = 1; n < degree; n += 1) [last, now] = [now, 2 * u * now - last];
    return now;
  };
  const points = 4 * degree;
  return Array.from({ length: degree + 1 }, (_, k) => {
    let sum = 0;
    for (let m = 0; m < points; m += 1) {
      const angle = (2 * Math.PI * m) / points;
      sum += polynomial(Math.cos(angle)) * Math.cos(k * angle);
    }
    return sum / (points * polynomial(1));
  });
}

/** How outputs lie between the samples of a rate, and the taps of each place: `rowOfPart` says where they begin. */
type Phases = {
  readonly inputHz: number;
  readonly rateHz: number;
  readonly parts: number;
  readonly wholeStep: number;
  readonly partStep: number;
  readonly reach: number;
  readonly table: Float64Array;
  readonly rowOfPart: Int32Array;
};

/** Of the rate that was last asked for: all who listen at one rate share what is cached. */
let lastPhases: Phases | undefined;

function phasesOf(inputHz: number, divisor: number): Phases {
  if (lastPhases?.inputHz === inputHz) return lastPhases;
  const rateHz = inputHz / divisor;
  const common = commonDivisor(inputHz, divisor * ANALYSIS_RATE_HZ);
  const parts = (divisor * ANALYSIS_RATE_HZ) / common;
  const wholeStep = Math.floor(rateHz / ANALYSIS_RATE_HZ);
  const partStep = inputHz / common - wholeStep * parts;
  const phases = Math.min(MOST_PHASES, parts);
  const stopHz = Math.min(ANALYSIS_RATE_HZ, rateHz) - Math.min(MEASURED_TOP_HZ, MEASURED_SHARE * rateHz);
  const reach = Math.ceil((0.5 * FIRST_ZERO * rateHz) / stopHz);
  const table = phaseTable(reach, phases);
  const rowOfPart = Int32Array.from(
    { length: parts },
    (_, part) => 2 * reach * Math.round((part / parts) * phases),
  );
  lastPhases = { inputHz, rateHz, parts, wholeStep, partStep, reach, table, rowOfPart };
  return lastPhases;
}

/** From `inputHz / divisor` to the analysis rate, each output by the taps of its own phase between two samples. */
function createPhases(inputHz: number, divisor: number): Stage {
  const { rateHz, parts, wholeStep, partStep, reach, table, rowOfPart } = phasesOf(inputHz, divisor);
  const taps = 2 * reach;
  return createStage(
    reach,
    (stage, out, from) => {
      const { buffer } = stage;
      const last = stage.held - reach - 1;
      let at = stage.next;
      let made = from;
      let now = stage.part;
      for (; at <= last; made += 1) {
        out[made] = dot(table, rowOfPart[now]!, buffer, at - reach + 1, taps);
        at += wholeStep;
        now += partStep;
        if (now >= parts) {
          now -= parts;
          at += 1;
        }
      }
      stage.next = at;
      stage.part = now;
      return made;
    },
    (hz) => {
      let sum = 0;
      for (let i = 0; i < taps; i += 1) sum += table[i]! * cosAt((i - reach + 1) * hz, rateHz);
      return sum;
    },
  );
}

/** Eight products at once, whose additions do not wait for each other; `count` is even. */
function dot(t: Float64Array, row: number, x: Float64Array, from: number, count: number): number {
  let sum = 0;
  let i = row;
  let j = from;
  for (const end = row + count - 7; i < end; i += 8, j += 8) {
    const a = t[i]! * x[j]! + t[i + 1]! * x[j + 1]!;
    const b = t[i + 2]! * x[j + 2]! + t[i + 3]! * x[j + 3]!;
    const c = t[i + 4]! * x[j + 4]! + t[i + 5]! * x[j + 5]!;
    const d = t[i + 6]! * x[j + 6]! + t[i + 7]! * x[j + 7]!;
    sum += a + b + (c + d);
  }
  for (const end = row + count; i < end; i += 2, j += 2) sum += t[i]! * x[j]! + t[i + 1]! * x[j + 1]!;
  return sum;
}

/** Row p holds the taps for an instant p / phases after a sample; one row more, for what rounds up to the next. */
function phaseTable(reach: number, phases: number): Float64Array {
  const taps = 2 * reach;
  const table = new Float64Array((phases + 1) * taps);
  for (let p = 0; p <= phases; p += 1) {
    const row = table.subarray(p * taps, (p + 1) * taps);
    for (let i = 0; i < taps; i += 1)
      row[i] = kaiserWindow((i - reach + 1 - p / phases) / reach, KAISER_BETA);
    const sum = row.reduce((total, tap) => total + tap, 0);
    for (let i = 0; i < taps; i += 1) row[i]! /= sum;
  }
  return table;
}
