import type { AlertEvent, Command, EvidenceStatus, Level, Reason, Standing } from '../../base/event/index.ts';
import { minuteMs } from '../../base/time.ts';
import { zoneGeometry } from '../zone-ring.ts';
import { languages, wordsFor, type Language, type Words } from './words.ts';

type Zone = Extract<Command, { type: 'zone' }>;

/** Exactly these, and always all of them; null where there is nothing to say. Times are ms since 1970 UTC. */
export interface PublicProperties {
  alertId: string;
  zoneId: string;
  /** By language; empty where the zone has none. */
  name: Record<string, string>;
  revision: number;
  level: Level;
  standing: Standing;
  class: string;
  etaMs: number | null;
  etaP10Ms: number | null;
  etaP90Ms: number | null;
  evidence: { status: EvidenceStatus; sources: number; kinds: string[] };
  sentMs: number;
  expiresMs: number;
  allClear: boolean;
  cancel: boolean;
  text: Record<Language, string>;
}

export interface PublicAlert {
  type: 'Feature';
  /** The zone as it was stated; null where it is not known. */
  geometry: Zone['geometry'] | { type: 'Polygon'; coordinates: number[][][] } | null;
  properties: PublicProperties;
}

/** Whether the public is told: in force, or that it is over, or that it was wrong. */
export function isTold(alert: AlertEvent): boolean {
  return alert.level !== 'quiet' || alert.allClear === true || alert.cancel === true;
}

/** What anyone may know of an alert. Whoever signs adds the signature. */
export function publicAlert(alert: AlertEvent, zone: Zone | undefined, standing: Standing): PublicAlert {
  return {
    type: 'Feature',
    geometry: zone === undefined ? null : (zoneGeometry(zone) ?? null),
    properties: {
      alertId: alert.alertId,
      zoneId: alert.zoneId,
      name: zone?.name ?? {},
      revision: alert.revision,
      level: alert.level,
      standing,
      class: classOf(alert.reasons),
      etaMs: alert.etaMs ?? null,
      etaP10Ms: alert.etaP10Ms ?? null,
      etaP90Ms: alert.etaP90Ms ?? null,
      evidence: evidenceOf(alert.reasons),
      sentMs: alert.timeMs,
      expiresMs: alert.expiresMs,
      allClear: alert.allClear === true,
      cancel: alert.cancel === true,
      text: Object.fromEntries(
        languages.map((language) => [language, textOf(alert, standing, wordsFor(language))]),
      ) as Record<Language, string>,
    },
  };
}

function classOf(reasons: readonly Reason[]): string {
  let likeliest: Reason | undefined;
  for (const reason of reasons) {
    if (reason.class === undefined) continue;
    if (likeliest === undefined || (reason.probability ?? 0) > (likeliest.probability ?? 0))
      likeliest = reason;
  }
  return likeliest?.class ?? 'unknown';
}

const statuses: readonly EvidenceStatus[] = ['unverified', 'corroborated', 'verified'];

/** The strongest reason's status and number of sources; the kinds of all. */
function evidenceOf(reasons: readonly Reason[]): PublicProperties['evidence'] {
  let rank = 0;
  let sources = 0;
  const kinds = new Set<string>();
  for (const reason of reasons) {
    rank = Math.max(rank, statuses.indexOf(reason.evidence ?? 'unverified'));
    sources = Math.max(sources, reason.sources ?? 0);
    for (const kind of reason.kinds ?? []) kinds.add(kind);
  }
  return { status: statuses[rank], sources, kinds: [...kinds].sort() };
}

function textOf(alert: AlertEvent, standing: Standing, words: Words): string {
  const sentence = sentenceOf(alert, words);
  return standing === 'actual' ? sentence : `${words.exercise} ${sentence}`;
}

function sentenceOf(alert: AlertEvent, words: Words): string {
  if (alert.cancel === true) return words.cancel;
  if (alert.level === 'quiet') return words.allClear;
  const order = alert.level === 'warning' ? words.warning : words.watch;
  const { etaMs, etaP10Ms = etaMs, etaP90Ms = etaMs } = alert;
  if (etaMs === undefined || etaP10Ms === undefined || etaP90Ms === undefined) return order;
  const minutes = words.minutes
    .replace('{n}', minutesTo(etaMs, alert.timeMs, 1))
    .replace('{a}', minutesTo(etaP10Ms, alert.timeMs, 0))
    .replace('{b}', minutesTo(etaP90Ms, alert.timeMs, 1));
  return `${order}: ${minutes}`;
}

function minutesTo(thenMs: number, nowMs: number, least: number): string {
  return String(Math.max(least, Math.round((thenMs - nowMs) / minuteMs)));
}
