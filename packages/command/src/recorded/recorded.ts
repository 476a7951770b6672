import type { Place, Report } from '@kentongan/core/ingest';
import type { RefusedPiece } from '../captures.ts';

/** What one message of a recording said, and when it came: ms since 1970 UTC. */
export interface Recorded {
  report: Report;
  receivedMs: number;
}

export interface RecordedOptions {
  /** Where the receiver or radar stands, and the middle of the region. */
  at: Place | undefined;
  /** Radars of which more is known, by SAC/SIC. */
  sites: Readonly<Record<string, Place>>;
  editions: Readonly<Record<number, string>>;
  /** Name of a receiver that has no identity of its own. */
  sensorId: string;
  /** Begin of a recording that does not say when it was made. */
  startMs: number;
}

export type OnRefusal = (refused: RefusedPiece) => void;

/** Reads a whole recording of one protocol; what cannot be read goes to `onRefusal` and nothing else is lost. */
export type Reader = (
  file: Uint8Array,
  options: RecordedOptions,
  onRefusal: OnRefusal,
) => Generator<Recorded>;

/** Messages of which nobody says when they came follow each other so fast. */
export const untimedStepMs = 10;

/** Claims of one receiver, after its description: at `at`, else where its first target is. */
export class Receiver {
  readonly #sensorId: string;
  readonly #at: Place | undefined;
  readonly #describe: (place: Place) => Extract<Report, { kind: 'sensor' }>['sensor'];
  #isDescribed = false;

  constructor(
    { sensorId, at }: RecordedOptions,
    describe: (place: Place) => Extract<Report, { kind: 'sensor' }>['sensor'],
  ) {
    this.#sensorId = sensorId;
    this.#at = at;
    this.#describe = describe;
  }

  *reports(
    claim: Omit<Extract<Report, { kind: 'detection' }>, 'kind' | 'sensorId'>,
    receivedMs: number,
  ): Generator<Recorded> {
    const sensorId = this.#sensorId;
    if (!this.#isDescribed) {
      this.#isDescribed = true;
      const place = this.#at ?? (claim.measurement as Place);
      yield { report: { kind: 'sensor', sensorId, state: 'up', sensor: this.#describe(place) }, receivedMs };
    }
    yield { report: { kind: 'detection', sensorId, ...claim }, receivedMs };
  }
}
