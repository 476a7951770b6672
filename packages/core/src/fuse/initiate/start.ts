import type { DetectionEvent } from '../../base/event/index.ts';
import type { Frame } from '../../base/frame.ts';
import { addCause, takeTrack } from '../bank/tracks.ts';
import type { Gaussians } from '../density/gaussian.ts';
import { speakFor } from '../evidence/evidence.ts';
import { sourceOfSensor } from '../evidence/sources.ts';
import { forgetExistence } from '../exist/exist.ts';
import { maxRows } from '../measure/rows.ts';
import type { Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { State } from '../state.ts';
import { blockAt, coldShareAt, scaleOf } from './intensity.ts';
import { judgesAt } from './look.ts';
import { birthPlace } from './point.ts';
import { crossings, wait, waitingFrom } from './triangulate.ts';

/** By detection: the probability that no track explains it, and the densities of a target not yet found and of that or clutter. */
export interface Unexplained {
  readonly unexplained: Float64Array;
  readonly birth: Float64Array;
  readonly nullDensity: Float64Array;
}

/** Less likely than this to have been there at the start, a track says nothing of how many were. */
const leastColdShare = 1e-3;

export interface Starter {
  /** Hypotheses of what no track explains; bearings wait for another to cross. */
  startUnexplained(report: Report, detections: readonly DetectionEvent[], none: Unexplained): void;
  /** A track that was first heard, with a mixture's slot; -1 where the bank is full. */
  startHeard(atMs: number, slot: number, existence: number, hits: number): number;
}

/** Births: a hypothesis takes a place in the bank, or is refused and counted where that is full. */
export function createStarter(
  frame: Frame,
  values: Values,
  gaussians: Gaussians,
  state: State,
  support: (report: Report, i: number, detection: DetectionEvent, weight: number) => void,
): Starter {
  /** Place and its covariance (ee, en, nn) of what begins. */
  const born = new Float64Array(5);

  function startUnexplained(report: Report, detections: readonly DetectionEvent[], none: Unexplained): void {
    const { tracks } = state;
    for (let j = 0; j < values.count; j++) {
      if (values.shape === 'bearing') {
        startFromBearing(report, detections[j], j, none);
        continue;
      }
      const existence = (none.unexplained[j] * none.birth[j]) / none.nullDensity[j];
      if (existence < 3 * forgetExistence) continue;
      birthPlace(born, frame, report.sensor, values, j);
      const i = startTrack(report, existence);
      if (i < 0) continue;
      support(report, i, detections[j], 1);
      gaussians.learnVisible(tracks.slot[i], report, 1);
    }
  }

  function startFromBearing(report: Report, detection: DetectionEvent, j: number, none: Unexplained): void {
    const { sensor, sensedMs } = report;
    const at = j * maxRows;
    const { waiting, register, intensity, tracks, sources } = state;
    const fresh = waitingFrom(
      sensor,
      values.z[at],
      values.variance[at],
      sensedMs,
      detection.seq,
      none.nullDensity[j],
      none.unexplained[j],
    );
    for (const crossing of crossings(waiting, register.sensors, intensity, fresh)) {
      if (crossing.existence < 3 * forgetExistence) continue;
      const { east, north, ee, en, nn, other } = crossing;
      born.set([east, north, ee, en, nn]);
      const i = startTrack(report, crossing.existence);
      if (i < 0) continue;
      addCause(tracks, i, other.seq);
      const source = sourceOfSensor(sources, register.sensors[other.sensor]);
      speakFor(tracks, i, sources, source, 1, other.sensedMs);
      tracks.hits[i]++;
      support(report, i, detection, 1);
    }
    wait(waiting, fresh);
  }

  /** The new track, at what `born` says, or -1 where the bank is full. */
  function startTrack(report: Report, existence: number): number {
    const { tracks } = state;
    const i = take(0, report.sensedMs, existence, 1);
    if (i < 0) return -1;
    tracks.slot[i] = gaussians.place(report.sensedMs, born[0], born[1], born[2], born[3], born[4]);
    gaussians.raise(tracks.slot[i], report);
    tracks.coldShare[i] = coldShareAt(state.intensity, born[0], born[1]);
    const mayBeCold = tracks.coldShare[i] > leastColdShare;
    if (mayBeCold && judgesAt(report.sensor.model, born[0], born[1])) markColdStart(i);
    tracks.east[i] = born[0];
    tracks.north[i] = born[1];
    return i;
  }

  /** Where looks say how many targets there were at the start, they judge this one too; who broadcasts of itself is no part of that. */
  function markColdStart(i: number): void {
    const { tracks, intensity } = state;
    const block = blockAt(born[0], born[1]);
    tracks.coldBlock[i] = block;
    if (block >= 0) tracks.coldScale[i] = scaleOf(intensity, block, 0);
  }

  function startHeard(atMs: number, slot: number, existence: number, hits: number): number {
    const i = take(1, atMs, existence, hits);
    if (i >= 0) state.tracks.slot[i] = slot;
    return i;
  }

  /** A place in the bank for what begins, its slot still to be set; -1 where the bank is full. */
  function take(kind: number, atMs: number, existence: number, hits: number): number {
    const { tracks, counts } = state;
    const i = takeTrack(tracks);
    if (i < 0) {
      counts.birthsRefused++;
      return -1;
    }
    tracks.kind[i] = kind;
    tracks.existence[i] = existence;
    tracks.hits[i] = hits;
    tracks.atMs[i] = tracks.bornMs[i] = tracks.supportedMs[i] = atMs;
    return i;
  }

  return { startUnexplained, startHeard };
}
