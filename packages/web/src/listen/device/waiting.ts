import type { DetectionEvent } from '@kentongan/core/base/event';
import type { ClockOffset } from '@kentongan/core/base/server-clock';
import type { Role } from './identity.ts';
import type { Store } from './store.ts';

/** What is reported, without the times and names that others add. */
export type Claim = Pick<DetectionEvent, 'measurement' | 'sigma' | 'classLikelihood' | 'sound'>;

/** A report that the server has not taken yet. */
export interface Waiting {
  /** Rises; also its key in the store. */
  id: number;
  role: Role;
  /** When it was sensed, by this device's clock, and how well that is known. */
  deviceMs: number;
  deviceSigmaMs: number;
  /** The same by the server's clock, once that was known; then it stays so, or a repeated report would be a new one. */
  sensedMs?: number;
  clockSigmaMs?: number;
  claim: Claim;
}

/** Ten minutes of one a second. Beyond, the oldest makes room; older than this the server admits nothing. */
export const waitingCapacity = 600;
export const admittedForMs = 600_000;

/**
 * What waits for the server, oldest first, bounded and kept over a reload. What makes room or grows too old is counted
 * by `onDropped`.
 */
export class WaitingReports {
  readonly #store: Store<Waiting>;
  readonly #onDropped: (dropped: Waiting[]) => void;
  #reports: Waiting[] = [];
  #nextId = 1;

  constructor(store: Store<Waiting>, onDropped: (dropped: Waiting[]) => void) {
    this.#store = store;
    this.#onDropped = onDropped;
  }

  /** What an earlier visit left. */
  async load(): Promise<void> {
    const kept = (await this.#store.all()).toSorted((a, b) => a.id - b.id);
    this.#reports = [...kept, ...this.#reports];
    this.#nextId = Math.max(this.#nextId, (kept.at(-1)?.id ?? 0) + 1);
  }

  get count(): number {
    return this.#reports.length;
  }

  hasFor(role: Role): boolean {
    return this.#reports.some((report) => report.role === role);
  }

  add(report: Omit<Waiting, 'id'>): Waiting {
    const added = { id: this.#nextId++, ...report };
    this.#reports.push(added);
    void this.#store.put(added.id, added);
    this.#drop(this.#reports.slice(0, Math.max(0, this.#reports.length - waitingCapacity)));
    return added;
  }

  /** The oldest reports of a role, dated by the server's clock. Drops what the server would no longer admit. */
  next(role: Role, most: number, clock: ClockOffset, nowMs: number): Waiting[] {
    this.#drop(this.#reports.filter(({ deviceMs }) => nowMs - deviceMs > admittedForMs));
    const next = this.#reports.filter((report) => report.role === role).slice(0, most);
    for (const report of next) {
      if (report.sensedMs !== undefined) continue;
      report.sensedMs = Math.round(report.deviceMs + clock.offsetMs);
      report.clockSigmaMs = Math.round(Math.hypot(report.deviceSigmaMs, clock.sigmaMs) * 10) / 10;
      void this.#store.put(report.id, report);
    }
    return next;
  }

  /** The server has answered for these. */
  done(reports: readonly Waiting[]): void {
    const ids = new Set(reports.map(({ id }) => id));
    this.#reports = this.#reports.filter(({ id }) => !ids.has(id));
    void this.#store.remove([...ids]);
  }

  /** They are nobody's any more. */
  forget(): void {
    this.#drop(this.#reports);
  }

  #drop(reports: Waiting[]): void {
    if (reports.length === 0) return;
    this.done(reports);
    this.#onDropped(reports);
  }
}

/** A dated report as a line of the formats. */
export function lineOf({ sensedMs, clockSigmaMs, claim }: Waiting): string {
  return JSON.stringify({ sensedMs, ...claim, sigma: { ...claim.sigma, clockMs: clockSigmaMs } });
}
