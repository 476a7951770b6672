import type { AlertEvent, ArrivalEvent, Header, TrackEvent } from '../../base/event/index.ts';
import type { Changes, Picture, SensorSign, SensorView, Why, ZoneView } from './picture.ts';

export function emptyPicture(header: Header): Picture {
  return {
    header,
    standing: header.standing,
    serverTimeMs: header.startMs,
    asOfMs: 0,
    sensors: [],
    zones: [],
    tracks: [],
    arrivals: [],
    alerts: [],
    why: [],
  };
}

export function emptyChanges(serverTimeMs: number, asOfMs: number): Changes {
  return {
    serverTimeMs,
    asOfMs,
    sensors: [],
    signs: [],
    zones: [],
    tracks: [],
    arrivals: [],
    alerts: [],
    why: [],
    zonesRemoved: [],
    dropped: [],
    arrivalsGone: [],
    alertsGone: [],
  };
}

/** Whether anything but the time changed. */
export function hasChanges(changes: Changes): boolean {
  return Object.values(changes).some((value) => Array.isArray(value) && value.length > 0);
}

export function arrivalKey(arrival: Pick<ArrivalEvent, 'trackId' | 'zoneId'>): string {
  return `${arrival.trackId}\n${arrival.zoneId}`;
}

/**
 * The picture after these changes: first what is gone leaves, then what is stated stands. Pure; a list that did not
 * change is the same list, an entry that did not change the same entry, and entries keep their places, so a page
 * redraws only what is new.
 */
export function accumulate(picture: Picture, changes: Changes): Picture {
  const gone = goneIn(changes);
  return {
    header: picture.header,
    standing: picture.standing,
    serverTimeMs: changes.serverTimeMs,
    asOfMs: changes.asOfMs,
    sensors: signed(replaced(picture.sensors, changes.sensors, sensorKey, never), changes.signs),
    zones: replaced(picture.zones, changes.zones, zoneKey, gone.zone),
    tracks: replaced(picture.tracks, changes.tracks, trackKey, gone.track),
    arrivals: replaced(picture.arrivals, changes.arrivals, arrivalKey, gone.arrival),
    alerts: replaced(picture.alerts, changes.alerts, alertKey, gone.alert),
    why: replaced(picture.why, changes.why, whyKey, gone.why),
  };
}

/**
 * Two changes as one: `accumulate(accumulate(p, older), newer)` equals `accumulate(p, merge(older, newer))` but for the
 * order of entries. What waits for a slow reader is so never larger than the picture and what left it.
 */
export function merge(older: Changes, newer: Changes): Changes {
  const gone = goneIn(newer);
  const restated = new Set(newer.sensors.map(sensorKey));
  return {
    serverTimeMs: newer.serverTimeMs,
    asOfMs: newer.asOfMs,
    sensors: replaced(older.sensors, newer.sensors, sensorKey, never),
    signs: replaced(older.signs, newer.signs, sensorKey, (sign) => restated.has(sign.sensorId)),
    zones: replaced(older.zones, newer.zones, zoneKey, gone.zone),
    tracks: replaced(older.tracks, newer.tracks, trackKey, gone.track),
    arrivals: replaced(older.arrivals, newer.arrivals, arrivalKey, gone.arrival),
    alerts: replaced(older.alerts, newer.alerts, alertKey, gone.alert),
    why: replaced(older.why, newer.why, whyKey, gone.why),
    zonesRemoved: united(older.zonesRemoved, newer.zonesRemoved),
    dropped: united(older.dropped, newer.dropped),
    arrivalsGone: united(older.arrivalsGone, newer.arrivalsGone),
    alertsGone: united(older.alertsGone, newer.alertsGone),
  };
}

function goneIn(changes: Changes) {
  const zones = new Set(changes.zonesRemoved);
  const tracks = new Set(changes.dropped);
  const arrivals = new Set(changes.arrivalsGone);
  const alerts = new Set(changes.alertsGone);
  return {
    zone: (zone: ZoneView) => zones.has(zone.zoneId),
    track: (track: TrackEvent) => tracks.has(track.trackId),
    arrival: (arrival: ArrivalEvent) => tracks.has(arrival.trackId) || arrivals.has(arrivalKey(arrival)),
    alert: (alert: AlertEvent) => alerts.has(alert.alertId),
    why: (why: Why) => (why.of === 'track' ? tracks : alerts).has(why.id),
  };
}

const never = (): boolean => false;
const sensorKey = (sensor: { sensorId: string }): string => sensor.sensorId;
const zoneKey = (zone: { zoneId: string }): string => zone.zoneId;
const trackKey = (track: { trackId: string }): string => track.trackId;
const alertKey = (alert: { alertId: string }): string => alert.alertId;
const whyKey = (why: Why): string => `${why.of} ${why.id}`;

/** Newest value per key, in the place of the old one; what is gone and not stated anew is left out. */
function replaced<T>(
  old: readonly T[],
  fresh: readonly T[],
  keyOf: (value: T) => string,
  isGone: (value: T) => boolean,
): T[] {
  if (fresh.length === 0 && !old.some(isGone)) return old as T[];
  const waiting = new Map(fresh.map((value) => [keyOf(value), value]));
  const result: T[] = [];
  for (const value of old) {
    const key = keyOf(value);
    const newer = waiting.get(key);
    waiting.delete(key);
    if (newer !== undefined) result.push(newer);
    else if (!isGone(value)) result.push(value);
  }
  result.push(...waiting.values());
  return result;
}

function united(old: string[], fresh: readonly string[]): string[] {
  return fresh.length === 0 ? old : [...new Set([...old, ...fresh])];
}

function signed(sensors: SensorView[], signs: readonly SensorSign[]): SensorView[] {
  if (signs.length === 0) return sensors;
  const bySensor = new Map(signs.map((sign) => [sign.sensorId, sign]));
  return sensors.map((sensor) => {
    const sign = bySensor.get(sensor.sensorId);
    return sign === undefined ? sensor : { ...sensor, ...sign };
  });
}
