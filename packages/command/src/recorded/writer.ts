import type { Fact, Header } from '@kentongan/core/base/event';
import { detectionFrom, RecentTexts, type Report } from '@kentongan/core/ingest';
import { LineOutput } from '../output.ts';
import type { Refusals } from './refusals.ts';
import type { Recorded } from './recorded.ts';

export const tickMs = 1000;
/** Longer without a fact, nothing is left to conclude: the ticks in between are left out. */
const longestSilenceMs = 600_000;

/** A report that was recorded twice is one report; of so many, the last, copies are known. */
const rememberedClaims = 10_000;

/** What was heard has happened, but nobody answers for it: its log may never reach the public. */
const standing = 'test';

/** The header of a log that begins at `startMs`, in the second of it. */
export function headerAt(
  { latDeg, lonDeg }: { latDeg: number; lonDeg: number },
  startMs: number,
  region: string,
): Header {
  const origin = { latDeg, lonDeg, heightM: 0 };
  return {
    kind: 'log',
    version: 1,
    region,
    origin,
    standing,
    startMs: Math.floor(startMs / tickMs) * tickMs,
  };
}

/** Reports in the order of their times to facts numbered from 1, a tick each second, on standard output. */
export class FactWriter {
  readonly #output = new LineOutput();
  readonly #claims = new RecentTexts(rememberedClaims);
  readonly #refusals: Refusals;
  #seq = 0;
  #tickAtMs: number;

  constructor(header: Header, refusals: Refusals) {
    this.#refusals = refusals;
    this.#tickAtMs = header.startMs + tickMs;
    this.#output.line(JSON.stringify(header));
  }

  /** Fulfilled when a slow reader has taken enough. */
  async take({ report, receivedMs: timeMs }: Recorded): Promise<void> {
    if (report.kind === 'refused') return;
    await this.tickUntil(timeMs);
    if (report.kind === 'sensor') this.#say({ seq: 0, ...report, timeMs });
    else this.#detection(report, timeMs);
    if (this.#output.isFull) await this.#output.flush();
  }

  /** The ticks before `timeMs`. */
  async tickUntil(timeMs: number): Promise<void> {
    const untilMs = Math.min(timeMs, this.#tickAtMs + longestSilenceMs);
    for (; this.#tickAtMs < untilMs; this.#tickAtMs += tickMs) {
      this.#say({ seq: 0, kind: 'tick', timeMs: this.#tickAtMs });
      if (this.#output.isFull) await this.#output.flush();
    }
    if (this.#tickAtMs < timeMs) this.#tickAtMs = Math.ceil(timeMs / tickMs) * tickMs;
  }

  flush(): Promise<void> {
    return this.#output.flush();
  }

  /** The tick that the last facts wait for. */
  async end(): Promise<void> {
    this.#say({ seq: 0, kind: 'tick', timeMs: this.#tickAtMs });
    await this.#output.flush();
  }

  #detection(report: Extract<Report, { kind: 'detection' }>, timeMs: number): void {
    const checked = detectionFrom(report, report.sensorId, timeMs);
    const text = JSON.stringify(report);
    if (!checked.ok)
      this.#refusals.add(
        report.sensorId,
        `expected ${checked.expected} at ${checked.at}, found ${checked.found}`,
      );
    else if (this.#claims.has(text))
      this.#refusals.add(report.sensorId, 'expected a new claim, found one made before');
    else {
      this.#claims.add(text);
      this.#say(checked.value);
    }
  }

  #say(fact: Fact): void {
    this.#output.line(JSON.stringify({ ...fact, seq: ++this.#seq }));
  }
}
