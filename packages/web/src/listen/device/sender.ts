import type { ClockOffset } from '@kentongan/core/base/server-clock';
import type { Role } from './identity.ts';
import type { Link } from './link.ts';
import { lineOf, type Waiting, type WaitingReports } from './waiting.ts';

/** What the server said to a report. */
export type Fate = { id: number; fate: 'taken' | 'refused'; why: string };

const mostLines = 100;
/** A little less than the server allows of a microphone, so that what waited long is not refused for its number. */
const linesPerSecond = { microphone: 15, spotter: 0.8 } as const;
const emptyReportMs = 10_000;

/** Refusals that only ask for patience. */
const later = new Set(['rate']);

/**
 * Sends what waits for one role, in order, one message at a time, and a sign of life each ten seconds. Call `turn` about
 * once a second, and when something was added.
 */
export class Sender {
  readonly #role: Role;
  readonly #link: Link;
  readonly #waiting: WaitingReports;
  readonly #onFates: (fates: Fate[]) => void;
  #isTelling = false;
  #notBeforeMs = 0;
  #saidMs = 0;

  constructor(role: Role, link: Link, waiting: WaitingReports, onFates: (fates: Fate[]) => void) {
    this.#role = role;
    this.#link = link;
    this.#waiting = waiting;
    this.#onFates = onFates;
  }

  async turn(clock: ClockOffset, nowMs: number): Promise<void> {
    if (this.#isTelling || !this.#link.isOpen || nowMs < this.#notBeforeMs) return;
    const reports = this.#waiting.next(this.#role, mostLines, clock, nowMs);
    if (reports.length === 0 && nowMs - this.#saidMs < emptyReportMs) return;
    this.#isTelling = true;
    this.#saidMs = nowMs;
    this.#notBeforeMs = nowMs + (1000 * reports.length) / linesPerSecond[this.#role];
    try {
      await this.#tell(reports);
    } catch {
      // The link broke: what was said waits on, and will be known as a copy where it had come through.
    } finally {
      this.#isTelling = false;
    }
  }

  async #tell(reports: Waiting[]): Promise<void> {
    const answer = await this.#link.tell(reports.map(lineOf).join('\n'));
    if ('error' in answer) return;
    const refused = new Map(answer.refused.map((refusal) => [refusal.line, refusal]));
    const fates: Fate[] = [];
    const done: Waiting[] = [];
    for (const [index, report] of reports.entries()) {
      const refusal = refused.get(index + 1);
      if (refusal !== undefined && later.has(refusal.code)) continue;
      // A copy of what the server has is taken: the answer to the first was lost on the way.
      const isTaken = refusal === undefined || refusal.code === 'duplicate';
      done.push(report);
      fates.push({ id: report.id, fate: isTaken ? 'taken' : 'refused', why: refusal?.why ?? '' });
    }
    this.#waiting.done(done);
    this.#onFates(fates);
  }
}
