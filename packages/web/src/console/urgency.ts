import type { AlertEvent } from '@kentongan/core/base/event';
import type { Picture, ZoneView } from '@kentongan/core/tell/picture';
import { fill, language, words } from '../words/index.ts';
import { sayOf, urgencyOf, type Say } from './levels.tsx';

/** One line of the operator's list. */
export interface UrgentZone {
  zoneId: string;
  name: string;
  population: number;
  say: Say;
  alert: AlertEvent;
}

/** Differences in time below this say nothing: rows would only change places. */
const sameTimeMs = 30_000;

/** Zones that something is said about, most urgent first: by level, then by who has the least time, then by people. */
export function urgentZones(picture: Picture): UrgentZone[] {
  const zones = new Map(picture.zones.map((zone) => [zone.zoneId, zone]));
  return picture.alerts
    .filter((alert) => sayOf(alert) !== 'quiet')
    .map((alert) => {
      const zone = zones.get(alert.zoneId);
      const population = zone?.population ?? 0;
      return {
        zoneId: alert.zoneId,
        name: zoneName(zone, alert.zoneId),
        population,
        say: sayOf(alert),
        alert,
      };
    })
    .toSorted(byUrgency);
}

function byUrgency(a: UrgentZone, b: UrgentZone): number {
  const slot = ({ alert }: UrgentZone): number =>
    Math.floor((alert.etaMs ?? Number.MAX_SAFE_INTEGER) / sameTimeMs);
  return (
    urgencyOf[a.say] - urgencyOf[b.say] ||
    slot(a) - slot(b) ||
    b.population - a.population ||
    (a.zoneId < b.zoneId ? -1 : 1)
  );
}

/** A zone's name in the reader's language, else in English, else in any. */
export function zoneName(zone: ZoneView | undefined, zoneId: string): string {
  const names = zone?.name ?? {};
  return names[language()] ?? names.en ?? Object.values(names)[0] ?? zoneId;
}

/** Whole minutes to go, never below 0. */
export function minutesTo(timeMs: number, nowMs: number): number {
  return Math.max(0, Math.round((timeMs - nowMs) / 60_000));
}

/** "6 min", or "now" once it is due. */
export function minutesText(etaMs: number, nowMs: number): string {
  const minutes = minutesTo(etaMs, nowMs);
  return minutes === 0 ? words().now : fill(words().minutesShort, { n: minutes });
}

/** "5-8 min": the arrival window, empty where none is stated. */
export function windowText(alert: AlertEvent, nowMs: number): string {
  const { etaP10Ms, etaP90Ms } = alert;
  if (etaP10Ms === undefined || etaP90Ms === undefined) return '';
  const from = minutesTo(etaP10Ms, nowMs);
  const to = minutesTo(etaP90Ms, nowMs);
  return to === 0 ? '' : fill(words().window, { a: from, b: Math.max(to, from + 1) });
}
