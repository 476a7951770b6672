import { pdAtRange } from '../../base/sensor-model/index.ts';
import type { Tracks } from '../bank/tracks.ts';
import type { GaussianBank } from '../density/gaussian-bank.ts';
import type { Report } from '../sensors/sensor.ts';
import { existenceAfterMiss } from './exist.ts';

/**
 * What a silent microphone means for tracks that were first seen: they are less likely to be there. Their height is mostly
 * unknown, so Pd is averaged over four heights of those still possible; how loud they are is unknown too, and the same for
 * every microphone and second, so a silence counts for a share only. Where the target was when its sound left is taken to be
 * where it is: within the reach of a microphone the difference is below 600 m.
 */
const countedShare = 0.3;
/** Beyond this many half ranges Pd is nothing. */
const reachOfHalfRange = 1.8;
const heightSamples = 4;

export function missUnheard(tracks: Tracks, bank: GaussianBank, report: Report): void {
  const { model, pdFactor } = report.sensor;
  const reach = Math.min(model.maxRangeM, reachOfHalfRange * model.halfRangeM, 15_000);
  for (const i of tracks.active) {
    if (tracks.kind[i] !== 0) continue;
    const de = tracks.east[i] - model.east;
    const dn = tracks.north[i] - model.north;
    const ground2 = de * de + dn * dn;
    if (ground2 > reach * reach) continue;
    const pd = countedShare * pdFactor * pdOfSlot(bank, tracks.slot[i], report, ground2);
    tracks.existence[i] = existenceAfterMiss(tracks.existence[i], pd);
  }
}

function pdOfSlot(bank: GaussianBank, slot: number, report: Report, ground2: number): number {
  const { model } = report.sensor;
  const at = 2 * slot;
  const isKnown = bank.height[at + 1] !== Infinity;
  const low = isKnown ? bank.height[at] : bank.heights[at];
  const ratio = isKnown ? 1 : bank.heights[at + 1] / low;
  let sum = 0;
  for (let k = 0; k < heightSamples; k++) {
    const above = low * Math.exp(((k + 0.5) / heightSamples) * Math.log(ratio)) - model.heightM;
    const range = Math.sqrt(ground2 + above * above);
    if (range <= model.maxRangeM) sum += pdAtRange(model, range);
  }
  return sum / heightSamples;
}
