import { targetClasses, type Checked, type Level } from '../base/event/index.ts';

/**
 * Every number of the decision rule, in one place, as data: a `policy` command replaces any of them. Spans in ms, distances
 * in m, probabilities 0 to 1.
 */
export interface Policy {
  /** Warn where a harmful arrival within `warnWithinMs` is at least as likely as this … */
  warnProbability: number;
  warnWithinMs: number;
  /** … or, where no time is left to wait for more, one within `urgentWithinMs` as likely as this; */
  urgentProbability: number;
  urgentWithinMs: number;
  /** … both asked for without a break for `sureMs` … */
  sureMs: number;
  /** … and keep warning while one within `keepWithinMs` is at least as likely as this. */
  keepProbability: number;
  keepWithinMs: number;
  /** The same for `watch`. */
  watchProbability: number;
  watchWithinMs: number;
  watchKeepProbability: number;
  /** Least time a level stands before it falls. */
  holdMs: number;
  /** How long nothing may have asked for a level before it falls. */
  calmMs: number;
  /** An unchanged alert is said again after so long; it ends by itself after `expiryMs`, which is longer. */
  renewMs: number;
  expiryMs: number;
  /** A standing alert is revised where its ETA moved by as much, but not more often than `reviseMs`. */
  etaShiftMs: number;
  reviseMs: number;
  /** An arrival counts for so long after it was last said. */
  arrivalAgeMs: number;
  /**
   * Sensors within this distance of a zone, or within the range that they state for themselves, speak for it; an all-clear
   * needs this share of them up, and this many.
   */
  aroundM: number;
  freshShare: number;
  freshSensors: number;
  /** With stale sensors an alert is renewed for so long, and then left to expire. */
  staleKeepMs: number;
  /** A track of a class that may only be watched, or of no known class, asks for `watch` within this distance. */
  overM: number;
  /** Probability of being of such a class, and of existing, from which that holds. */
  overProbability: number;
  /** An operator's raise stands so long; a lone raise to warning waits so long for its second operator. */
  raiseMs: number;
  secondWaitMs: number;
  /** After an operator ended an alert, the tracks it rested on are ignored for that zone for so long. */
  snoozeMs: number;
  /** Whether ending a warning by hand takes two operators. */
  twoToEnd: boolean;
  /** Least probability of being of a class that may ask for a warning; what is below asks for `watch` at most. */
  warnHarm: number;
  /** The highest level that each class may ask for; `unknown` is one of them. */
  highest: Readonly<Record<string, Level>>;
}

export const defaultPolicy: Policy = {
  warnProbability: 0.12,
  warnWithinMs: 300_000,
  urgentProbability: 0.08,
  urgentWithinMs: 120_000,
  sureMs: 8_000,
  keepProbability: 0.04,
  keepWithinMs: 480_000,
  watchProbability: 0.25,
  watchWithinMs: 900_000,
  watchKeepProbability: 0.12,
  holdMs: 120_000,
  calmMs: 150_000,
  renewMs: 60_000,
  expiryMs: 300_000,
  etaShiftMs: 60_000,
  reviseMs: 20_000,
  arrivalAgeMs: 15_000,
  aroundM: 10_000,
  freshShare: 0.5,
  freshSensors: 1,
  staleKeepMs: 1_800_000,
  overM: 2000,
  overProbability: 0.5,
  raiseMs: 1_800_000,
  secondWaitMs: 600_000,
  snoozeMs: 600_000,
  twoToEnd: true,
  warnHarm: 0.8,
  highest: {
    'one-way': 'warning',
    jet: 'warning',
    loitering: 'warning',
    cruise: 'warning',
    ballistic: 'warning',
    surface: 'warning',
    underwater: 'warning',
    unknown: 'warning',
    recon: 'watch',
    multirotor: 'watch',
    aircraft: 'quiet',
    helicopter: 'quiet',
    bird: 'quiet',
    ground: 'quiet',
    background: 'quiet',
  },
};

const levels: readonly string[] = ['quiet', 'watch', 'warning'];
const shares: readonly string[] = [
  'warnProbability',
  'urgentProbability',
  'keepProbability',
  'watchProbability',
  'watchKeepProbability',
  'freshShare',
  'overProbability',
  'warnHarm',
];

/** The policy with these changes; refused whole where one of them is unknown or of the wrong kind, or the sum makes no sense. */
export function checkPolicy(from: Policy, changes: Readonly<Record<string, unknown>>): Checked<Policy> {
  for (const [name, value] of Object.entries(changes)) {
    const expected = expectedOf(from, name, value);
    if (expected !== undefined) return refusal(`/${name}`, expected, value);
  }
  const highest = { ...from.highest, ...(changes.highest as Record<string, Level> | undefined) };
  const policy: Policy = { ...from, ...changes, highest };
  if (policy.expiryMs <= policy.renewMs) {
    return refusal('/expiryMs', `more than renewMs ${policy.renewMs}`, policy.expiryMs);
  }
  if (policy.keepProbability > policy.warnProbability) {
    return refusal(
      '/keepProbability',
      `at most warnProbability ${policy.warnProbability}`,
      policy.keepProbability,
    );
  }
  if (policy.keepWithinMs < policy.warnWithinMs) {
    return refusal('/keepWithinMs', `at least warnWithinMs ${policy.warnWithinMs}`, policy.keepWithinMs);
  }
  if (policy.watchKeepProbability > policy.watchProbability) {
    return refusal(
      '/watchKeepProbability',
      `at most watchProbability ${policy.watchProbability}`,
      policy.watchKeepProbability,
    );
  }
  return { ok: true, value: policy };
}

/** What was expected of a changed value; undefined where it is right. */
function expectedOf(from: Policy, name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(from, name)) return `one of ${Object.keys(from).join(', ')}`;
  if (name === 'highest') return highestExpected(value);
  if (name === 'twoToEnd') return typeof value === 'boolean' ? undefined : 'true or false';
  const isShare = shares.includes(name);
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || (isShare && value > 1)) {
    return isShare ? 'a number from 0 to 1' : 'a number of at least 0';
  }
  return undefined;
}

function highestExpected(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'levels by class';
  const names: readonly string[] = [...targetClasses, 'unknown'];
  for (const [name, level] of Object.entries(value)) {
    if (!names.includes(name)) return `classes among ${names.join(', ')}`;
    if (!levels.includes(String(level))) return `levels among ${levels.join(', ')}`;
  }
  return undefined;
}

function refusal(at: string, expected: string, found: unknown): Checked<Policy> {
  return { ok: false, at, expected, found: JSON.stringify(found) ?? 'nothing' };
}
