import type { Report } from '@kentongan/core/ingest';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import { refusalIn, type Intake, type SourceStats } from '../receive/index.ts';

/** Sensors that one link may bring. */
const sensorCapacity = 1024;

/**
 * Takes what one link's codec and meaning made into the region. Sensors are named `link.their-name`, so that nobody at
 * the other end can speak for a sensor that was enrolled here; all of one link are one owner's: who can speak on it can
 * invent any number of them.
 */
export class Taker {
  readonly #intake: Intake;
  readonly #linkId: string;
  readonly #stats: SourceStats;
  readonly #tell: (sentence: string) => void;
  /** With the seq of the `sensor` fact, where it could be kept. */
  readonly #welcoming = new Map<string, Promise<number | undefined>>();
  /** Who said that it senses nothing: further messages are no sign of the contrary. */
  readonly #down = new Set<string>();
  #refusedCount = 0;

  /** `tell`: what was refused, at the first, the tenth, the hundredth … time. */
  constructor(intake: Intake, linkId: string, stats: SourceStats, tell: (sentence: string) => void) {
    this.#intake = intake;
    this.#linkId = linkId;
    this.#stats = stats;
    this.#tell = tell;
  }

  nowMs(): number {
    return this.#intake.nowMs();
  }

  /** Why it was refused; undefined where it was taken. Refusals are counted for their sensor. */
  async take(report: Report): Promise<string | undefined> {
    if (report.kind === 'refused') {
      const why = `expected ${report.expected}, found ${report.found}`;
      this.refuse(report.sensorId, why);
      return why;
    }
    const sensorId = this.#nameOf(report.sensorId);
    if (report.kind === 'sensor') return this.#describe(sensorId, report);
    const { kind: _, sensorId: __, ...claim } = report;
    await this.#welcoming.get(sensorId);
    try {
      const why = refusalIn(await this.#intake.claim(sensorId, claim));
      if (why === undefined) this.#stats.accept();
      else this.#stats.refuse(why);
      return why;
    } catch (cause) {
      if (!(cause instanceof BusyError || cause instanceof LogError)) throw cause;
      const why = `busy: ${cause.message}`;
      this.#intake.countRefused(sensorId, why);
      this.#stats.refuse(why);
      return why;
    }
  }

  /** Lines of one sensor. Rejects where nothing could be kept: then they must not be acknowledged. */
  async report(sensorId: string, text: string): Promise<void> {
    const name = this.#nameOf(sensorId);
    await this.#welcoming.get(name);
    if (!this.#intake.knows(name)) {
      this.refuse(sensorId, `unknown: expected a sensor that was described before, found ${sensorId}`);
      return;
    }
    const { admitted, refused, refusedCount } = await this.#intake.report(name, text, 'mqtt');
    this.#stats.accept(admitted);
    if (refusedCount > 0) this.#stats.refuse(`${refused[0].code}: ${refused[0].why}`, refusedCount);
  }

  /** So many messages came; 0: bytes that are a sign of life and no message of their own. */
  heard(count?: number): void {
    this.#stats.heard(count);
  }

  /** Counts what could not be read, for the sensor where one is named and known, else for the link. */
  refuse(sensorId: string | undefined, why: string): void {
    const name = sensorId === undefined ? this.#linkId : this.#nameOf(sensorId);
    this.#intake.countRefused(this.#intake.knows(name) ? name : this.#linkId, why);
    this.#stats.refuse(why);
    this.#refusedCount++;
    if (/^10*$/.test(String(this.#refusedCount)))
      this.#tell(`${name}: ${this.#refusedCount} refused, such as: ${why}`);
  }

  alive(sensorId: string): void {
    const name = this.#nameOf(sensorId);
    if (this.#intake.knows(name) && !this.#down.has(name)) this.#intake.alive(name);
  }

  /**
   * Its connection ended, or it says that it senses nothing. It may be here again already, by a link that took this one's
   * place.
   */
  gone(sensorId: string, state: 'stale' | 'down' = 'stale'): void {
    void this.#lost(this.#nameOf(sensorId), state);
  }

  /** The link is no more: what its sensors do not say means nothing from now on. */
  forgotten(): void {
    for (const sensorId of this.#welcoming.keys()) void this.#lost(sensorId, 'down');
  }

  async #lost(sensorId: string, state: 'stale' | 'down'): Promise<void> {
    const welcomedSeq = await this.#welcoming.get(sensorId);
    if (welcomedSeq !== undefined) this.#intake.lost(sensorId, state, welcomedSeq);
  }

  #nameOf(sensorId: string): string {
    return sensorId === this.#linkId ? sensorId : `${this.#linkId}.${sensorId}`;
  }

  async #describe(
    sensorId: string,
    { state, name, sensor }: Extract<Report, { kind: 'sensor' }>,
  ): Promise<string | undefined> {
    if (state !== 'up') {
      this.#down.add(sensorId);
      await this.#welcoming.get(sensorId);
      this.#intake.lost(sensorId, 'down');
      return undefined;
    }
    this.#down.delete(sensorId);
    if (!this.#welcoming.has(sensorId) && this.#welcoming.size >= sensorCapacity) {
      const why = `expected at most ${sensorCapacity} sensors on a link, found one more`;
      this.refuse(undefined, why);
      return why;
    }
    const before = this.#welcoming.get(sensorId) ?? Promise.resolve(undefined);
    const device = { sensorId, owner: this.#linkId, sensor, ...(name === undefined ? {} : { name }) };
    const welcomed = before.then(() => this.#intake.welcome(device));
    this.#welcoming.set(
      sensorId,
      welcomed.catch(() => undefined),
    );
    await welcomed;
    return undefined;
  }
}
