import type { AlertEvent, ArrivalEvent, Level, Reason, Unnumbered } from '../base/event/index.ts';
import { higher, isAbove, type Judgement } from './judge.ts';
import type { Policy } from './policy.ts';

/** An alert that stands: one id from its first level above quiet to its end; revisions only rise. */
export interface StandingAlert {
  alertId: string;
  zoneId: string;
  revision: number;
  level: Exclude<Level, 'quiet'>;
  /** Since when it stands at this level. */
  levelMs: number;
  /** When something last asked for this level. */
  askedMs: number;
  saidMs: number;
  expiresMs: number;
  first: Pick<ArrivalEvent, 'etaMs' | 'etaP10Ms' | 'etaP90Ms'> | undefined;
  reasons: Reason[];
  trackIds: string[];
  cause: number[];
  /** Whether what was last said told that sensors are stale. */
  saidStale: boolean;
}

/** A zone's alert and what operators did about it. */
export interface ZoneAlert {
  episodes: number;
  standing: StandingAlert | undefined;
  raised:
    | { level: Exclude<Level, 'quiet'>; untilMs: number; by: string[]; why: string | undefined }
    | undefined;
}

export type Revision = Unnumbered<AlertEvent>;

/** Moves a zone's alert on by one moment; the revision to say, if any. `fresh`: the sensors around the zone are. */
export function advance(
  zone: ZoneAlert,
  zoneId: string,
  asked: Judgement,
  fresh: boolean,
  timeMs: number,
  policy: Policy,
): Revision | undefined {
  const { standing } = zone;
  if (standing !== undefined && timeMs >= standing.expiresMs) zone.standing = undefined;
  if (zone.standing === undefined) {
    return asked.raise === 'quiet' ? undefined : open(zone, zoneId, asked, timeMs, policy);
  }
  const alert = zone.standing;
  if (!isAbove(alert.level, asked.keep)) alert.askedMs = timeMs;
  if (isAbove(asked.raise, alert.level)) return rise(alert, asked, timeMs, policy);
  if (alert.askedMs === timeMs) return renew(alert, asked, timeMs, policy);
  if (timeMs - alert.levelMs < policy.holdMs || timeMs - alert.askedMs < policy.calmMs) {
    return renewUnchanged(alert, timeMs, policy);
  }
  if (!fresh) return standStale(alert, timeMs, policy);
  return asked.keep === 'quiet' ? allClear(zone, alert, timeMs, policy) : fall(alert, asked, timeMs, policy);
}

function open(zone: ZoneAlert, zoneId: string, asked: Judgement, timeMs: number, policy: Policy): Revision {
  zone.episodes++;
  const alert: StandingAlert = {
    alertId: `${zoneId}-${zone.episodes}`,
    zoneId,
    revision: 0,
    level: 'watch',
    levelMs: timeMs,
    askedMs: timeMs,
    saidMs: timeMs,
    expiresMs: timeMs,
    first: undefined,
    reasons: [],
    trackIds: [],
    cause: [],
    saidStale: false,
  };
  zone.standing = alert;
  return rise(alert, asked, timeMs, policy);
}

function rise(alert: StandingAlert, asked: Judgement, timeMs: number, policy: Policy): Revision {
  alert.level = asked.raise as StandingAlert['level'];
  alert.levelMs = timeMs;
  alert.askedMs = timeMs;
  rest(alert, asked);
  return say(alert, timeMs, policy);
}

function fall(alert: StandingAlert, asked: Judgement, timeMs: number, policy: Policy): Revision {
  alert.level = 'watch';
  alert.levelMs = timeMs;
  alert.askedMs = timeMs;
  rest(alert, asked);
  return say(alert, timeMs, policy);
}

/** Takes over what the alert now rests on; an empty basis keeps the last one, so that reasons are never empty. */
function rest(alert: StandingAlert, asked: Judgement): void {
  if (asked.reasons.length === 0) return;
  alert.reasons = asked.reasons;
  alert.trackIds = asked.trackIds;
  alert.cause = asked.cause;
  alert.first = asked.first;
}

function renew(alert: StandingAlert, asked: Judgement, timeMs: number, policy: Policy): Revision | undefined {
  const shiftMs = Math.abs((asked.first?.etaMs ?? 0) - (alert.first?.etaMs ?? 0));
  const shifted = shiftMs >= policy.etaShiftMs && timeMs - alert.saidMs >= policy.reviseMs;
  if (!shifted && timeMs - alert.saidMs < policy.renewMs) return undefined;
  rest(alert, asked);
  return say(alert, timeMs, policy);
}

function renewUnchanged(alert: StandingAlert, timeMs: number, policy: Policy): Revision | undefined {
  return timeMs - alert.saidMs < policy.renewMs ? undefined : say(alert, timeMs, policy);
}

/** Nothing asks for it any more, but nobody listens: it stands and says so, and after `staleKeepMs` is left to expire. */
function standStale(alert: StandingAlert, timeMs: number, policy: Policy): Revision | undefined {
  if (timeMs - alert.askedMs >= policy.staleKeepMs) return undefined;
  if (alert.saidStale && timeMs - alert.saidMs < policy.renewMs) return undefined;
  const why = 'too few sensors around are up to say that it is over';
  const revision = say(alert, timeMs, policy);
  alert.saidStale = true;
  return { ...revision, reasons: [{ rule: 'sensors-stale', why }, ...revision.reasons] };
}

function allClear(zone: ZoneAlert, alert: StandingAlert, timeMs: number, policy: Policy): Revision {
  return end(
    zone,
    alert,
    { allClear: true },
    [{ rule: 'passed', why: 'nothing comes any more' }],
    timeMs,
    policy,
  );
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
  zone.standing = undefined;
  zone.raised = undefined;
  alert.first = undefined;
  return { ...say(alert, timeMs, policy), level: 'quiet', ...how, reasons };
}

/** Says what stands, as a new revision that lasts until its own expiry. */
export function say(alert: StandingAlert, timeMs: number, policy: Policy): Revision {
  alert.revision++;
  alert.saidMs = timeMs;
  alert.expiresMs = timeMs + policy.expiryMs;
  alert.saidStale = false;
  const { first } = alert;
  return {
    kind: 'alert',
    timeMs,
    cause: alert.cause,
    alertId: alert.alertId,
    zoneId: alert.zoneId,
    revision: alert.revision,
    level: alert.level,
    ...(first && { etaMs: first.etaMs, etaP10Ms: first.etaP10Ms, etaP90Ms: first.etaP90Ms }),
    expiresMs: alert.expiresMs,
    reasons: alert.reasons,
  };
}

/** What arrivals ask for, raised to what an operator asked for while that stands. */
export function withRaised(zone: ZoneAlert, asked: Judgement, timeMs: number): Judgement {
  const { raised } = zone;
  if (raised === undefined) return asked;
  if (timeMs >= raised.untilMs) {
    zone.raised = undefined;
    return asked;
  }
  const reason: Reason = {
    rule: 'raised',
    by: raised.by,
    ...(raised.why !== undefined && { why: raised.why }),
  };
  return {
    ...asked,
    raise: higher(asked.raise, raised.level),
    keep: higher(asked.keep, raised.level),
    reasons: [reason, ...asked.reasons],
  };
}
