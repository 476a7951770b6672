import type {
  CommandEvent,
  DetectionEvent,
  Emit,
  Event,
  FuseStep,
  Header,
  SensorEvent,
  Snapshot,
  TrackEvent,
} from '../base/event/index.ts';
import { createFrame } from '../base/frame.ts';
import { snapshotFromState, stateFromSnapshot } from '../base/snapshot.ts';
import { coasting, confirmed, tentative, trackCapacity } from './bank/tracks.ts';
import { createGaussians } from './density/gaussian.ts';
import { placedM, showTrack } from './emit/conclude.ts';
import {
  confirmsAt,
  demoteExistence,
  dropExistence,
  isForgotten,
  showExistence,
  survive,
} from './exist/exist.ts';
import { doubtNear, rivalryOf, settleRivalries } from './exist/rivals.ts';
import { giveUp } from './exist/sound.ts';
import { createMixtures } from './density/mixtures.ts';
import { createFuser } from './fuse-report.ts';
import { endHeard, mergeHeard } from './exist/merge-heard.ts';
import { shareLevels } from './learn/night-level.ts';
import { createValues } from './measure/values.ts';
import { addDetection, pendingCapacity, reportsDue } from './sensors/assemble.ts';
import { enrol } from './sensors/register.ts';
import type { Sensor } from './sensors/sensor.ts';
import { createState, type Counts, type State } from './state.ts';

const snapshotVersion = 12;

export interface Tracker extends FuseStep {
  readonly counts: Readonly<Counts>;
}

/** How long after it was sensed a fact may still be admitted and fused, ms. */
export const horizonMs = 30_000;

/** Unsupported: as many of its sensors' looks as should have shown it, or this long with no look at all. */
const coastMisses = 2;
const coastMs = 30_000;
/** How far before the first tick the first reports may lie, ms. */
const coldTickMs = 10_000;

/**
 * Detections, sensors, ticks and operators' confirm and dismiss in; at each tick one `track` for every track out. Positions
 * in the region's ENU; times of the log. See README.md for the method.
 */
export function createTracker(header: Header): Tracker {
  const frame = createFrame(header.origin);
  const values = createValues();
  const gaussians = createGaussians(frame, values, trackCapacity);
  const mixtures = createMixtures(frame, values);
  const densities = [gaussians, mixtures];
  const state = createState(header.startMs);
  const fuser = createFuser(frame, values, gaussians, mixtures, header.startMs, state);

  function onSensor(event: SensorEvent): void {
    if (enrol(state.register, frame, header, event) === undefined) state.counts.sensorsRefused++;
  }

  function onDetection(event: DetectionEvent): void {
    const { counts, register, pending } = state;
    const index = register.indexOf.get(event.sensorId);
    if (index === undefined) {
      counts.unknownSensor++;
      return;
    }
    const sensor: Sensor = register.sensors[index];
    if (sensor.model.state === 'down' || sensor.model.state === 'revoked') counts.silencedSensor++;
    else if (event.timeMs - event.sensedMs > horizonMs) counts.late++;
    else addDetection(pending, sensor, event);
    if (pending.count >= pendingCapacity) fuseUntil(event.timeMs);
  }

  function fuseUntil(timeMs: number): void {
    fuser.begin();
    for (const report of reportsDue(state.pending, state.register, header.startMs, timeMs)) {
      fuser.fuse(report);
    }
  }

  function onTick(timeMs: number, emit: Emit<TrackEvent>): void {
    if (Number.isNaN(state.firstMs)) state.firstMs = Math.max(header.startMs, timeMs - coldTickMs);
    fuseUntil(timeMs);
    const { tracks } = state;
    settleRivalries(state, mixtures, timeMs);
    endHeard(tracks, mixtures, timeMs);
    mergeHeard(tracks, densities, state.heard.rivalries, timeMs);
    doubtNear(state, mixtures, timeMs);
    fuser.askWhetherTwo(timeMs);
    shareLevels(state.heard.night, tracks, state.heard.rivalries, mixtures, timeMs);
    const shown = { ...state, densities, frame };
    let kept = 0;
    for (const i of tracks.active) {
      if (!(tracks.existence[i] >= 0)) giveUp(state, i);
      const unsupportedS = (timeMs - tracks.supportedMs[i]) / 1000;
      tracks.existence[i] = survive(tracks.existence[i], (timeMs - tracks.atMs[i]) / 1000, unsupportedS);
      tracks.atMs[i] = Math.max(tracks.atMs[i], timeMs);
      if (tracks.kind[i] === 0) gaussians.where(tracks.slot[i], timeMs, i, tracks.east, tracks.north);
      setStatus(i, timeMs);
      const wasShown = tracks.number[i] > 0;
      if (!isOver(i, timeMs)) {
        if (!wasShown && tracks.existence[i] >= showExistence) tracks.number[i] = ++tracks.lastNumber;
        if (tracks.number[i] === 0 || showTrack(shown, i, timeMs, false, emit)) {
          tracks.active[kept++] = i;
          continue;
        }
        giveUp(state, i);
      }
      if (wasShown) showTrack(shown, i, timeMs, true, emit);
      fuser.drop(i);
    }
    tracks.active.length = kept;
    const sure: number[] = [];
    for (const i of tracks.active) {
      if (tracks.kind[i] === 0 && tracks.status[i] === confirmed) sure.push(tracks.slot[i]);
    }
    gaussians.learnLowShare(sure);
  }

  function setStatus(i: number, timeMs: number): void {
    const { tracks } = state;
    const existence = tracks.isAffirmed[i] === 1 ? 1 : tracks.existence[i];
    const isUnsupported = tracks.missed[i] > coastMisses || timeMs - tracks.supportedMs[i] > coastMs;
    if (tracks.status[i] === tentative) {
      const ageS = (timeMs - state.firstMs) / 1000;
      const isSure = existence >= confirmsAt(tracks.coldShare[i], ageS);
      if (isSure && tracks.hits[i] >= 1.3 && isPlaced(i) && !isRival(i)) tracks.status[i] = confirmed;
    } else if (existence < demoteExistence || (isUnsupported && !isPlaced(i))) {
      tracks.status[i] = tentative;
    } else {
      tracks.status[i] = isUnsupported ? coasting : confirmed;
    }
  }

  /** Whether it may be another track again. */
  function isRival(i: number): boolean {
    return rivalryOf(state.heard.rivalries, i)?.rival === i;
  }

  /** Whether it is known where it is, as far as a warning or a map needs: a sound may come from anywhere around. */
  function isPlaced(i: number): boolean {
    return state.tracks.kind[i] !== 1 || mixtures.of(state.tracks.slot[i]).radiusM < placedM;
  }

  function isOver(i: number, timeMs: number): boolean {
    const { tracks } = state;
    const existence = tracks.existence[i];
    if (tracks.status[i] !== tentative) return existence < dropExistence;
    return isForgotten(existence, (timeMs - tracks.supportedMs[i]) / 1000, tracks.missed[i]);
  }

  function onCommand({ command }: CommandEvent): void {
    if (command.type !== 'confirm' && command.type !== 'dismiss') return;
    const { tracks } = state;
    const i = tracks.active.find((at) => `t${tracks.number[at]}` === command.trackId);
    if (i === undefined) return;
    tracks.isAffirmed[i] = command.type === 'confirm' ? 1 : 0;
    if (command.type === 'dismiss') tracks.existence[i] = 0;
  }

  return {
    get counts() {
      return state.counts;
    },
    step(event: Event, emit: Emit<TrackEvent>): void {
      if (event.kind === 'detection') onDetection(event);
      else if (event.kind === 'tick') onTick(event.timeMs, emit);
      else if (event.kind === 'sensor') onSensor(event);
      else if (event.kind === 'command') onCommand(event);
    },
    save(): Snapshot {
      return snapshotFromState({
        version: snapshotVersion,
        state,
        gaussians: gaussians.save(),
        mixtures: mixtures.save(),
      });
    },
    load(snapshot: Snapshot): void {
      const saved = stateFromSnapshot(snapshot) as {
        version: number;
        state: State;
        gaussians: unknown;
        mixtures: unknown;
      };
      if (saved.version !== snapshotVersion) {
        throw new Error(`expected a tracker snapshot of version ${snapshotVersion}, found ${saved.version}`);
      }
      Object.assign(state, saved.state);
      gaussians.load(saved.gaussians);
      mixtures.load(saved.mixtures);
    },
  };
}
