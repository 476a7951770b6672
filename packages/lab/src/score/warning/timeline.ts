import { grouped } from '../grouped.ts';
import { secondsOf, type World } from './world.ts';

/** What of an alert matters to a judge. */
export interface ScoredAlert {
  timeMs: number;
  zoneId: string;
  alertId?: string;
  level?: string;
  expiresMs?: number | null;
  allClear?: boolean;
  cancel?: boolean;
}

const levelOf: Record<string, number> = { quiet: 0, watch: 1, warning: 2 };
export const watchLevel = 1;
export const warningLevel = 2;

/** A stretch of time in which a zone's level did not change. */
export interface Stretch {
  fromS: number;
  toS: number;
  level: number;
}

/** How a level was ended by word. */
export interface Mark {
  atS: number;
  kind: 'cancel' | 'allClear' | 'quiet';
}

export interface Timelines {
  /** Without quiet; in order, touching stretches have different levels. */
  ofZone: ReadonlyMap<string, readonly Stretch[]>;
  marks: ReadonlyMap<string, readonly Mark[]>;
}

/** A zone's level at t is the highest of its alerts'; an alert holds to its next revision or its expiry. */
export function timelinesOf(world: World, alerts: readonly ScoredAlert[]): Timelines {
  const known = alerts.filter((alert) => world.zones.has(alert.zoneId));
  const marks = new Map<string, Mark[]>();
  for (const alert of known) {
    if (alert.level !== 'quiet') continue;
    const kind = alert.cancel === true ? 'cancel' : alert.allClear === true ? 'allClear' : 'quiet';
    marks.set(alert.zoneId, [
      ...(marks.get(alert.zoneId) ?? []),
      { atS: secondsOf(world, alert.timeMs), kind },
    ]);
  }
  const stretches = new Map<string, Stretch[]>();
  const byAlert = grouped(known, (alert) => `${alert.zoneId}\n${alert.alertId ?? alert.zoneId}`);
  for (const revisions of byAlert.values()) {
    const { zoneId } = revisions[0];
    stretches.set(zoneId, [...(stretches.get(zoneId) ?? []), ...stretchesOf(world, revisions)]);
  }
  return {
    ofZone: new Map([...stretches].map(([zoneId, parts]) => [zoneId, highestOf(parts)])),
    marks,
  };
}

function stretchesOf(world: World, revisions: readonly ScoredAlert[]): Stretch[] {
  const inOrder = [...revisions].sort((a, b) => a.timeMs - b.timeMs);
  return inOrder.flatMap((alert, i) => {
    const next = inOrder[i + 1];
    const expiresS = typeof alert.expiresMs === 'number' ? secondsOf(world, alert.expiresMs) : Infinity;
    const nextS = next === undefined ? Infinity : secondsOf(world, next.timeMs);
    const toS = Math.min(expiresS, nextS, world.durationS);
    const fromS = Math.max(0, secondsOf(world, alert.timeMs));
    const level = levelOf[alert.level ?? ''] ?? 0;
    return level > 0 && toS > fromS ? [{ fromS, toS, level }] : [];
  });
}

function highestOf(parts: readonly Stretch[]): Stretch[] {
  const cuts = [...new Set(parts.flatMap(({ fromS, toS }) => [fromS, toS]))].sort((a, b) => a - b);
  const inOrder = [...parts].sort((a, b) => a.fromS - b.fromS);
  const line: Stretch[] = [];
  let active: Stretch[] = [];
  let next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const fromS = cuts[i];
    while (next < inOrder.length && inOrder[next].fromS <= fromS) active.push(inOrder[next++]);
    active = active.filter((part) => part.toS > fromS);
    const level = active.reduce((most, part) => Math.max(most, part.level), 0);
    if (level === 0) continue;
    const last = line.at(-1);
    if (last?.level === level && last.toS === fromS) last.toS = cuts[i + 1];
    else line.push({ fromS, toS: cuts[i + 1], level });
  }
  return line;
}

export interface Span {
  fromS: number;
  toS: number;
}

export function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = [];
  for (const { fromS, toS } of [...spans].sort((a, b) => a.fromS - b.fromS || a.toS - b.toS)) {
    const last = union.at(-1);
    if (last !== undefined && fromS <= last.toS) last.toS = Math.max(last.toS, toS);
    else union.push({ fromS, toS });
  }
  return union;
}

/** Seconds of a span that lie within a union. */
export function overlapS(fromS: number, toS: number, union: readonly Span[]): number {
  let sum = 0;
  for (const span of union) sum += Math.max(0, Math.min(toS, span.toS) - Math.max(fromS, span.fromS));
  return sum;
}
