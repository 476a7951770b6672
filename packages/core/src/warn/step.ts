import type {
  AlertEvent,
  ArrivalEvent,
  CommandEvent,
  Emit,
  Event,
  Header,
  SensorEvent,
  TrackEvent,
  WarnStep,
} from '../base/event/index.ts';
import { createFrame, enuFromGeodetic } from '../base/frame.ts';
import type { Area } from '../base/geometry.ts';
import { snapshotFromState, stateFromSnapshot } from '../base/snapshot.ts';
import { areaFromZone } from '../base/zone-area.ts';
import { advance, end, withRaised, type ZoneAlert } from './alert-life.ts';
import { takeEnd, takeRaise } from './commands.ts';
import { judge, type KnownTrack } from './judge.ts';
import { checkPolicy, defaultPolicy, type Policy } from './policy.ts';
import { distanceWithinM, isFresh, speaksForPlaces } from './surroundings.ts';

const version = 1;
/** Beyond these, new zones and tracks are not decided upon until others end. */
const mostZones = 20_000;
const mostTracks = 20_000;

interface WarnedZone extends ZoneAlert {
  command: CommandEvent;
  /** By track, in order of first arrival. */
  arrivals: Map<string, ArrivalEvent>;
  /** Tracks that an operator's end put aside here, and until when. */
  snoozed: Map<string, number>;
}

interface State {
  version: number;
  policy: Policy;
  zones: Map<string, WarnedZone>;
  tracks: Map<string, KnownTrack>;
  sensors: Map<string, SensorEvent>;
}

/** arrivals, tracks, sensors, commands, ticks -> alerts. Decides at ticks; an operator's end is said at once. */
export function createWarner(header: Header): WarnStep {
  const frame = createFrame(header.origin);
  const enu = new Float64Array(3);
  let state: State = {
    version,
    policy: defaultPolicy,
    zones: new Map(),
    tracks: new Map(),
    sensors: new Map(),
  };
  // Worked out from zones and sensors, never saved.
  let areas = new Map<string, Area>();
  let around = new Map<string, Set<string>>();

  function step(event: Event, emit: Emit<AlertEvent>): void {
    if (event.kind === 'arrival') takeArrival(state, event);
    else if (event.kind === 'track') takeTrack(state, event);
    else if (event.kind === 'sensor') takeSensor(event);
    else if (event.kind === 'command') takeCommand(event, emit);
    else if (event.kind === 'tick') decide(event.timeMs, emit);
  }

  function takeSensor(event: SensorEvent): void {
    const before = state.sensors.get(event.sensorId);
    state.sensors.set(event.sensorId, event);
    const { latDeg, lonDeg } = event.sensor;
    if (before?.sensor.latDeg === latDeg && before.sensor.lonDeg === lonDeg) return;
    for (const [zoneId, area] of areas) place(event, zoneId, area);
  }

  /** Whether a sensor is around a zone. */
  function place(event: SensorEvent, zoneId: string, area: Area): void {
    const near = around.get(zoneId);
    if (near === undefined || !speaksForPlaces(event)) return;
    const { latDeg, lonDeg, heightM } = event.sensor;
    enuFromGeodetic(frame, enu, latDeg, lonDeg, heightM ?? 0);
    const { aroundM } = state.policy;
    if (distanceWithinM(area, enu[0], enu[1], aroundM) <= aroundM) near.add(event.sensorId);
    else near.delete(event.sensorId);
  }

  function outline(event: CommandEvent): void {
    if (event.command.type !== 'zone') return;
    const { zoneId } = event.command;
    const area = areaFromZone(frame, event.command);
    around.set(zoneId, new Set());
    if (area === undefined) areas.delete(zoneId);
    else areas.set(zoneId, area);
    if (area !== undefined) for (const sensor of state.sensors.values()) place(sensor, zoneId, area);
  }

  function outlineAll(): void {
    areas = new Map();
    around = new Map();
    for (const zone of state.zones.values()) outline(zone.command);
  }

  function takeCommand(event: CommandEvent, emit: Emit<AlertEvent>): void {
    const { command } = event;
    if (command.type === 'zone') takeZone(event, command.zoneId);
    else if (command.type === 'zoneRemoved') removeZone(event, command.zoneId, emit);
    else if (command.type === 'confirm' || command.type === 'dismiss') takeVerdict(event, emit);
    else if (command.type === 'raise') {
      const zone = state.zones.get(command.zoneId);
      if (zone !== undefined) takeRaise(zone, event, command, state.policy);
    } else if (command.type === 'policy') {
      const checked = checkPolicy(state.policy, command.policy);
      if (!checked.ok) return;
      state.policy = checked.value;
      outlineAll();
    } else endByHand(event, command.alertId, emit);
  }

  function takeZone(event: CommandEvent, zoneId: string): void {
    const before = state.zones.get(zoneId);
    if (before === undefined && state.zones.size >= mostZones) return;
    if (before !== undefined) before.command = event;
    else {
      state.zones.set(zoneId, {
        command: event,
        arrivals: new Map(),
        snoozed: new Map(),
        episodes: 0,
        standing: undefined,
        raised: undefined,
      });
    }
    outline(event);
  }

  function removeZone(event: CommandEvent, zoneId: string, emit: Emit<AlertEvent>): void {
    const zone = state.zones.get(zoneId);
    if (zone?.standing !== undefined) {
      const why = 'the zone was removed';
      emit(
        end(
          zone,
          zone.standing,
          { cancel: true },
          [{ rule: 'zone-removed', why }],
          event.timeMs,
          state.policy,
        ),
      );
    }
    state.zones.delete(zoneId);
    areas.delete(zoneId);
    around.delete(zoneId);
  }

  function takeVerdict(event: CommandEvent, emit: Emit<AlertEvent>): void {
    const { command } = event;
    if (command.type !== 'confirm' && command.type !== 'dismiss') return;
    const known = state.tracks.get(command.trackId);
    if (known === undefined) return;
    known.verdict = command.type === 'confirm' ? 'confirmed' : 'dismissed';
    if (command.type === 'confirm') return;
    for (const zone of state.zones.values()) {
      zone.arrivals.delete(command.trackId);
      const { standing } = zone;
      if (standing === undefined || zone.raised !== undefined) continue;
      if (!standing.trackIds.every((trackId) => state.tracks.get(trackId)?.verdict === 'dismissed')) continue;
      const by = event.by === undefined ? {} : { by: [event.by] };
      const reason = { rule: 'dismissed', trackId: command.trackId, ...by };
      emit(end(zone, standing, { cancel: true }, [reason], event.timeMs, state.policy));
    }
  }

  function endByHand(event: CommandEvent, alertId: string, emit: Emit<AlertEvent>): void {
    for (const zone of state.zones.values()) {
      const { standing } = zone;
      if (standing?.alertId !== alertId) continue;
      const revision = takeEnd(zone, standing, event, state.policy);
      if (revision === undefined) return;
      if (revision.level === 'quiet') {
        for (const trackId of zone.arrivals.keys())
          zone.snoozed.set(trackId, event.timeMs + state.policy.snoozeMs);
      }
      emit(revision);
      return;
    }
  }

  function decide(timeMs: number, emit: Emit<AlertEvent>): void {
    const watched = watchedTracks(state);
    for (const [zoneId, zone] of state.zones) {
      const arrivals = arrivalsNow(zone, timeMs, state);
      const over = watched.filter(({ track }) => isOver(track, zoneId));
      if (
        arrivals.length === 0 &&
        over.length === 0 &&
        zone.standing === undefined &&
        zone.raised === undefined
      )
        continue;
      const asked = withRaised(zone, judge(arrivals, over, state.tracks, timeMs, state.policy), timeMs);
      const revision = advance(zone, zoneId, asked, freshAround(zoneId), timeMs, state.policy);
      if (revision !== undefined) emit(revision);
    }
  }

  function isOver(track: TrackEvent, zoneId: string): boolean {
    const area = areas.get(zoneId);
    if (area === undefined) return false;
    enuFromGeodetic(frame, enu, track.latDeg, track.lonDeg, track.heightM ?? 0);
    return distanceWithinM(area, enu[0], enu[1], state.policy.overM) <= state.policy.overM;
  }

  function freshAround(zoneId: string): boolean {
    const states: SensorEvent['state'][] = [];
    for (const sensorId of around.get(zoneId) ?? []) {
      const sensor = state.sensors.get(sensorId);
      if (sensor !== undefined) states.push(sensor.state);
    }
    return isFresh(states, state.policy);
  }

  return {
    step,
    save: () => snapshotFromState(state),
    load(snapshot) {
      const loaded = stateFromSnapshot(snapshot) as State;
      if (loaded.version !== version) {
        throw new Error(`expected a warn snapshot of version ${version}, found ${loaded.version}`);
      }
      state = loaded;
      outlineAll();
    },
  };
}

function takeArrival({ zones, tracks }: State, arrival: ArrivalEvent): void {
  if (tracks.get(arrival.trackId)?.verdict === 'dismissed') return;
  zones.get(arrival.zoneId)?.arrivals.set(arrival.trackId, arrival);
}

function takeTrack({ tracks, zones }: State, track: TrackEvent): void {
  const known = tracks.get(track.trackId);
  if (track.status === 'dropped') {
    tracks.delete(track.trackId);
    for (const zone of zones.values()) zone.arrivals.delete(track.trackId);
  } else if (known !== undefined) known.track = track;
  else if (tracks.size < mostTracks) tracks.set(track.trackId, { track, verdict: 'none' });
}

/** Arrivals that still count; older ones are forgotten. */
function arrivalsNow(zone: WarnedZone, timeMs: number, { policy }: State): ArrivalEvent[] {
  const now: ArrivalEvent[] = [];
  for (const [trackId, arrival] of zone.arrivals) {
    if (timeMs - arrival.timeMs > policy.arrivalAgeMs) zone.arrivals.delete(trackId);
    else if ((zone.snoozed.get(trackId) ?? 0) <= timeMs) now.push(arrival);
  }
  for (const [trackId, untilMs] of zone.snoozed) if (untilMs <= timeMs) zone.snoozed.delete(trackId);
  return now;
}

/** Tracks that ask for `watch` where they are: mostly of classes that are only watched, or of none that is known. */
function watchedTracks({ tracks, policy }: State): KnownTrack[] {
  const watched: KnownTrack[] = [];
  for (const known of tracks.values()) {
    if (known.verdict === 'dismissed' || known.track.existence < policy.overProbability) continue;
    if (watchedShare(known.track, policy) >= policy.overProbability) watched.push(known);
  }
  return watched;
}

function watchedShare(track: TrackEvent, policy: Policy): number {
  let share = 1;
  for (const [name, probability] of Object.entries(track.classProb)) {
    if (policy.highest[name] !== 'watch') share -= probability;
  }
  return share;
}
