import type { Random } from '@kentongan/core/base/random';
import { addLines, CONTROL_HZ, flutterOf, gainOfDb, wander } from './lines.ts';
import { resonances } from './engine.ts';
import type { Source } from './aircraft.ts';
import { addShapedNoise, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

const stepsOf = (seconds: number): number => Math.ceil(seconds * CONTROL_HZ);
const emptySound = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
const at = (values: Float64Array, timeS: number): number =>
  values[Math.max(0, Math.min(values.length - 1, Math.round(timeS * CONTROL_HZ)))]!;

/** Wind at the microphone: steep low-frequency turbulence in gusts, leaves above it, sometimes buffeting. */
export function wind(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const gust = wander(random, stepsOf(seconds), random.between(0.3, 3));
  const buffet = wander(random, stepsOf(seconds), 0.05);
  const gustDb = random.between(1, 9);
  const buffetDb = random.between(0, 5);
  const cornerHz = random.between(20, 250);
  const slopeDb = random.between(5, 14);
  const leavesDb = random.between(-45, -8);
  addShapedNoise(out, random, (gain, timeS) => {
    const gustNow = gustDb * at(gust, timeS);
    const low = gainOfDb(gustNow + buffetDb * at(buffet, timeS));
    const leaves = gainOfDb(leavesDb + 1.3 * gustNow);
    for (let k = 1; k < gain.length; k += 1) {
      const hz = k * GAIN_BIN_HZ;
      const rustle = leaves * Math.min(1, hz / 1500);
      gain[k] = low * gainOfDb(-slopeDb * Math.max(0, Math.log2(hz / cornerHz))) + rustle;
    }
    gain[0] = 0;
  });
  return { samples: out };
}

/** Rain: dense fine noise, single drops on metal, leaves or a housing that ring. */
export function rain(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const body = resonances(random, 4, 10);
  const slow = wander(random, stepsOf(seconds), 2);
  const tilt = random.between(-5, 3);
  addShapedNoise(out, random, (gain, timeS) => {
    const level = gainOfDb(1.5 * at(slow, timeS));
    for (let k = 1; k < gain.length; k += 1) {
      const hz = k * GAIN_BIN_HZ;
      gain[k] = level * gainOfDb(tilt * Math.log2(hz / 1000) + body(hz));
    }
    gain[0] = 0;
  });
  addRinging(out, random, random.between(1, 60), 150, 5000, random.between(0.5, 6), 0.002, 0.03);
  return { samples: out };
}

/** Decaying tones at random times: drops, crackle, clatter, footsteps, claps, pecking. */
function addRinging(
  out: Float32Array,
  random: Random,
  perSecond: number,
  lowHz: number,
  highHz: number,
  level: number,
  minS: number,
  maxS: number,
): void {
  const count = random.poisson((perSecond * out.length) / SYNTH_RATE_HZ);
  for (let c = 0; c < count; c += 1) {
    const start = random.below(out.length);
    const hz = lowHz * Math.exp(random.uniform() * Math.log(highHz / lowHz));
    const decay = Math.exp(-1 / (random.between(minS, maxS) * SYNTH_RATE_HZ));
    const turn = (2 * Math.PI * hz) / SYNTH_RATE_HZ;
    const noisy = random.uniform() < 0.5;
    let gain = level * Math.exp(0.8 * random.gaussian());
    for (let i = start; i < out.length && gain > 1e-3; i += 1) {
      out[i]! += gain * (noisy ? random.gaussian() : Math.sin(turn * (i - start)));
      gain *= decay;
    }
  }
}

/** Fire, footsteps, clapping, hail, thunder, fireworks: impulses over a bed of noise. */
export function impulses(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const boom = random.uniform() < 0.3;
  addShapedNoise(out, random, (gain) => {
    for (let k = 1; k < gain.length; k += 1) gain[k] = 0.3 * gainOfDb(-4 * Math.log2(1 + k / 8));
  });
  if (boom) addRumble(out, random);
  addRinging(
    out,
    random,
    random.between(0.5, 25),
    100,
    6000,
    random.between(1, 10),
    0.001,
    random.between(0.005, 0.3),
  );
  return { samples: out };
}

function addRumble(out: Float32Array, random: Random): void {
  const slow = wander(random, Math.ceil((out.length / SYNTH_RATE_HZ) * CONTROL_HZ), random.between(0.1, 1));
  const slope = random.between(4, 10);
  addShapedNoise(out, random, (gain, timeS) => {
    const level = 3 * gainOfDb(8 * at(slow, timeS));
    for (let k = 1; k < gain.length; k += 1)
      gain[k] = level * gainOfDb(-slope * Math.max(0, Math.log2(k / 4)));
    gain[0] = 0;
  });
}

/**
 * Voices (people, cattle, dogs, crows, babies) and instruments: voiced stretches with a gliding pitch and
 * formants, pauses between.
 */
export function voices(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const speakers = 1 + random.below(3);
  for (let s = 0; s < speakers; s += 1) {
    const pitch = random.between(75, 500);
    const glide = wander(random, steps, random.between(0.1, 0.8));
    const range = random.between(0.02, 0.25);
    const rate = Float64Array.from(glide, (g) => pitch * Math.exp(range * g));
    const open = wander(random, steps, random.between(0.06, 0.6));
    const threshold = random.between(-0.8, 1);
    const formant = wander(random, steps, 0.12);
    const firstHz = random.between(300, 900);
    const orders = Float64Array.from({ length: 30 }, (_, i) => i + 1);
    const slope = random.between(4, 10);
    const level = orders.map((k) => gainOfDb(-slope * Math.log2(k)));
    addLines(out, random, rate, orders, level, undefined, (hz, step) => {
      const voiced = open[step]! > threshold ? 1 : 0;
      const octaves = Math.log2(hz / (firstHz * Math.exp(0.35 * formant[step]!)));
      return voiced * (0.15 + Math.exp(-4 * octaves * octaves));
    });
  }
  addShapedNoise(out, random, (gain) => gain.fill(0.02));
  return { samples: out };
}

/** Birds, insects, frogs: high chirps and trills, chorus of narrow bands. */
export function wildlife(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const singers = 1 + random.below(4);
  for (let s = 0; s < singers; s += 1) {
    const hz = random.between(600, 6500);
    const sweep = random.between(0, 0.3);
    const beat = random.between(0.5, 22);
    const duty = random.between(0.15, 0.9);
    const curve = wander(random, steps, random.between(0.05, 0.5));
    const rate = Float64Array.from(curve, (c) => hz * Math.exp(sweep * c));
    const one = Float64Array.from([1, 2]);
    addLines(out, random, rate, one, Float64Array.from([1, random.between(0, 0.3)]), undefined, (_, step) =>
      ((step / CONTROL_HZ) * beat) % 1 < duty ? 1 : 0,
    );
  }
  addShapedNoise(out, random, (gain) => gain.fill(0.05));
  return { samples: out };
}

/** Pitch of a siren at each control step: wail, yelp or the long rise and hold of a motor siren, re its top. */
function sirenCurve(random: Random, steps: number): Float64Array {
  const kind = random.below(3);
  const periodS = kind === 1 ? random.between(0.2, 0.6) : random.between(2, 9);
  const depth = random.between(0.15, 0.9);
  const riseS = random.between(0.3, 3);
  const fromS = random.between(-3, 3);
  const phase = random.between(0, 2 * Math.PI);
  return Float64Array.from({ length: steps }, (_, i) => {
    const timeS = i / CONTROL_HZ;
    if (kind === 2) return Math.exp(-2 * Math.exp(-Math.max(0, timeS - fromS) / riseS));
    return Math.exp(-depth * (0.5 + 0.5 * Math.sin((2 * Math.PI * timeS) / periodS + phase)));
  });
}

/** Sirens: one or two pitches, up to a dozen strong harmonics, with the slow flutter of an echoing street. */
export function siren(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const curve = sirenCurve(random, steps);
  const topHz = random.between(180, 1300);
  const pitches = random.uniform() < 0.3 ? [1, 1.2] : [1];
  const slope = random.between(0, 12);
  for (const pitch of pitches) {
    const orders = Float64Array.from({ length: 14 }, (_, i) => i + 1);
    const level = orders.map((k) => gainOfDb(-slope * Math.log2(k) + 5 * random.gaussian()));
    const rate = curve.map((c) => c * topHz * pitch);
    addLines(
      out,
      random,
      rate,
      orders,
      level,
      flutterOf(random, 14, steps, random.between(0, 5), 0.3),
      () => 1,
    );
  }
  return { samples: out };
}

/** Car, lorry and train horns: two or three notes in simple ratios, rough, rich, with an end. */
export function horn(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const root = random.between(130, 520);
  const ratios = [[1], [1, 1.25], [1, 1.2], [1, 1.25, 1.5], [1, 1.5]][random.below(5)]!;
  const from = random.between(-seconds, 0.6 * seconds);
  const lengthS = random.between(0.2, 2 * seconds);
  const slope = random.between(-1, 8);
  const rough = random.between(0, 0.004);
  for (const ratio of ratios) {
    const jitter = wander(random, steps, 0.02);
    const rate = jitter.map((j) => root * ratio * Math.exp(rough * j));
    const orders = Float64Array.from({ length: 16 }, (_, i) => i + 1);
    const level = orders.map((k) => gainOfDb(-slope * Math.log2(k) + 6 * random.gaussian()));
    addLines(out, random, rate, orders, level, undefined, (_, step) => {
      const t = step / CONTROL_HZ - from;
      return t >= 0 && t < lengthS ? 1 : 0;
    });
  }
  return { samples: out };
}

/** Bells: hum, prime, tierce, quint, nominal and above, each with its own decay, struck again and again. */
export function bells(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const partials = Float64Array.from([0.5, 1, 1.2, 1.5, 2, 2.5, 2.67, 3, 4, 5.3, 6.7]);
  const count = 1 + random.below(3);
  for (let c = 0; c < count; c += 1) {
    const prime = random.between(90, 900);
    const everyS = random.between(0.4, 4);
    const offsetS = random.between(0, everyS);
    const decayS = random.between(0.4, 5);
    const own = partials.map((p) => p * (1 + 0.01 * random.gaussian()));
    const level = own.map(() => gainOfDb(6 * random.gaussian()));
    addLines(out, random, new Float64Array(steps).fill(prime), own, level, undefined, (hz, step) => {
      const since = (step / CONTROL_HZ + offsetS) % everyS;
      return Math.exp((-since / decayS) * Math.sqrt(hz / prime));
    });
  }
  return { samples: out };
}

/** Music and signals: notes that change on a beat, harmonic or stretched, several voices. */
export function music(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const steps = stepsOf(seconds);
  const players = 1 + random.below(4);
  const beatS = random.between(0.12, 1.5);
  for (let p = 0; p < players; p += 1) {
    const base = random.between(60, 500);
    const notes = Array.from(
      { length: Math.ceil(seconds / beatS) + 1 },
      () => base * Math.exp((Math.LN2 * random.below(13)) / 12),
    );
    const rate = Float64Array.from({ length: steps }, (_, i) => notes[Math.floor(i / CONTROL_HZ / beatS)]!);
    const stretch = random.uniform() < 0.25 ? random.between(0.95, 1.1) : 1;
    const orders = Float64Array.from({ length: 14 }, (_, i) => Math.exp(stretch * Math.log(i + 1)));
    const slope = random.between(2, 12);
    const level = orders.map((k) => gainOfDb(-slope * Math.log2(k) + 5 * random.gaussian()));
    const decay = random.between(0.1, 3);
    addLines(out, random, rate, orders, level, undefined, (_, step) =>
      Math.exp(-((step / CONTROL_HZ) % beatS) / decay),
    );
  }
  addShapedNoise(out, random, (gain) => gain.fill(0.02));
  return { samples: out };
}

/** Plain noise of a random smooth spectrum: sea, room, road far away, the recorder itself. */
export function colouredNoise(random: Random, seconds: number): Source {
  const out = emptySound(seconds);
  const tilt = random.between(-10, 3);
  const body = resonances(random, 5, 9);
  const slow = wander(random, stepsOf(seconds), random.between(0.2, 4));
  const depth = random.between(0, 4);
  addShapedNoise(out, random, (gain, timeS) => {
    const level = gainOfDb(depth * at(slow, timeS));
    for (let k = 1; k < gain.length; k += 1) {
      const hz = k * GAIN_BIN_HZ;
      gain[k] = level * gainOfDb(tilt * Math.log2(hz / 500) + body(hz));
    }
    gain[0] = 0;
  });
  return { samples: out };
}
