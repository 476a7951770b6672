import {
  emptyChanges,
  type Changes,
  type LiveRequest,
  type Picture,
  type Why,
} from '@kentongan/core/tell/picture';
import type { Region } from '../decide/index.ts';
import { LiveReader, type LiveTransport } from './live-reader.ts';

const readerCapacity = 64;
const lookEveryMs = 50;
const selectable = 16;

/** The readers of one region's picture. */
export class LiveHub {
  readonly #region: Region;
  readonly #readers = new Set<LiveReader>();
  readonly #timer: NodeJS.Timeout;
  readonly #stop: () => void;

  constructor(region: Region) {
    this.#region = region;
    this.#stop = region.onChanges((changes, urgent) => this.#offer(changes, urgent));
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  get isFull(): boolean {
    return this.#readers.size >= readerCapacity;
  }

  get readers(): { count: number; capacity: number } {
    return { count: this.#readers.size, capacity: readerCapacity };
  }

  /** With `why` of everything. */
  picture(): Picture {
    const { keeper, clock } = this.#region;
    return { ...keeper.picture(clock.nowMs()), why: keeper.allWhy() };
  }

  /** Sends the picture, then changes; gives what to do when the reader asks or is gone. */
  join(transport: LiveTransport): { ask(text: string): void; leave(): void } {
    const { keeper, clock } = this.#region;
    const reader = new LiveReader(transport);
    reader.begin(keeper.picture(clock.nowMs()), performance.now());
    this.#readers.add(reader);
    return {
      ask: (text) => {
        const selected = selectionFrom(text);
        if (selected !== undefined) reader.select(selected);
      },
      leave: () => this.#readers.delete(reader),
    };
  }

  close(): void {
    this.#stop();
    clearInterval(this.#timer);
    for (const reader of this.#readers) reader.close(1001, 'the server ends');
  }

  #offer(changes: Changes, urgent: boolean): void {
    const nowMs = performance.now();
    const shared = { changes, text: undefined };
    for (const reader of this.#readers) {
      const why = reader.newWhy((of, id) => this.#region.keeper.why(of, id));
      reader.offer(
        why.length === 0 ? shared : { changes: { ...changes, why }, text: undefined },
        urgent,
        nowMs,
      );
    }
  }

  #look(): void {
    const nowMs = performance.now();
    const { keeper, clock } = this.#region;
    for (const reader of this.#readers) {
      reader.look(nowMs, () => emptyChanges(clock.nowMs(), keeper.asOfMs));
      if (reader.isClosed) this.#readers.delete(reader);
    }
  }
}

function selectionFrom(text: string): [Why['of'], string][] | undefined {
  let request: Partial<LiveRequest> | null;
  try {
    request = JSON.parse(text) as Partial<LiveRequest> | null;
  } catch {
    return undefined;
  }
  if (request?.type !== 'select') return undefined;
  return [
    ...idsIn(request.tracks).map((id): [Why['of'], string] => ['track', id]),
    ...idsIn(request.alerts).map((id): [Why['of'], string] => ['alert', id]),
  ];
}

function idsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((id) => typeof id === 'string').slice(0, selectable) : [];
}
