import { absorptionDbPerM } from '@kentongan/core/sense/acoustic';
import type { Random } from '@kentongan/core/base/random';
import { CONTROL_HZ, gainOfDb } from './lines.ts';

const SOUND_MPS = 343;

/** How a source passes the microphone: distance, Doppler and the ground's reflection at each control step. */
export type FlyPath = {
  readonly distanceM: Float64Array;
  /** Received over emitted frequency. */
  readonly doppler: Float64Array;
  /** How much later the reflected sound comes, s. */
  readonly reflectionDelayS: Float64Array;
  readonly reflection: number;
  readonly referenceM: number;
};

/** A straight pass at `speedMps`, heard at the microphone's clock (the retarded position, in closed form). */
export function straightPass(
  random: Random,
  steps: number,
  speedMps: number,
  closestM: number,
  heightM: number,
  closestAtS: number,
): FlyPath {
  const distanceM = new Float64Array(steps);
  const doppler = new Float64Array(steps);
  const reflectionDelayS = new Float64Array(steps);
  const microphoneM = random.between(0.1, 2.5);
  const mach = speedMps / SOUND_MPS;
  for (let i = 0; i < steps; i += 1) {
    const along = speedMps * (i / CONTROL_HZ - closestAtS);
    // Distance when the sound now heard was emitted: r = (-M x + sqrt(x^2 + (1 - M^2) h^2)) / (1 - M^2).
    const now = Math.sqrt(along * along + (1 - mach * mach) * closestM * closestM);
    const r = (now - mach * along) / (1 - mach * mach);
    const emittedAlong = along - mach * r;
    distanceM[i] = r;
    doppler[i] = 1 / (1 + (mach * emittedAlong) / r);
    const mirrored = Math.sqrt(r * r + 4 * heightM * microphoneM);
    reflectionDelayS[i] = (mirrored - r) / SOUND_MPS;
  }
  return {
    distanceM,
    doppler,
    reflectionDelayS,
    reflection: random.between(0, 0.9),
    referenceM: distanceM[Math.min(steps - 1, Math.max(0, Math.round(closestAtS * CONTROL_HZ)))]!,
  };
}

/** A source that stands still at this distance. */
export function standing(random: Random, steps: number, distanceM: number): FlyPath {
  return {
    distanceM: new Float64Array(steps).fill(distanceM),
    doppler: new Float64Array(steps).fill(1),
    reflectionDelayS: new Float64Array(steps).fill(
      (random.between(0.2, 4) * random.between(0.2, 2)) / (distanceM + 1) / SOUND_MPS,
    ),
    reflection: random.between(0, 0.6),
    referenceM: distanceM,
  };
}

/** Spreading (re the path's reference distance), absorption and ground reflection of one frequency, linear. */
export function pathGain(path: FlyPath, frequencyHz: number, step: number): number {
  const r = path.distanceM[step]!;
  const phase = 2 * Math.PI * frequencyHz * path.reflectionDelayS[step]!;
  const g = path.reflection;
  const ground = Math.sqrt(1 + g * g + 2 * g * Math.cos(phase));
  return (path.referenceM / r) * ground * gainOfDb((-absorptionDbPerKm(frequencyHz) * r) / 1000);
}

const ABSORPTION_STEP_HZ = 20;
const absorptionTable = Float64Array.from(
  { length: 420 },
  (_, i) => absorptionDbPerM(i * ABSORPTION_STEP_HZ, 10, 70) * 1000,
);

/** At 10 C and 70 %, from a table of 20 Hz steps, to 8 kHz. */
export function absorptionDbPerKm(frequencyHz: number): number {
  const at = Math.min(absorptionTable.length - 2, frequencyHz / ABSORPTION_STEP_HZ);
  const i = Math.floor(at);
  return absorptionTable[i]! + (at - i) * (absorptionTable[i + 1]! - absorptionTable[i]!);
}
