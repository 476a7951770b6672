import type { CommandEvent, Level, Reason } from '../base/event/index.ts';
import { end, say, type Revision, type StandingAlert, type ZoneAlert } from './alert-life.ts';
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
  if (command.level === 'quiet') {
    zone.raised = undefined;
    return;
  }
  const { timeMs } = event;
  const by = operatorsOf(event.by, command.second);
  const before = zone.raised;
  const waits = before !== undefined && timeMs < before.untilMs - policy.raiseMs + policy.secondWaitMs;
  const both = command.level === 'warning' && waits ? [...new Set([...before.by, ...by])] : by;
  const level: Exclude<Level, 'quiet'> =
    command.level === 'warning' && both.length >= 2 ? 'warning' : 'watch';
  if (before !== undefined && before.level === 'warning' && level === 'watch' && timeMs < before.untilMs)
    return;
  zone.raised = { level, by: both, untilMs: timeMs + policy.raiseMs, why: command.why };
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
  const reason: Reason = { rule: command.type, by, ...(command.why !== undefined && { why: command.why }) };
  if (alert.level === 'warning' && policy.twoToEnd && by.length < 2) {
    const why = 'a warning is ended by two operators';
    const revision = say(alert, timeMs, policy);
    return { ...revision, reasons: [{ rule: `${command.type}-refused`, by, why }, ...revision.reasons] };
  }
  return end(
    zone,
    alert,
    command.type === 'cancel' ? { cancel: true } : { allClear: true },
    [reason],
    timeMs,
    policy,
  );
}
