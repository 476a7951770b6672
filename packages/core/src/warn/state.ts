import type { ArrivalEvent, CommandEvent, SensorEvent, TrackEvent } from '../base/event/index.ts';
import type { ZoneAlert } from './alert-life.ts';
import { weigh, type KnownTrack } from './judge.ts';
import { defaultPolicy, type Policy } from './policy.ts';

/** Raise it with every change to the state's shape or to what the same events conclude. */
export const stateVersion = 3;
/** Beyond these, new zones and tracks are not decided upon until others end. */
const mostZones = 20_000;
const mostTracks = 20_000;

export interface WarnedZone extends ZoneAlert {
  command: CommandEvent;
  /** The latest arrival of each track. */
  arrivals: Map<string, ArrivalEvent>;
  /** Tracks that an operator's end of an alert put aside here, and until when. */
  ignored: Map<string, number>;
}

export interface WarnState {
  version: number;
  policy: Policy;
  zones: Map<string, WarnedZone>;
  tracks: Map<string, KnownTrack>;
  sensors: Map<string, SensorEvent>;
}

export function createWarnState(): WarnState {
  return {
    version: stateVersion,
    policy: defaultPolicy,
    zones: new Map(),
    tracks: new Map(),
    sensors: new Map(),
  };
}

/** false where there is no room for another zone. */
export function takeZone({ zones }: WarnState, event: CommandEvent, zoneId: string): boolean {
  const before = zones.get(zoneId);
  if (before === undefined && zones.size >= mostZones) return false;
  if (before !== undefined) before.command = event;
  else {
    const nothing = { episodes: 0, standing: null, raised: null, warningAskedMs: null };
    zones.set(zoneId, { ...nothing, command: event, arrivals: new Map(), ignored: new Map() });
  }
  return true;
}

export function takeArrival({ zones, tracks }: WarnState, arrival: ArrivalEvent): void {
  if (tracks.has(arrival.trackId)) zones.get(arrival.zoneId)?.arrivals.set(arrival.trackId, arrival);
}

export function takeTrack({ tracks, zones, policy }: WarnState, track: TrackEvent): void {
  const known = tracks.get(track.trackId);
  if (track.status === 'dropped') {
    tracks.delete(track.trackId);
    for (const zone of zones.values()) zone.arrivals.delete(track.trackId);
    return;
  }
  if (known !== undefined) {
    known.track = track;
    weigh(known, policy);
  } else if (tracks.size < mostTracks) {
    const taken: KnownTrack = { track, verdict: 'none', watchShare: 0, warnShare: 0 };
    weigh(taken, policy);
    tracks.set(track.trackId, taken);
  }
}

/** Forgets arrivals that were not said again in time, and tracks that are no longer put aside. */
export function forgetOld(zone: WarnedZone, timeMs: number, policy: Policy): void {
  for (const [trackId, arrival] of zone.arrivals) {
    if (timeMs - arrival.timeMs > policy.arrivalAgeMs) zone.arrivals.delete(trackId);
  }
  for (const [trackId, untilMs] of zone.ignored) if (untilMs <= timeMs) zone.ignored.delete(trackId);
}

/** Tracks that ask for `watch` by where they are: mostly of classes that are only watched, or of none that is known. */
export function watchedTracks({ tracks, policy }: WarnState): KnownTrack[] {
  const watched: KnownTrack[] = [];
  for (const known of tracks.values()) {
    if (known.verdict === 'dismissed' || known.track.existence < policy.overProbability) continue;
    let share = 1;
    for (const [name, probability] of Object.entries(known.track.classProb)) {
      if (policy.highest[name] !== 'watch') share -= probability;
    }
    if (share >= policy.overProbability) watched.push(known);
  }
  return watched;
}
