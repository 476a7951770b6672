import { absorptionDbPerM } from './absorption.ts';
import { BAND_COUNT, bandEdges, BIN_HZ, LEVEL_HIGH_HZ, LEVEL_LOW_HZ, powerOfDb } from './spectrum.ts';
import type { Block } from './spectrum.ts';

/** The last minute, one value a band and window; older ones are overwritten. */
const MEMORY_WINDOWS = 60;
const FLOOR_SHARE = 0.1;

/** How quiet it gets here: the 10th percentile of each band's level over the last minute. */
export type NoiseFloor = {
  add(blocks: readonly Block[], from: number, to: number): void;
  /** Floor of each band, dB re full scale, after at least one `add`. */
  readonly bandDb: Float64Array;
  /** Floor of 60-2000 Hz: the bands' floors added up, dB re full scale. */
  levelDb(): number;
};

export function createNoiseFloor(): NoiseFloor {
  const history = new Float64Array(BAND_COUNT * MEMORY_WINDOWS);
  const sorted = new Float64Array(MEMORY_WINDOWS);
  const bandDb = new Float64Array(BAND_COUNT);
  let added = 0;

  function add(blocks: readonly Block[], from: number, to: number): void {
    const slot = added % MEMORY_WINDOWS;
    added += 1;
    const count = Math.min(added, MEMORY_WINDOWS);
    const values = sorted.subarray(0, count);
    for (let i = 0; i < BAND_COUNT; i += 1) {
      let sum = 0;
      for (let b = from; b < to; b += 1) sum += blocks[b]!.bandDb[i]!;
      const row = i * MEMORY_WINDOWS;
      history[row + slot] = sum / (to - from);
      for (let k = 0; k < count; k += 1) values[k] = history[row + k]!;
      values.sort();
      bandDb[i] = values[Math.floor(FLOOR_SHARE * (count - 1))]!;
    }
  }

  function levelDb(): number {
    let power = 0;
    for (let i = 0; i < BAND_COUNT; i += 1) if (isLevelBand(i)) power += powerOfDb(bandDb[i]!);
    return 10 * Math.log10(power);
  }

  return { add, bandDb, levelDb };
}

function isLevelBand(band: number): boolean {
  return bandCentreHz(band) >= LEVEL_LOW_HZ && bandCentreHz(band) <= LEVEL_HIGH_HZ;
}

function bandCentreHz(band: number): number {
  return 0.5 * (bandEdges[band]! + bandEdges[band + 1]!) * BIN_HZ;
}

/** What decides how far a microphone hears. */
export type Hearing = {
  /** Air absorbs; over the kilometres of a harbour water does not, at these frequencies. */
  readonly wave: 'sound' | 'soundWater';
  /** Level of the target at 1 m in 60-2000 Hz, dB SPL. */
  readonly sourceDb: number;
  /** Level that drives the microphone to full scale, dB SPL. */
  readonly fullScaleDb: number;
  /** Signal to noise in 60-2000 Hz at which half of all windows are detected, dB. */
  readonly neededSnrDb: number;
};

const MAX_RANGE_M = 20000;
const bandAbsorptionDbPerM = Float64Array.from({ length: BAND_COUNT }, (_, i) =>
  absorptionDbPerM(bandCentreHz(i), 10, 70),
);

/**
 * The distance at which the target would be at `neededSnrDb` over this floor, m: spherical spreading and air
 * absorption band by band, the target's power spread evenly over the octaves of 60-2000 Hz. Ground, wind and
 * terrain take more, so it is an upper bound of its kind; at most 20 km.
 */
export function rangeNowM(floor: NoiseFloor, hearing: Hearing): number {
  const floorDb = floor.levelDb();
  let near = 1;
  let far = MAX_RANGE_M;
  if (snrAt(far, floorDb, hearing) >= hearing.neededSnrDb) return far;
  while (far / near > 1.01) {
    const middle = Math.sqrt(near * far);
    if (snrAt(middle, floorDb, hearing) >= hearing.neededSnrDb) near = middle;
    else far = middle;
  }
  return near;
}

function snrAt(rangeM: number, floorDb: number, hearing: Hearing): number {
  let power = 0;
  let octaves = 0;
  for (let i = 0; i < BAND_COUNT; i += 1) {
    if (!isLevelBand(i)) continue;
    power += hearing.wave === 'sound' ? powerOfDb(-bandAbsorptionDbPerM[i]! * rangeM) : 1;
    octaves += 1;
  }
  const received = hearing.sourceDb - 20 * Math.log10(rangeM) + 10 * Math.log10(power / octaves);
  return received - hearing.fullScaleDb - floorDb;
}
