import type { SensorEvent } from '@kentongan/core/base/event';
import type { Admission } from '@kentongan/core/ingest';
import type { FactDraft, Region } from '../decide/index.ts';

const lookEveryMs = 500;
const tellEveryMs = 1000;
const silentPeriods = 3;
/** Networks hold things up for about so long: a sensor that reports ten times a second is not stale after 300 ms. */
const shortestSilenceMs = 2000;

type SensorDraft = Omit<SensorEvent, 'seq' | 'timeMs'> & { timeMs?: number };

interface Watched {
  event: SensorEvent;
  /** seq of the fact with which it was welcomed last; 0: before the start. */
  welcomedSeq: number;
  /** The state that the log has or will have next. */
  state: SensorEvent['state'];
  /** By the region's clock; NaN: not since the start. */
  lastSeenMs: number;
  /** Something to tell the picture. */
  isNew: boolean;
}

/**
 * Who is alive: writes a sensor `stale` after three silent periods and `up` when it is back. A sensor without a period is
 * never stale, since its silence says nothing.
 */
export class SensorWatch {
  readonly #region: Region;
  readonly #admission: Admission;
  readonly #watched = new Map<string, Watched>();
  readonly #timer: NodeJS.Timeout;
  #toldMs = 0;
  #lookedMs = performance.now();
  #judgeFromMs = 0;

  constructor(region: Region, admission: Admission) {
    this.#region = region;
    this.#admission = admission;
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  /**
   * While no server ran, nobody listened: whoever was up then is stale as of the last fact, so that the gap is not taken
   * for silence.
   */
  async begin(): Promise<void> {
    const drafts: FactDraft[] = [];
    for (const watched of this.#watched.values()) {
      if (watched.state !== 'up' || watched.event.sensor.periodMs === undefined) continue;
      drafts.push({ ...this.#become(watched, 'stale'), timeMs: watched.event.timeMs });
    }
    if (drafts.length > 0) await this.#region.submit(drafts, true);
  }

  note(event: SensorEvent, welcomedSeq: number): void {
    const known = this.#watched.get(event.sensorId);
    const lastSeenMs = known?.lastSeenMs ?? Number.NaN;
    this.#watched.set(event.sensorId, { event, welcomedSeq, state: event.state, lastSeenMs, isNew: true });
  }

  stateOf(sensorId: string): SensorEvent['state'] | undefined {
    return this.#watched.get(sensorId)?.state;
  }

  nameOf(sensorId: string): string | undefined {
    return this.#watched.get(sensorId)?.event.name;
  }

  /** A sign of life. Gives the fact to write first where the sensor was stale or down. */
  alive(sensorId: string): SensorDraft | undefined {
    const watched = this.#watched.get(sensorId);
    if (watched === undefined || watched.state === 'revoked') return undefined;
    watched.lastSeenMs = this.#region.clock.nowMs();
    watched.isNew = true;
    return watched.state === 'up' ? undefined : this.#become(watched, 'up');
  }

  /** The fact that `alive` gave was not written. */
  unsaid(sensorId: string): void {
    const watched = this.#watched.get(sensorId);
    if (watched !== undefined) watched.state = watched.event.state;
  }

  /**
   * It says itself that it senses nothing (`down`), or its connection ended (`stale`); until it is alive again. With
   * `welcomedSeq` only where nobody has welcomed it since: it may be here again by another connection.
   */
  lost(sensorId: string, state: 'stale' | 'down', welcomedSeq?: number): void {
    const watched = this.#watched.get(sensorId);
    if (welcomedSeq !== undefined && watched?.welcomedSeq !== welcomedSeq) return;
    if (watched === undefined || watched.state === state || watched.state === 'revoked') return;
    this.#write(watched, state);
  }

  revoke(sensorIds: readonly string[]): void {
    for (const sensorId of sensorIds) {
      const watched = this.#watched.get(sensorId);
      if (watched !== undefined && watched.state !== 'revoked') this.#write(watched, 'revoked');
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const lookMs = performance.now();
    // This process itself stood still (a busy or suspended machine): reports are read before anyone is called silent.
    if (lookMs - this.#lookedMs > 2 * lookEveryMs) this.#judgeFromMs = lookMs + shortestSilenceMs;
    this.#lookedMs = lookMs;
    if (lookMs >= this.#judgeFromMs) this.#judge(this.#region.clock.nowMs());
    if (lookMs - this.#toldMs < tellEveryMs) return;
    this.#toldMs = lookMs;
    for (const watched of this.#watched.values()) this.#tell(watched);
  }

  #judge(nowMs: number): void {
    for (const watched of this.#watched.values()) if (isSilent(watched, nowMs)) this.#write(watched, 'stale');
  }

  #tell(watched: Watched): void {
    const { sensorId } = watched.event;
    const counts = this.#admission.counts(sensorId);
    if (!watched.isNew || counts === undefined) return;
    watched.isNew = false;
    const seen = Number.isNaN(watched.lastSeenMs) ? {} : { lastSeenMs: watched.lastSeenMs };
    this.#region.keeper.noteSign({ sensorId, ...seen, ...counts });
  }

  #write(watched: Watched, state: SensorEvent['state']): void {
    const before = watched.state;
    const draft = this.#become(watched, state);
    this.#region.submit([draft], true).catch(() => {
      watched.state = before;
    });
  }

  #become(watched: Watched, state: SensorEvent['state']): SensorDraft {
    watched.state = state;
    const { seq: _seq, timeMs: _timeMs, ...rest } = watched.event;
    const draft: SensorDraft = { ...rest, state };
    watched.event = { ...watched.event, state };
    this.#admission.noteSensor(watched.event, this.#region.clock.nowMs());
    return draft;
  }
}

function isSilent(watched: Watched, nowMs: number): boolean {
  const { periodMs } = watched.event.sensor;
  if (watched.state !== 'up' || periodMs === undefined) return false;
  const heardMs = Number.isNaN(watched.lastSeenMs) ? watched.event.timeMs : watched.lastSeenMs;
  return nowMs - heardMs > Math.max(shortestSilenceMs, silentPeriods * periodMs);
}
