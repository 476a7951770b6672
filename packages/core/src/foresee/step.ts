import type {
  CommandEvent,
  Emit,
  Event,
  ArrivalEvent,
  ForeseeStep,
  Header,
  TrackEvent,
} from '../base/event/index.ts';
import { createFrame } from '../base/frame.ts';
import { wrapAngle } from '../base/geometry.ts';
import { snapshotFromState, stateFromSnapshot } from '../base/snapshot.ts';
import { areaFromZone, usualRadiusM } from '../base/zone-area.ts';
import { believedHarm, createForecaster } from './forecast.ts';
import { createZoneIndex, type ZoneIndex, type ZoneRing } from './zone-index.ts';

const version = 1;
/** An arrival is said again after so long, and said at all from this probability on. */
const renewMs = 10_000;
const leastProbability = 0.01;
/** At once, where probability or ETA moved by as much since it was last said. */
const materialProbability = 0.1;
const materialEtaMs = 30_000;
/** A track is looked at again before its time where it turned, sped up, or became more or less likely by as much. */
const materialTurnRad = 0.15;
const materialMps = 10;
const materialBelief = 0.1;
/** Beyond this, new tracks are not foreseen until others end. */
const mostTracks = 20_000;

interface Followed {
  track: TrackEvent;
  /** The track as last forecast; null before the first. */
  told: TrackEvent | null;
  dueMs: number;
  said: Map<string, { probability: number; etaMs: number }>;
}

interface State {
  version: number;
  zones: Map<string, CommandEvent>;
  tracks: Map<string, Followed>;
}

/** tracks, zones, ticks -> arrivals. Forecasts are made at ticks, from each track's latest event. */
export function createForeseer(header: Header): ForeseeStep {
  const frame = createFrame(header.origin);
  const forecaster = createForecaster(frame);
  let state: State = { version, zones: new Map(), tracks: new Map() };
  let index: ZoneIndex | undefined;

  function step(event: Event, emit: Emit<ArrivalEvent>): void {
    if (event.kind === 'track') takeTrack(state.tracks, event);
    else if (event.kind === 'command') takeCommand(event);
    else if (event.kind === 'tick') foresee(event.timeMs, emit);
  }

  function takeCommand(event: CommandEvent): void {
    const { command } = event;
    if (command.type === 'zone') state.zones.set(command.zoneId, event);
    else if (command.type !== 'zoneRemoved' || !state.zones.delete(command.zoneId)) return;
    index = undefined;
  }

  function zoneIndex(): ZoneIndex {
    if (index === undefined) {
      const rings: ZoneRing[] = [];
      for (const { command } of state.zones.values()) {
        if (command.type !== 'zone') continue;
        const area = areaFromZone(frame, command);
        if (area === undefined) continue;
        rings.push({ zoneId: command.zoneId, area, radiusM: command.radiusM ?? usualRadiusM });
      }
      index = createZoneIndex(rings);
    }
    return index;
  }

  function foresee(timeMs: number, emit: Emit<ArrivalEvent>): void {
    for (const followed of state.tracks.values()) {
      const due = timeMs >= followed.dueMs;
      if (!due && !changedMaterially(followed)) continue;
      forecastOne(followed, timeMs, due, emit);
      if (due) followed.dueMs = timeMs + renewMs;
      followed.told = followed.track;
    }
  }

  function forecastOne(followed: Followed, timeMs: number, due: boolean, emit: Emit<ArrivalEvent>): void {
    const { track, said } = followed;
    const { rings } = zoneIndex();
    const now = new Map<string, { probability: number; etaMs: number }>();
    for (const arrival of forecaster.forecast(track, zoneIndex(), leastProbability)) {
      const { zoneId } = rings[arrival.zone];
      const { probability } = arrival;
      const etaMs = Math.round(timeMs + 1000 * arrival.medianS);
      const before = said.get(zoneId);
      if (!due && before !== undefined && !differs(before, probability, etaMs)) {
        now.set(zoneId, before);
        continue;
      }
      now.set(zoneId, { probability, etaMs });
      emit({
        kind: 'arrival',
        timeMs,
        cause: track.cause,
        trackId: track.trackId,
        zoneId,
        probability: Math.round(probability * 10_000) / 10_000,
        etaMs,
        etaP10Ms: Math.round(timeMs + 1000 * arrival.p10S),
        etaP90Ms: Math.round(timeMs + 1000 * arrival.p90S),
      });
    }
    followed.said = now;
  }

  return {
    step,
    save: () => snapshotFromState(state),
    load(snapshot) {
      const loaded = stateFromSnapshot(snapshot) as State;
      if (loaded.version !== version) {
        throw new Error(`expected a foresee snapshot of version ${version}, found ${loaded.version}`);
      }
      state = loaded;
      index = undefined;
    },
  };
}

function takeTrack(tracks: Map<string, Followed>, track: TrackEvent): void {
  const followed = tracks.get(track.trackId);
  if (track.status === 'dropped') tracks.delete(track.trackId);
  else if (followed !== undefined) followed.track = track;
  else if (tracks.size < mostTracks) {
    tracks.set(track.trackId, { track, told: null, dueMs: track.timeMs, said: new Map() });
  }
}

function changedMaterially({ track, told }: Followed): boolean {
  if (told === null) return true;
  if (track === told) return false;
  const speed = Math.sqrt(track.eastMps * track.eastMps + track.northMps * track.northMps);
  const toldSpeed = Math.sqrt(told.eastMps * told.eastMps + told.northMps * told.northMps);
  const turned = wrapAngle(
    Math.atan2(track.northMps, track.eastMps) - Math.atan2(told.northMps, told.eastMps),
  );
  return (
    Math.abs(believedHarm(track) - believedHarm(told)) > materialBelief ||
    Math.abs(speed - toldSpeed) > materialMps ||
    (Math.abs(turned) > materialTurnRad && speed > materialMps)
  );
}

function differs(
  before: { probability: number; etaMs: number },
  probability: number,
  etaMs: number,
): boolean {
  return (
    Math.abs(probability - before.probability) >= materialProbability ||
    Math.abs(etaMs - before.etaMs) >= materialEtaMs
  );
}
