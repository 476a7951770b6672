import type { CommandEvent, Reason } from '../base/event/index.ts';
import { end, say, type Moment, type Revision, type StandingAlert, type ZoneAlert } from './alert-life.ts';
import { higher } from './judge.ts';
import type { Policy } from './policy.ts';

/** The operators behind a command: who gave it and, where stated, a second who is someone else. */
export function operatorsOf(by: string | undefined, second: string | undefined): string[] {
  const first = by ?? 'unnamed';
  return second === undefined || second === first ? [first] : [first, second];
}

type Raise = Extract<CommandEvent['command'], { type: 'raise' }>;

/**
 * An operator's raise. A warning takes two: one alone raises to `watch`, and a second operator's raise of the same zone
 * within `secondWaitMs` completes it. `quiet` takes a raise back.
 */
export function takeRaise(zone: ZoneAlert, event: CommandEvent, command: Raise, policy: Policy): void {
  const before = zone.raised;
  if (command.level === 'quiet') {
    zone.raised = null;
    return;
  }
  const named = operatorsOf(event.by, command.second);
  const waits =
    before?.wanted === 'warning' && event.timeMs <= before.untilMs - policy.raiseMs + policy.secondWaitMs;
  const by = command.level === 'warning' && waits ? [...new Set([...before.by, ...named])] : named;
  const level = command.level === 'warning' && by.length >= 2 ? 'warning' : 'watch';
  if (level === 'watch' && before?.level === 'warning' && event.timeMs < before.untilMs) return;
  zone.raised = {
    wanted: command.level,
    level,
    by,
    untilMs: event.timeMs + policy.raiseMs,
    why: command.why ?? '',
  };
}

/** What arrivals ask for, lifted to what operators asked for while that stands. */
export function withRaised(zone: ZoneAlert, moment: Moment): Moment {
  const { raised } = zone;
  if (raised === null) return moment;
  if (moment.timeMs >= raised.untilMs) {
    zone.raised = null;
    return moment;
  }
  const { asked } = moment;
  // Two people are sure enough: no waiting.
  if (raised.level === 'warning') zone.warningAskedMs = -Infinity;
  const reason: Reason = { rule: 'raised', by: raised.by, ...(raised.why !== '' && { why: raised.why }) };
  return {
    ...moment,
    asked: { raise: higher(asked.raise, raised.level), keep: higher(asked.keep, raised.level) },
    basis: () => {
      const basis = moment.basis();
      return { ...basis, reasons: [reason, ...basis.reasons] };
    },
  };
}

/** An operator ends an alert: `cancel` where it was wrong, `allClear` where it is over. Refused, it says so in a revision. */
export function takeEnd(
  zone: ZoneAlert,
  alert: StandingAlert,
  event: CommandEvent,
  policy: Policy,
): Revision | undefined {
  const { command, timeMs } = event;
  if (command.type !== 'cancel' && command.type !== 'allClear') return undefined;
  const by = operatorsOf(event.by, command.second);
  if (alert.level === 'warning' && policy.twoToEnd && by.length < 2) {
    const revision = say(alert, timeMs, policy);
    const refused: Reason = {
      rule: `${command.type}-refused`,
      by,
      why: 'a warning is ended by two operators',
    };
    return { ...revision, reasons: [refused, ...revision.reasons] };
  }
  const reason: Reason = { rule: command.type, by, ...(command.why !== undefined && { why: command.why }) };
  const how = command.type === 'cancel' ? ({ cancel: true } as const) : ({ allClear: true } as const);
  return end(zone, alert, how, [reason], timeMs, policy);
}
