import { waveMpsOf } from '@kentongan/core/base/retard';
import type { SensorModel } from '@kentongan/core/base/sensor-model';
import type { Random } from '@kentongan/core/base/random';
import { FULL_SCALE_DB } from '@kentongan/core/sense/acoustic';
import { emittedS, stateAt, stateSize } from '../scenario/path.ts';
import type { Target } from '../scenario/target.ts';
import { pistonOrders } from '../sound/synth/aircraft.ts';
import { renderEngine, unsteadyRate, type Engine } from '../sound/synth/engine.ts';
import { CONTROL_HZ, gainOfDb } from '../sound/synth/lines.ts';
import type { FlyPath } from '../sound/synth/path.ts';
import type { HeardClass } from './timbre.ts';

/** The detector looks no higher. */
const topHz = 2300;
/** Grass and earth at these angles. */
const groundReflection = 0.2;
/** Farther than any sound: where a target is while nothing of it arrives. */
const nowhereM = 1e7;

/** How a kind of target sounds, in the synthesis's own terms; mid-range of what the detector's training draws from. */
interface Timbre {
  oddDb: number;
  halfDb: number;
  slopeDb: number;
  /** Relative wandering of the shaft. */
  wobble: number;
  /** Broadband noise re the lines, and its fall per octave. */
  noiseDb: number;
  noiseSlopeDb: number;
}

const timbres: Readonly<Record<HeardClass, Timbre>> = {
  'one-way': { oddDb: -7, halfDb: -Infinity, slopeDb: 2, wobble: 0.003, noiseDb: -8, noiseSlopeDb: 3 },
  recon: { oddDb: -4, halfDb: -16, slopeDb: 4, wobble: 0.003, noiseDb: -6, noiseSlopeDb: 3 },
  loitering: { oddDb: 0, halfDb: -22, slopeDb: 9, wobble: 0.004, noiseDb: -3, noiseSlopeDb: 3 },
  cruise: { oddDb: 0, halfDb: -Infinity, slopeDb: 0, wobble: 0.002, noiseDb: 15, noiseSlopeDb: 1 },
  aircraft: { oddDb: -12, halfDb: -24, slopeDb: 8, wobble: 0.001, noiseDb: 0, noiseSlopeDb: 5 },
  helicopter: { oddDb: 0, halfDb: -Infinity, slopeDb: 6, wobble: 0.001, noiseDb: -1, noiseSlopeDb: 5 },
  ground: { oddDb: -3, halfDb: -8, slopeDb: 7, wobble: 0.02, noiseDb: -2, noiseSlopeDb: 4 },
};
/** A compressor's whine, for what has no pitch of its own. */
const whineHz = 1500;

/**
 * What of a target arrives at a microphone in `seconds` from `fromS` (s since the exercise's start) on, as samples at
 * `SYNTH_RATE_HZ`, 1 = what detectors take full scale for. Each moment's sound left where the target was a retarded time before, with its
 * Doppler, spreading, absorption by ISO 9613-1 and the ground's reflection. `character`: chance of this target alone,
 * the same wherever and whenever it is heard; `random`: of this stretch at this microphone. `noiseDb`: level of the
 * surroundings; what the target makes of noise far below them is left out.
 */
export function soundOf(
  target: Target,
  model: SensorModel,
  fromS: number,
  seconds: number,
  noiseDb: number,
  character: Random,
  random: Random,
): Float32Array {
  const path = pathTo(target, model, fromS, seconds);
  const engine = engineOf(target, path.distanceM.length, character, random);
  const nearestM = path.distanceM.reduce((least, value) => Math.min(least, value));
  const ownNoiseDb = target.voice.sourceDb + engine.noiseDb - (20 / Math.LN10) * Math.log(nearestM);
  const isNoiseMasked = ownNoiseDb < noiseDb - 6;
  const heard = isNoiseMasked ? { ...engine, noiseDb: -Infinity } : engine;
  const samples = renderEngine(random, heard, path, seconds);
  // Lines of unit power and the noise beside them are `sourceDb` at the path's reference, 1 m.
  const power = 1 + gainOfDb(2 * engine.noiseDb);
  const gain = gainOfDb(target.voice.sourceDb - FULL_SCALE_DB.sound) / Math.sqrt(power);
  return samples.map((value) => gain * value);
}

function engineOf({ voice }: Target, steps: number, character: Random, random: Random): Engine {
  const timbre = timbres[voice.heardAs];
  const rate = voice.f0Hz ?? whineHz;
  const orderDb = pistonOrders(character, {
    ...timbre,
    spreadDb: 3,
    rate,
    count: Math.min(80, Math.ceil((2 * topHz) / rate)),
  });
  return {
    rateHz: unsteadyRate(random, steps, rate, timbre.wobble, 1, timbre.wobble / 4),
    orderDb,
    flutterDb: 3,
    flutterS: 0.5,
    noiseDb: timbre.noiseDb,
    noiseSlopeDb: timbre.noiseSlopeDb,
  };
}

const state = new Float64Array(stateSize);

function pathTo(target: Target, model: SensorModel, fromS: number, seconds: number): FlyPath {
  const steps = Math.ceil(seconds * CONTROL_HZ);
  const distanceM = new Float64Array(steps).fill(nowhereM);
  const doppler = new Float64Array(steps).fill(1);
  const reflectionDelayS = new Float64Array(steps);
  for (let i = 0; i < steps; i++) {
    const heardS = fromS + i / CONTROL_HZ;
    const emitted = emittedS(target.path, model.east, model.north, model.up, heardS, model.waveMps);
    if (Number.isNaN(emitted)) continue;
    stateAt(target.path, state, emitted);
    const de = state[0] - model.east;
    const dn = state[1] - model.north;
    const du = state[2] - model.up;
    const range = Math.max(1, Math.sqrt(de * de + dn * dn + du * du));
    const rangeRateMps = (de * state[3] + dn * state[4] + du * state[5]) / range;
    distanceM[i] = range;
    doppler[i] = 1 / (1 + rangeRateMps / waveMpsOf.sound);
    const mirroredM = Math.sqrt(range * range + 4 * Math.max(0, state[6]) * model.heightM);
    reflectionDelayS[i] = (mirroredM - range) / waveMpsOf.sound;
  }
  return { distanceM, doppler, reflectionDelayS, reflection: groundReflection, referenceM: 1 };
}
