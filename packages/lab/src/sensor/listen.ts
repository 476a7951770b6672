import type { DetectionEvent } from '@kentongan/core/base/event';
import type { Random } from '@kentongan/core/base/random';
import { levelAtRange } from '@kentongan/core/base/sensor-model';
import {
  acousticModel,
  ANSWERED_AFTER_S,
  claimOf,
  createAcousticDetector,
  FULL_SCALE_DB,
  type SoundClaim,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';
import type { Chance } from '../scenario/attack.ts';
import type { Target } from '../scenario/target.ts';
import { colouredNoise, rain, wind } from '../sound/synth/ambient.ts';
import { bandRms } from '../sound/synth/chain.ts';
import { gainOfDb } from '../sound/synth/lines.ts';
import { SYNTH_RATE_HZ } from '../sound/synth/spectral.ts';
import { admittedMs, type Tell } from './draft.ts';
import { arriving, type Arrived } from './hear.ts';
import { roundTo } from './network.ts';
import { isCutOff, noiseDbAt, type Site } from './site.ts';
import { soundOf } from './sounding.ts';

/** Heard before a block begins, so that the detector's memory of seconds is full. */
const runUpS = 10;
/** What arrives so far under the surroundings leaves no trace. */
const maskedDb = 10;

const surroundings = [colouredNoise, colouredNoise, wind, rain] as const;
/** Surroundings are heard over and over, so long at a time, s. */
const surroundingsS = 90;
/** The end goes over into the beginning, samples. */
const fade = SYNTH_RATE_HZ;

/** A microphone whose sound is really made: what is to be heard round it when nothing flies, of unit power in 60-2000 Hz. */
export interface Ear {
  surroundings: Float32Array;
}

/** A place sounds the same all night: by the sea, in leaves, under a roof. */
function earOf({ sensorId }: Site, chance: Chance): Ear {
  const random = chance(`surroundings of ${sensorId}`);
  const { samples } = surroundings[random.below(surroundings.length)](random, surroundingsS);
  const loop = samples.subarray(0, samples.length - fade);
  for (let i = 0; i < fade; i++) {
    // Powers add, as the two ends have nothing to do with each other.
    const part = (0.5 * Math.PI * (i + 0.5)) / fade;
    loop[i] = loop[i] * Math.sin(part) + samples[loop.length + i] * Math.cos(part);
  }
  const gain = 1 / bandRms(loop);
  return { surroundings: loop.map((value) => gain * value) };
}

/**
 * Everything a microphone reports in a block of time, as `hear` tells it, but really heard: the surroundings and what
 * arrives of each target are made as sound, and the detector that devices run judges it. The surroundings are as loud as
 * makes the site's stated half range true. Each block is heard afresh after ten seconds' run-up, so that a night can be
 * entered anywhere.
 */
export function listen(
  ear: Ear,
  site: Site,
  candidates: readonly Target[],
  chance: Chance,
  startMs: number,
  fromS: number,
  toS: number,
  tell: Tell,
): void {
  const phaseS = site.model.phaseMs / 1000;
  const first = Math.ceil(fromS - phaseS);
  const count = Math.ceil(toS - phaseS) - first;
  // A window ends when the report is due.
  const soundFromS = phaseS + first - 1 - runUpS;
  const random = chance(`${site.sensorId} sound from ${fromS}`);
  const seconds = runUpS + count + ANSWERED_AFTER_S;
  const samples = soundAt(ear, site, candidates, chance, random, soundFromS, seconds);
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: SYNTH_RATE_HZ });
  const windows = [...detector.push(samples), ...detector.flush()];
  for (const window of windows.slice(runUpS, runUpS + count)) {
    const endS = soundFromS + (window.startMs + window.durationMs) / 1000;
    if (!window.detected || isCutOff(site, endS)) continue;
    tellHeard(site, window, startMs + 1000 * endS, causeOf(site, candidates, endS - 0.5), random, tell);
  }
}

function soundAt(
  ear: Ear,
  site: Site,
  candidates: readonly Target[],
  chance: Chance,
  random: Random,
  fromS: number,
  seconds: number,
): Float32Array {
  const noiseDb = surroundingsDb(site, fromS + seconds / 2);
  const samples = surroundingsFor(ear, random, seconds, noiseDb);
  for (const target of candidates) {
    if (loudestDb(site, target, fromS, seconds) < noiseDb - maskedDb) continue;
    const character = chance(`sound of ${target.targetId}`);
    const sound = soundOf(
      target,
      site.model,
      fromS,
      seconds,
      noiseDb,
      character,
      random.fork(target.targetId),
    );
    for (let i = 0; i < samples.length; i++) samples[i] += sound[i];
  }
  return samples;
}

/** Level of the surroundings in 60-2000 Hz, dB: half of all windows are found at the stated half range. */
function surroundingsDb(site: Site, atS: number): number {
  return (
    levelAtRange(site.model, site.model.halfRangeM) - acousticModel.hearing.neededSnrDb + noiseDbAt(site, atS)
  );
}

function surroundingsFor(
  { surroundings: loop }: Ear,
  random: Random,
  seconds: number,
  levelDb: number,
): Float32Array {
  const gain = gainOfDb(levelDb - FULL_SCALE_DB.sound);
  const from = random.below(loop.length);
  return Float32Array.from(
    { length: seconds * SYNTH_RATE_HZ },
    (_, i) => gain * loop[(from + i) % loop.length],
  );
}

const lookEveryS = 4;

function loudestDb(site: Site, target: Target, fromS: number, seconds: number): number {
  let loudest = -Infinity;
  for (let atS = fromS; atS <= fromS + seconds; atS += lookEveryS)
    loudest = Math.max(loudest, arriving(site, target, atS)?.levelDb ?? -Infinity);
  return loudest;
}

/** Which target it was: the loudest that could be heard at all. */
function causeOf(site: Site, candidates: readonly Target[], heardS: number): string | undefined {
  let loudest: Arrived | undefined;
  for (const target of candidates) {
    const arrived = arriving(site, target, heardS);
    if (arrived !== undefined && arrived.levelDb > (loudest?.levelDb ?? -Infinity)) loudest = arrived;
  }
  if (loudest === undefined || loudest.levelDb < surroundingsDb(site, heardS) - maskedDb) return undefined;
  return loudest.target.targetId;
}

function tellHeard(
  { sensorId, clockMs }: Site,
  window: SoundWindow,
  trueMs: number,
  targetId: string | undefined,
  random: Random,
  tell: Tell,
): void {
  const timeMs = admittedMs(random, trueMs + 1000 * ANSWERED_AFTER_S);
  const sensedMs = Math.round(trueMs + clockMs);
  const claim = rounded(claimOf(window, acousticModel.version));
  tell({ fact: { kind: 'detection', timeMs, sensorId, sensedMs, ...claim }, targetId });
}

/** To what is known of it, so that the last bit of a logarithm is not in the bytes. */
function rounded({ measurement, classLikelihood = {}, sound }: SoundClaim): SoundClaim {
  const numbers = <T extends object>(value: T): T =>
    Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, typeof part === 'number' ? roundTo(part, 2) : part]),
    ) as T;
  return {
    measurement: numbers(measurement as object) as DetectionEvent['measurement'],
    classLikelihood: Object.fromEntries(
      Object.entries(classLikelihood).map(([name, share]) => [name, roundTo(share, 4)]),
    ),
    ...(sound === undefined ? {} : { sound: numbers(sound) }),
  };
}

/**
 * Where sound is really made and judged: of the working microphones the one that some one-way drone passes closest from
 * `fromS` on, then one that another drone does, and so on.
 */
export function openEars(
  sites: readonly Site[],
  targets: readonly Target[],
  chance: Chance,
  fromS: number,
  count: number,
): Map<string, Ear> {
  const chosen = new Map<string, Ear>();
  if (count === 0) return chosen;
  const passes = targets
    .filter((target) => target.class === 'one-way')
    .flatMap((target) => sites.filter(canListen).map((site) => passOf(site, target, fromS)))
    .sort((a, b) => a.closestM - b.closestM);
  const heard = new Set<string>();
  for (const { site, targetId } of passes) {
    if (chosen.size === count) break;
    if (chosen.has(site.sensorId) || heard.has(targetId)) continue;
    chosen.set(site.sensorId, earOf(site, chance));
    heard.add(targetId);
  }
  return chosen;
}

function canListen({ sensor, state, isDeaf, lie }: Site): boolean {
  return sensor.type === 'acoustic' && state === 'up' && !isDeaf && lie === undefined;
}

function passOf(
  site: Site,
  { targetId, path }: Target,
  fromS: number,
): { site: Site; targetId: string; closestM: number } {
  const { model } = site;
  let closestM = Infinity;
  for (let i = Math.max(0, Math.floor(fromS - path.bornS)); i < path.count; i += 2)
    closestM = Math.min(closestM, Math.hypot(path.east[i] - model.east, path.north[i] - model.north));
  return { site, targetId, closestM };
}
