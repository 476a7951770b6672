import type { AdsbDecoded } from './aircraft.ts';

/** A receiver's counter of 12 MHz. */
const ticksPerMs = 12_000;
/** "MLAT" in four letters: what mlat-client puts for the counter of a frame that it made up from others' hearing. */
const mlatCounter = 0xff004d4c4154;
/** A counter that falls by more has been started again, or is another receiver's. */
const maxFallMs = 1000;

/** Frames' times from their counters, as long as these rise: 0 and MLAT are none, and after a fall none is believed. */
export class CounterClock {
  #lastMs = 0;
  #believed = true;

  /** ms of the counter's own clock; undefined where it says nothing. */
  timeMs(counter: number): number | undefined {
    if (counter === 0 || counter === mlatCounter || !this.#believed) return undefined;
    const timeMs = counter / ticksPerMs;
    this.#believed = timeMs >= this.#lastMs - maxFallMs;
    this.#lastMs = timeMs;
    return this.#believed ? timeMs : undefined;
  }
}

/** The message with its counter as sent; one that multilateration made says so. */
export function withCounter(decoded: AdsbDecoded, counter: number): AdsbDecoded {
  if (counter === 0 || 'error' in decoded) return decoded;
  if (counter !== mlatCounter) return { ...decoded, counter };
  return { ...decoded, aircraft: { ...decoded.aircraft, type: 'mlat' } };
}
