import type { Frame } from '../../base/frame.ts';
import { pdAtRange, type SensorModel } from '../../base/sensor-model/index.ts';
import { heightFrom, saysHeight, updateHeight } from '../measure/height.ts';
import { sightOf } from '../measure/linearize.ts';
import { maxRows } from '../measure/rows.ts';
import type { Values } from '../measure/values.ts';
import { learnHeight, lowestM, visibleFromM } from '../measure/visible.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Density, Weights } from './density.ts';
import {
  createGaussianBank,
  placeSlot,
  predictSlot,
  slotMean,
  slotMomentsAfter,
  takeSlot,
  type GaussianBank,
} from './gaussian-bank.ts';
import { createCluster, deal, settle, startCluster } from './gaussian-cluster.ts';
import { createKept, entryOf, isLooked } from './gaussian-kept.ts';
import {
  addTold,
  fade,
  isReckoned,
  learnClimb,
  learnLowShare,
  reckon,
  reckonSometimes,
  reckonUntold,
} from './gaussian-lift.ts';
import { createLook, isRange, usualLeastMode } from './gaussian-look.ts';
import { createPlots } from './gaussian-plots.ts';
import { createTeller, sweep } from './gaussian-tell.ts';
import { createUpdater } from './gaussian-update.ts';
import { beginTurn, forgetVeer, learnVeer, whitenVeer } from './gaussian-veer.ts';
import { addSway, verticalOf } from './gaussian-vertical.ts';
import { createWeigher, mostlySteady, outlierOf } from './gaussian-weigh.ts';
import { half, held, liftSize, sway } from './lift-state.ts';
import { modeCount } from './modes.ts';
import type { News } from './news.ts';

export interface Gaussians extends Density {
  readonly bank: GaussianBank;
  /**
   * Whether no detection of a report can be in a gate of a slot (`gaussian-glance`): then `out` says so, `learnVisible` can be
   * asked, and the slot need not be predicted. false where it is not that easily seen.
   */
  passOver(slot: number, report: Report, out: Weights): boolean;
  /** Starts a slot at a place; -1 where the bank is full. */
  place(timeMs: number, east: number, north: number, ee: number, en: number, nn: number): number;
  /** Right after: that its place came from this report, so that it is nearer the sensor the higher it flies. */
  raise(slot: number, report: Report): void;
  /** Instead of `update` of each: tracks that contend for detections, one `offer` each between `gather` and `settle`. */
  gather(): void;
  offer(
    slot: number,
    report: Report,
    existence: number,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void;
  settle(): void;
  /** Whether, at every height still possible, nothing hides it from the sensor: a miss is the sensor's own. */
  isOpen(slot: number, model: SensorModel): boolean;
  /** Learns how many targets fly low, of slots with confirmed tracks. */
  learnLowShare(slots: readonly number[]): void;
  /** Writes roughly where a slot's target is at a time to east[i], north[i]. */
  where(slot: number, atMs: number, i: number, east: Float64Array, north: Float64Array): void;
}

/**
 * `values` holds the report's detections as numbers: whoever calls `weigh` and `update` reads them in first. `leastMode`: modes
 * no likelier than this are not asked where another fits; 0 asks all that there are.
 */
export function createGaussians(
  frame: Frame,
  values: Values,
  capacity: number,
  leastMode = usualLeastMode,
): Gaussians {
  const bank = createGaussianBank(capacity);
  const look = createLook(frame, values, bank, leastMode);
  const kept = createKept();
  const { passOver, weigh } = createWeigher(values, bank, look, createPlots(values, bank, look, kept));
  const { learnLift } = createTeller(values, bank, look);
  const updater = createUpdater(values);
  const cluster = createCluster();
  const { rows, sight, hypothesis, nearestD2 } = look;
  const mean = new Float64Array(4);
  const news: News = { information: 0, off: 0 };
  /** Change of the slopes of the slot being updated. */
  const swept = new Float64Array(4);
  /** Whitened slopes by the rate of turn of the slot being updated (`gaussian-veer`). */
  const veers = new Float64Array(maxRows);

  function update(
    slot: number,
    report: Report,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    if (from === to) return;
    if (isMeasured(slot)) fade(bank, slot, bank.timeMs[slot]);
    const entry = keptOf(slot, report);
    const isKept = isLooked(kept, entry, 0) && bank.mu[slot * modeCount] > mostlySteady;
    if (!isKept) learnLift(slot, report, detection, weight, from, to);
    askModes(slot, report, detection, weight, from, to);
    if (isKept) {
      news.information = news.off = 0;
      updater.tell(0, kept.slopes, 2 * entry, news, swept);
      addTold(bank, slot, news);
      sweep(bank, slot, swept);
    }
    updater.finish(bank, slot, missWeight);
    if (isKept) reckonSometimes(bank, slot);
    if (bank.lift[liftSize * slot + held] === 0) noticeTurn(slot, values.isUniform || to - from === 1);
  }

  /** After an update of a slot, `isOneFactor` by detections of one accuracy: what they tell of a turn. */
  function noticeTurn(slot: number, isOneFactor: boolean): void {
    news.information = news.off = 0;
    if (!isOneFactor || !updater.tell(0, veers, 0, news, swept)) {
      forgetVeer(bank, slot);
      return;
    }
    learnVeer(bank, slot, news, swept);
    beginTurn(bank, slot);
  }

  /** Entry of `kept` where the slot was weighed by this report as it is reckoned with now; -1: none. */
  function keptOf(slot: number, report: Report): number {
    return entryOf(kept, report, slot, bank.lift[liftSize * slot + half]);
  }

  function askModes(
    slot: number,
    report: Report,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    const { model } = report.sensor;
    const entry = keptOf(slot, report);
    let isAimed = false;
    updater.start(outlierOf(values, report), detection, weight, from, to);
    nearestD2[0] = Infinity;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (look.isMoot(slot, k)) continue;
      if (isLooked(kept, entry, mode)) {
        updater.recall(bank.mu, k, mode, kept, entry, nearestD2);
        if (mode === 0) for (let r = 0; r < 2; r++) veers[r] = kept.veers[2 * entry + r];
        continue;
      }
      if (!isAimed) look.aim(slot, report);
      isAimed = true;
      if (!look.at(slot, k, model)) continue;
      updater.ask(bank.mu, k, mode, rows, hypothesis, nearestD2);
      if (mode === 0) whitenVeer(veers, bank, slot, rows, hypothesis);
    }
  }

  function isMeasured(slot: number): boolean {
    return bank.height[2 * slot + 1] !== Infinity;
  }

  /** Aims at the slot's mean, into `mean` and `sight`; false where nothing of it can have arrived. */
  function sightMean(slot: number, report: Report): boolean {
    look.aim(slot, report);
    slotMean(bank, slot, mean);
    return sightOf(sight, report.sensor.model, mean, 0);
  }

  return {
    bank,
    place(timeMs, east, north, ee, en, nn) {
      const slot = takeSlot(bank);
      if (slot >= 0) placeSlot(bank, slot, timeMs, east, north, ee, en, nn);
      return slot;
    },
    raise(slot, report) {
      if (!isRange(values.shape)) return;
      const { east, north } = report.sensor.model;
      const at = 4 * slot * modeCount;
      const de = bank.x[at] - east;
      const dn = bank.x[at + 1] - north;
      const square = Math.max(1e4, de * de + dn * dn);
      const s = liftSize * slot + sway;
      bank.lift[s] = -de / square;
      bank.lift[s + 1] = -dn / square;
      reckonUntold(bank, slot);
    },
    learnLowShare: (slots) => learnLowShare(bank, slots),
    where(slot, atMs, i, east, north) {
      const at = 4 * slot * modeCount;
      const dtS = (atMs - bank.timeMs[slot]) / 1000;
      east[i] = bank.x[at] + dtS * bank.x[at + 2];
      north[i] = bank.x[at + 1] + dtS * bank.x[at + 3];
    },
    isOpen(slot, model) {
      if (model.seesBelowHorizon && model.minElevationRad <= -Math.PI / 2) return true;
      const lowM = isMeasured(slot)
        ? bank.height[2 * slot] - 2 * Math.sqrt(bank.height[2 * slot + 1])
        : bank.heights[2 * slot];
      slotMean(bank, slot, mean);
      const de = mean[0] - model.east;
      const dn = mean[1] - model.north;
      return visibleFromM(model, Math.sqrt(de * de + dn * dn)) < lowM;
    },
    learnHeightFrom(slot, report, detection) {
      if (!saysHeight(detection) || !sightMean(slot, report)) return;
      const measured = heightFrom(detection, report.sensor.model, sight.groundM);
      if (measured === undefined) return;
      if (bank.lift[liftSize * slot + held] === 0) {
        learnClimb(bank, slot, measured, report.sensedMs);
        return;
      }
      updateHeight(bank.height, 2 * slot, measured, (report.sensedMs - bank.heightMs[slot]) / 1000);
      bank.heightMs[slot] = report.sensedMs;
    },
    learnVisible(slot, report, seen) {
      if (isMeasured(slot)) return;
      const { model } = report.sensor;
      if (model.seesBelowHorizon && model.minElevationRad <= -Math.PI / 2) return;
      if (!sightMean(slot, report)) return;
      const { heights } = bank;
      const wasAloft = heights[2 * slot] > lowestM;
      const from = visibleFromM(model, sight.groundM);
      learnHeight(heights, 2 * slot, from, seen, pdAtRange(model, sight.rangeM));
      if (!wasAloft && heights[2 * slot] > lowestM && isReckoned(bank, slot)) reckon(bank, slot);
    },
    gather: () => startCluster(cluster),
    offer(slot, report, existence, missWeight, detection, weight, from, to) {
      if (isMeasured(slot)) fade(bank, slot, bank.timeMs[slot]);
      if (from < to) learnLift(slot, report, detection, weight, from, to);
      askModes(slot, report, detection, weight, from, to);
      forgetVeer(bank, slot);
      updater.offer(bank, slot, missWeight, existence, cluster);
    },
    settle() {
      deal(cluster);
      settle(cluster, bank);
    },
    predict: (slot, toMs) => predictSlot(bank, slot, toMs),
    passOver,
    weigh,
    update,
    moments(slot, atMs, outMean, outCovariance) {
      const dtS = Math.max(0, (atMs - bank.timeMs[slot]) / 1000);
      slotMomentsAfter(bank, slot, dtS, outMean, outCovariance);
      addSway(outCovariance, bank, slot, dtS);
    },
    // Its radars' rates are learned instead.
    misfit: () => 1,
    height: (slot, atMs, out) => verticalOf(out, bank, slot, atMs),
    heightEnds(slot, out) {
      out[0] = bank.heights[2 * slot];
      out[1] = bank.heights[2 * slot + 1];
    },
    free: (slot) => void bank.free.push(slot),
    save: () => bank,
    load: (state) => void Object.assign(bank, state),
  };
}
