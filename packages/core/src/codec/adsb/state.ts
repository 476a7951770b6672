import type { CprCode, CprPlace } from './cpr.ts';

/**
 * What one aircraft's earlier frames said, as far as later ones need it. Clocks are milliseconds of whatever clock the
 * frames came with; without one every frame of the stream counts as 10 ms.
 */
export interface AircraftState {
  /** Heard in a frame whose parity proves the address, so that an overlaid one may be believed. */
  known: boolean;
  /** ADS-B version and NIC supplements A and C of operational status; version -1: never heard. */
  version: number;
  nicA: boolean;
  nicC: boolean;
  /** Operational status says headings are magnetic, and that surface frames bear a heading. */
  headingMagnetic: boolean;
  surfaceHeading: boolean;
  even: PositionCode | undefined;
  odd: PositionCode | undefined;
  place: CprPlace | undefined;
  placeClockMs: number;
  baroFt: number;
  baroClockMs: number;
  groundKt: number;
  trackDeg: number;
  groundClockMs: number;
}

export interface PositionCode extends CprCode {
  readonly onSurface: boolean;
  readonly clockMs: number;
}

const capacity = 16_384;

/** At most 16,384 aircraft; one more, and the one that was first heard longest ago is forgotten. */
export class AircraftStates {
  readonly #states = new Map<number, AircraftState>();

  get(address: number): AircraftState | undefined {
    return this.#states.get(address);
  }

  getOrMake(address: number): AircraftState {
    const held = this.#states.get(address);
    if (held !== undefined) return held;
    if (this.#states.size >= capacity) {
      for (const oldest of this.#states.keys()) {
        this.#states.delete(oldest);
        break;
      }
    }
    const made: AircraftState = {
      known: false,
      version: -1,
      nicA: false,
      nicC: false,
      headingMagnetic: true,
      surfaceHeading: false,
      even: undefined,
      odd: undefined,
      place: undefined,
      placeClockMs: 0,
      baroFt: 0,
      baroClockMs: Number.NEGATIVE_INFINITY,
      groundKt: 0,
      trackDeg: 0,
      groundClockMs: Number.NEGATIVE_INFINITY,
    };
    this.#states.set(address, made);
    return made;
  }
}
