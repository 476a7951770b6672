import type { AlertEvent, ArrivalEvent, Level, Reason, Unnumbered } from '../base/event/index.ts';
import { isAbove, type Asked, type Basis } from './judge.ts';
import type { Policy } from './policy.ts';

type Raised = Exclude<Level, 'quiet'>;

/** An alert that stands: one id from its first level above quiet to its end; revisions only rise. */
export interface StandingAlert {
  alertId: string;
  zoneId: string;
  revision: number;
  level: Raised;
  /** Since when it stands at this level. */
  levelMs: number;
  /** When something last asked for this level. */
  askedMs: number;
  saidMs: number;
  expiresMs: number;
  /** Whether what was last said told that sensors are stale. */
  saidStale: boolean;
  basis: Basis;
}

/** `wanted`: the level asked for; `level`: what it is worth with so many operators. */
export interface RaisedByHand {
  wanted: Raised;
  level: Raised;
  untilMs: number;
  by: string[];
  why: string;
}

/** A zone's alert, and what operators asked for. */
export interface ZoneAlert {
  /** How many alerts it has had: the next one's number. */
  episodes: number;
  standing: StandingAlert | null;
  raised: RaisedByHand | null;
  /** Since when arrivals have asked for a warning without a break; null while they do not. */
  warningAskedMs: number | null;
}

/** What bears on a zone at one moment; the costlier parts are worked out only where they are asked for. */
export interface Moment {
  timeMs: number;
  asked: Asked;
  basis: () => Basis;
  /** Whether enough sensors around the zone are up. */
  fresh: () => boolean;
}

export type Revision = Unnumbered<AlertEvent>;

/**
 * What is asked for, less a warning that has not been asked for long enough to be sure: tracks that come and go within
 * seconds are mostly none.
 */
function surely(zone: ZoneAlert, { asked, timeMs }: Moment, policy: Policy): Asked {
  if (asked.raise !== 'warning') zone.warningAskedMs = null;
  else zone.warningAskedMs ??= timeMs;
  if (zone.warningAskedMs === null || timeMs - zone.warningAskedMs >= policy.sureMs) return asked;
  return { raise: 'watch', keep: asked.keep };
}

/** Moves a zone's alert on by one moment; the revision to say, if any. */
export function advance(
  zone: ZoneAlert,
  zoneId: string,
  moment: Moment,
  policy: Policy,
): Revision | undefined {
  const { timeMs } = moment;
  const asked = surely(zone, moment, policy);
  if (zone.standing !== null && timeMs >= zone.standing.expiresMs) zone.standing = null;
  if (zone.standing === null) {
    if (asked.raise === 'quiet') return undefined;
    zone.standing = opened(zone, zoneId, timeMs);
    return setLevel(zone.standing, asked.raise, moment, policy);
  }
  const alert = zone.standing;
  if (!isAbove(alert.level, asked.keep)) alert.askedMs = timeMs;
  if (isAbove(asked.raise, alert.level)) return setLevel(alert, asked.raise as Raised, moment, policy);
  if (alert.askedMs === timeMs) return renew(alert, moment, policy);
  if (timeMs - alert.levelMs < policy.holdMs || timeMs - alert.askedMs < policy.calmMs) {
    return timeMs - alert.saidMs < policy.renewMs ? undefined : say(alert, timeMs, policy);
  }
  if (!moment.fresh()) return standStale(alert, timeMs, policy);
  if (asked.keep !== 'quiet') return setLevel(alert, 'watch', moment, policy);
  const reason = { rule: 'passed', why: 'nothing is expected here any more' };
  return end(zone, alert, { allClear: true }, [reason], timeMs, policy);
}

function opened(zone: ZoneAlert, zoneId: string, timeMs: number): StandingAlert {
  zone.episodes++;
  return {
    alertId: `${zoneId}-${zone.episodes}`,
    zoneId,
    revision: 0,
    level: 'watch',
    levelMs: timeMs,
    askedMs: timeMs,
    saidMs: timeMs,
    expiresMs: timeMs,
    saidStale: false,
    basis: { first: null, reasons: [], trackIds: [], cause: [] },
  };
}

function setLevel(alert: StandingAlert, level: Raised, moment: Moment, policy: Policy): Revision {
  alert.level = level;
  alert.levelMs = moment.timeMs;
  alert.askedMs = moment.timeMs;
  rest(alert, moment.basis());
  return say(alert, moment.timeMs, policy);
}

/** Takes over what the alert now rests on; where that is nothing it keeps the last, so that reasons are never empty. */
function rest(alert: StandingAlert, basis: Basis): void {
  if (basis.reasons.length > 0) alert.basis = basis;
}

/** Says again what is asked for still: when it is time, or when the ETA has moved. */
function renew(alert: StandingAlert, moment: Moment, policy: Policy): Revision | undefined {
  const sinceMs = moment.timeMs - alert.saidMs;
  if (sinceMs < policy.reviseMs) return undefined;
  const basis = moment.basis();
  if (sinceMs < policy.renewMs && !etaMoved(alert.basis.first, basis.first, policy)) return undefined;
  rest(alert, basis);
  return say(alert, moment.timeMs, policy);
}

function etaMoved(before: ArrivalEvent | null, now: ArrivalEvent | null, policy: Policy): boolean {
  if (before === null || now === null) return before !== now;
  return Math.abs(now.etaMs - before.etaMs) >= policy.etaShiftMs;
}

/** Nothing asks for it any more, but nobody listens: it stands and says so, and after `staleKeepMs` is left to expire. */
function standStale(alert: StandingAlert, timeMs: number, policy: Policy): Revision | undefined {
  if (timeMs - alert.askedMs >= policy.staleKeepMs) return undefined;
  if (alert.saidStale && timeMs - alert.saidMs < policy.renewMs) return undefined;
  const revision = say(alert, timeMs, policy);
  alert.saidStale = true;
  const why = 'too few sensors around are up to say that it is over';
  return { ...revision, reasons: [{ rule: 'sensors-stale', why }, ...revision.reasons] };
}

/** The last revision of an alert. */
export function end(
  zone: ZoneAlert,
  alert: StandingAlert,
  how: { allClear: true } | { cancel: true },
  reasons: Reason[],
  timeMs: number,
  policy: Policy,
): Revision {
  zone.standing = null;
  zone.raised = null;
  const { etaMs: _eta, etaP10Ms: _p10, etaP90Ms: _p90, ...said } = say(alert, timeMs, policy);
  return { ...said, level: 'quiet', ...how, reasons };
}

/** Says what stands, as a new revision that lasts until its own expiry. */
export function say(alert: StandingAlert, timeMs: number, policy: Policy): Revision {
  alert.revision++;
  alert.saidMs = timeMs;
  alert.expiresMs = timeMs + policy.expiryMs;
  alert.saidStale = false;
  const { first, cause, reasons } = alert.basis;
  return {
    kind: 'alert',
    timeMs,
    cause,
    alertId: alert.alertId,
    zoneId: alert.zoneId,
    revision: alert.revision,
    level: alert.level,
    ...(first !== null && { etaMs: first.etaMs, etaP10Ms: first.etaP10Ms, etaP90Ms: first.etaP90Ms }),
    expiresMs: alert.expiresMs,
    reasons,
  };
}
