import { checkConclusion, type AlertEvent, type Conclusion, type Fact } from '@kentongan/core/base/event';
import { cholesky, fullFromPacked } from '@kentongan/core/base/matrix';

/**
 * What must hold of every conclusion, whatever the facts were. Feed it the facts and conclusions in their order; it
 * throws an Error that names the first broken rule and the conclusion that broke it.
 */
export class Invariants {
  #seq = 0;
  #factSeq = 0;
  #timeMs = 0;
  readonly #alerts = new Map<string, AlertEvent>();

  fact(fact: Fact): void {
    this.#factSeq = fact.seq;
    this.#timeMs = fact.timeMs;
  }

  conclusion(conclusion: Conclusion): void {
    const rule = this.#broken(conclusion);
    if (rule !== undefined) throw new Error(`${rule}: ${JSON.stringify(conclusion)}`);
    this.#seq = conclusion.seq;
  }

  #broken(conclusion: Conclusion): string | undefined {
    const checked = checkConclusion(conclusion);
    if (!checked.ok) return `expected ${checked.expected} at ${checked.at}, found ${checked.found}`;
    if (conclusion.seq !== this.#seq + 1) return `expected seq ${this.#seq + 1}`;
    if (conclusion.timeMs > this.#timeMs) return `expected a time not after the facts' ${this.#timeMs}`;
    if (conclusion.cause.some((seq) => seq > this.#factSeq)) return 'expected causes that had come';
    switch (conclusion.kind) {
      case 'track':
        return brokenTrack(conclusion);
      case 'arrival':
        return conclusion.etaP10Ms <= conclusion.etaMs && conclusion.etaMs <= conclusion.etaP90Ms
          ? undefined
          : 'expected an arrival window round its median';
      case 'alert':
        return this.#brokenAlert(conclusion);
    }
  }

  #brokenAlert(alert: AlertEvent): string | undefined {
    const before = this.#alerts.get(alert.alertId);
    this.#alerts.set(alert.alertId, alert);
    if (alert.revision !== (before?.revision ?? 0) + 1)
      return `expected revision ${(before?.revision ?? 0) + 1}`;
    if (before !== undefined && before.zoneId !== alert.zoneId) return `expected its zone ${before.zoneId}`;
    if (alert.level === 'warning' && !isSupported(alert))
      return 'expected a warning to rest on corroborated evidence or on two people';
    if (alert.level !== 'quiet' && alert.expiresMs <= alert.timeMs)
      return 'expected to expire later than now';
    if (alert.allClear === true && alert.level !== 'quiet') return 'expected an all-clear to be quiet';
    return undefined;
  }
}

function isSupported({ reasons }: AlertEvent): boolean {
  return reasons.some(
    ({ evidence, by }) =>
      evidence === 'corroborated' || evidence === 'verified' || new Set(by ?? []).size >= 2,
  );
}

function brokenTrack(track: Conclusion & { kind: 'track' }): string | undefined {
  const size = track.order?.length ?? 4;
  if (track.covariance.length !== (size * (size + 1)) / 2)
    return `expected ${(size * (size + 1)) / 2} numbers of covariance`;
  const full = fullFromPacked(new Float64Array(size * size), track.covariance, 0, size);
  if (!cholesky(new Float64Array(size * size), full, size)) return 'expected a positive definite covariance';
  const named = Object.values(track.classProb).reduce((sum, probability) => sum + probability, 0);
  if (named > 1.01) return `expected class probabilities of 1 at most, found ${named}`;
  if (Math.hypot(track.eastMps, track.northMps) > 5000) return 'expected a speed of this world';
  return undefined;
}
