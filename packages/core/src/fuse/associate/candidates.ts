import { emissionDelayS } from '../../base/retard.ts';
import type { Density } from '../density/density.ts';
import { verticalSize } from '../density/gaussian-vertical.ts';
import type { Mixtures } from '../density/mixtures.ts';
import { survive } from '../exist/exist.ts';
import { rivalryOf, type Rivalry } from '../exist/rivals.ts';
import { giveUp } from '../exist/sound.ts';
import { excessOf } from '../learn/source-level.ts';
import { lossAtRange, rangeAtLossDb, type HeardSensor } from '../measure/heard-sensor.ts';
import type { Report } from '../sensors/sensor.ts';
import type { State } from '../state.ts';

/**
 * A track that others placed is handed over to the ears when it is heard and its velocity is known to this, m/s: before,
 * radars alone find its course sooner, and a mixture would have to try every course.
 */
const settledMps = 24;

export interface Candidate {
  track: number;
  /** Of a track that others keep: level at which it arrives, dB, and its sigma; whether its course is known. */
  levelDb: number;
  levelSigmaDb: number;
  isSettled: boolean;
  /** How well the claim's pitch or class fits, against any. */
  fit: number;
  /** Its number in the contest; -1 where it is left out. */
  row: number;
  /** The mixture that meets the report. */
  slot: number;
  rivalry: Rivalry | undefined;
}

/** A host as it would be were its rival not there; and the report's density in both ways to see it. */
export interface Alone {
  rivalry: Rivalry;
  row: number;
  /** Probability that a microphone which reports silence hears, given the host. */
  alive: number;
  densityBeside: number;
}

/** Who a report of a microphone may be of. */
export interface Candidates {
  readonly tracks: Candidate[];
  readonly alones: Alone[];
  /** Fills both with all within reach, brought to the report's time. `withSeen`: tracks that others keep, too. */
  gather(report: Report, ear: HeardSensor, withSeen: boolean): void;
}

export function createCandidates(
  state: State,
  densities: readonly Density[],
  mixtures: Mixtures,
): Candidates {
  const candidates: Candidate[] = [];
  const alones: Alone[] = [];
  const mean = new Float64Array(4);
  const packed = new Float64Array(10);
  const height = new Float64Array(verticalSize);

  function reachOf(ear: HeardSensor, excessDb: number): number {
    const { model } = ear;
    if (model.sourceDb === undefined || excessDb === 0) return ear.reachM;
    return Math.min(30_000, rangeAtLossDb(ear, ear.reachLossDb + excessDb));
  }

  function gather(report: Report, ear: HeardSensor, withSeen: boolean): void {
    const { tracks } = state;
    candidates.length = alones.length = 0;
    for (const i of tracks.active) {
      if (tracks.kind[i] !== 1) {
        if (withSeen) gatherSeen(report, ear, i);
        continue;
      }
      const rivalry = rivalryOf(state.heard.rivalries, i);
      const slot = rivalry?.host === i ? rivalry.beside : tracks.slot[i];
      if (!isNear(ear, slot)) continue;
      const dtS = (report.sensedMs - tracks.atMs[i]) / 1000;
      tracks.existence[i] = survive(tracks.existence[i], dtS);
      if (dtS > 0) tracks.atMs[i] = report.sensedMs;
      mixtures.predict(slot, report.sensedMs);
      if (Number.isNaN(mixtures.of(slot).centreE + mixtures.of(slot).radiusM)) {
        giveUp(state, i);
        continue;
      }
      candidates.push({
        track: i,
        levelDb: 0,
        levelSigmaDb: 0,
        isSettled: true,
        fit: 1,
        row: -1,
        slot,
        rivalry,
      });
    }
    for (const rivalry of state.heard.rivalries) {
      const isMet = candidates.some((candidate) => candidate.rivalry === rivalry);
      if (!isMet && !isNear(ear, rivalry.alone)) continue;
      mixtures.predict(rivalry.alone, report.sensedMs);
      alones.push({ rivalry, row: -1, alive: 1, densityBeside: Number.NaN });
    }
  }

  /** A quick look whether a mixture could be heard here. */
  function isNear(ear: HeardSensor, slot: number): boolean {
    const mixture = mixtures.of(slot);
    const de = mixture.centreE - ear.model.east;
    const dn = mixture.centreN - ear.model.north;
    const reach = reachOf(ear, mixture.mostExcessDb) + mixture.radiusM + 1500;
    return de * de + dn * dn <= reach * reach;
  }

  /** A track that other sensors keep: its place is known, its level is not. */
  function gatherSeen(report: Report, ear: HeardSensor, i: number): void {
    const { tracks } = state;
    if (tracks.existence[i] < 0.3) return;
    const { model } = ear;
    const excess = excessOf(state.heard.excess, state.tracks, i);
    const spread = Math.sqrt(excess.variance);
    densities[tracks.kind[i]].moments(tracks.slot[i], report.sensedMs, mean, packed);
    const de = mean[0] - model.east;
    const dn = mean[1] - model.north;
    const reach = reachOf(ear, excess.meanDb + spread) + 3000;
    if (de * de + dn * dn > reach * reach) return;
    const hasHeight = densities[tracks.kind[i]].height(tracks.slot[i], report.sensedMs, height);
    const up = (hasHeight ? height[0] : model.heightM + 150) - model.heightM;
    let range = Math.sqrt(de * de + dn * dn + up * up);
    if (model.waveMps !== Infinity) {
      const delay = emissionDelayS(de, dn, up, mean[2], mean[3], 0, model.waveMps);
      if (!(delay >= 0)) return;
      range = Math.max(1, delay * model.waveMps);
    }
    const levelDb = (model.sourceDb ?? 110) + excess.meanDb - lossAtRange(model.absorptionDbPerM, range);
    const isSettled = Math.max(packed[7], packed[9]) < settledMps * settledMps;
    const slot = tracks.slot[i];
    candidates.push({
      track: i,
      levelDb,
      levelSigmaDb: spread,
      isSettled,
      fit: 1,
      row: -1,
      slot,
      rivalry: undefined,
    });
  }

  return { tracks: candidates, alones, gather };
}
