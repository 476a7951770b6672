import type {
  AlertEvent,
  CommandEvent,
  Emit,
  Event,
  Header,
  SensorEvent,
  WarnStep,
} from '../base/event/index.ts';
import { createFrame, enuFromGeodetic } from '../base/frame.ts';
import { snapshotFromState, stateFromSnapshot } from '../base/snapshot.ts';
import { advance, end } from './alert-life.ts';
import { takeEnd, takeRaise, withRaised } from './commands.ts';
import { basisOf, judge, weigh, type KnownTrack } from './judge.ts';
import { checkPolicy } from './policy.ts';
import {
  createWarnState,
  forgetOld,
  stateVersion,
  takeArrival,
  takeTrack,
  takeZone,
  watchedTracks,
  type WarnedZone,
  type WarnState,
} from './state.ts';
import { createSurroundings } from './surroundings.ts';

/** arrivals, tracks, sensors, commands, ticks -> alerts. Decides at ticks; an operator's end is said at once. */
export function createWarner(header: Header): WarnStep {
  const frame = createFrame(header.origin);
  let state = createWarnState();
  let surroundings = createSurroundings(frame);

  function step(event: Event, emit: Emit<AlertEvent>): void {
    if (event.kind === 'arrival') takeArrival(state, event);
    else if (event.kind === 'track') takeTrack(state, event);
    else if (event.kind === 'sensor') takeSensor(event);
    else if (event.kind === 'command') takeCommand(event, emit);
    else if (event.kind === 'tick') decide(event.timeMs, emit);
  }

  function takeSensor(event: SensorEvent): void {
    const before = state.sensors.get(event.sensorId)?.sensor;
    state.sensors.set(event.sensorId, event);
    const { latDeg, lonDeg } = event.sensor;
    if (before?.latDeg === latDeg && before.lonDeg === lonDeg) return;
    surroundings.placeSensor(event, state.policy);
  }

  function takeCommand(event: CommandEvent, emit: Emit<AlertEvent>): void {
    const { command } = event;
    if (command.type === 'zone') {
      if (takeZone(state, event, command.zoneId)) surroundings.placeZone(event, state.sensors, state.policy);
    } else if (command.type === 'zoneRemoved') removeZone(event, command.zoneId, emit);
    else if (command.type === 'confirm') takeVerdict(command.trackId, 'confirmed');
    else if (command.type === 'dismiss') {
      if (takeVerdict(command.trackId, 'dismissed')) cancelDismissed(event, command.trackId, emit);
    } else if (command.type === 'raise') {
      const zone = state.zones.get(command.zoneId);
      if (zone !== undefined) takeRaise(zone, event, command, state.policy);
    } else if (command.type === 'policy') takePolicy(command.policy);
    else endByHand(event, command.alertId, emit);
  }

  function removeZone(event: CommandEvent, zoneId: string, emit: Emit<AlertEvent>): void {
    const zone = state.zones.get(zoneId);
    if (zone?.standing) {
      const reason = { rule: 'zone-removed', why: 'the zone was removed' };
      emit(end(zone, zone.standing, { cancel: true }, [reason], event.timeMs, state.policy));
    }
    state.zones.delete(zoneId);
    surroundings.removeZone(zoneId);
  }

  function takeVerdict(trackId: string, verdict: KnownTrack['verdict']): boolean {
    const known = state.tracks.get(trackId);
    if (known === undefined) return false;
    known.verdict = verdict;
    weigh(known, state.policy);
    return true;
  }

  /** Alerts that rest on nothing but dismissed tracks were wrong. */
  function cancelDismissed(event: CommandEvent, trackId: string, emit: Emit<AlertEvent>): void {
    for (const zone of state.zones.values()) {
      const { standing } = zone;
      if (standing === null || zone.raised !== null || !standing.basis.trackIds.includes(trackId)) continue;
      if (standing.basis.trackIds.some((id) => state.tracks.get(id)?.verdict !== 'dismissed')) continue;
      const reason = { rule: 'dismissed', trackId, ...(event.by !== undefined && { by: [event.by] }) };
      emit(end(zone, standing, { cancel: true }, [reason], event.timeMs, state.policy));
    }
  }

  /** A policy that does not hold together is left aside whole: the edge has refused it before (`checkPolicy`). */
  function takePolicy(changes: Readonly<Record<string, unknown>>): void {
    const checked = checkPolicy(state.policy, changes);
    if (!checked.ok) return;
    state.policy = checked.value;
    for (const known of state.tracks.values()) weigh(known, state.policy);
    placeAll();
  }

  function placeAll(): void {
    surroundings = createSurroundings(frame);
    for (const zone of state.zones.values()) {
      surroundings.placeZone(zone.command, state.sensors, state.policy);
    }
  }

  function endByHand(event: CommandEvent, alertId: string, emit: Emit<AlertEvent>): void {
    for (const zone of state.zones.values()) {
      if (zone.standing?.alertId !== alertId) continue;
      const revision = takeEnd(zone, zone.standing, event, state.policy);
      if (revision === undefined) return;
      if (revision.level === 'quiet') {
        for (const trackId of zone.arrivals.keys())
          zone.ignored.set(trackId, event.timeMs + state.policy.snoozeMs);
      }
      emit(revision);
      return;
    }
  }

  function decide(timeMs: number, emit: Emit<AlertEvent>): void {
    const watched = watchedTracks(state);
    const places = watched.map(({ track }) =>
      enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, track.heightM ?? 0),
    );
    for (const [zoneId, zone] of state.zones) {
      const over = watched.filter((_, i) => surroundings.isWithin(zoneId, places[i], state.policy.overM));
      decideZone(zoneId, zone, over, timeMs, emit);
    }
  }

  function decideZone(
    zoneId: string,
    zone: WarnedZone,
    over: readonly KnownTrack[],
    timeMs: number,
    emit: Emit<AlertEvent>,
  ): void {
    const { policy, tracks, sensors } = state;
    forgetOld(zone, timeMs, policy);
    if (zone.arrivals.size === 0 && over.length === 0 && zone.standing === null && zone.raised === null)
      return;
    const moment = {
      timeMs,
      asked: judge(zone.arrivals, zone.ignored, over.length > 0, tracks, timeMs, policy),
      basis: () => basisOf(zone.arrivals, over, tracks),
      fresh: () => surroundings.isFresh(zoneId, sensors, policy),
    };
    const revision = advance(zone, zoneId, withRaised(zone, moment), policy);
    if (revision !== undefined) emit(revision);
  }

  return {
    step,
    save: () => snapshotFromState(state),
    load(snapshot) {
      const loaded = stateFromSnapshot(snapshot) as WarnState;
      if (loaded.version !== stateVersion) {
        throw new Error(`expected a warn snapshot of version ${stateVersion}, found ${loaded.version}`);
      }
      state = loaded;
      placeAll();
    },
  };
}
