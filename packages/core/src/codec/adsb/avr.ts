import { LineQueue, textFromLatin1 } from '../../base/bytes.ts';
import { quoted } from './aircraft.ts';
import type { AdsbDecoded, AdsbDecoder } from './aircraft.ts';
import { CounterClock, withCounter } from './counter.ts';
import { frameLength } from './frame.ts';
import { framePadding, ModeSDecoder } from './modes.ts';
import type { ModeSOptions } from './modes.ts';

/**
 * AVR lines (port 30002): `*` and the frame in hex and `;`. `@`, `%` begin with a 12-digit counter of 12 MHz, `<` with
 * that and two digits of signal level; `:` is as `*`. Four digits are a Mode A/C reply, which names no aircraft.
 */
export class AvrDecoder implements AdsbDecoder {
  readonly #lines = new LineQueue(256);
  readonly #frames: ModeSDecoder;
  readonly #bytes = new Uint8Array(14 + framePadding);
  readonly #counters = new CounterClock();
  #timeMs: number | undefined;

  constructor(options: ModeSOptions = {}) {
    this.#frames = new ModeSDecoder(options);
  }

  /** `timeMs`: when these bytes came; without it a counter is used, where the line has one. */
  append(piece: Uint8Array, timeMs?: number): boolean {
    this.#timeMs = timeMs;
    return this.#lines.append(piece);
  }

  end(): void {
    this.#lines.end();
  }

  next(): AdsbDecoded | undefined {
    for (;;) {
      const line = this.#lines.next();
      if (line === undefined) return undefined;
      if (line.length > 0) return this.#decode(line, this.#lines.line);
    }
  }

  #decode(line: Uint8Array, at: number): AdsbDecoded {
    const counterDigits = counterDigitsOf(line[0]);
    let end = line.length;
    while (end > 0 && line[end - 1] <= 32) end--;
    if (counterDigits < 0 || line[end - 1] !== semicolon) {
      return { error: `expected *hex;, found ${quoted(textFromLatin1(line.subarray(0, 60)))}`, at };
    }
    const first = 1 + counterDigits;
    const length = (end - 1 - first) / 2;
    if (length === 2)
      return { error: 'expected a Mode S frame, found a Mode A/C reply, which names no aircraft', at };
    if (length !== 7 && length !== 14) {
      return { error: `expected 14 or 28 hex digits, found ${Math.max(0, 2 * length)}`, at };
    }
    for (let i = 0; i < length; i++) {
      const byte = hexByte(line[first + 2 * i], line[first + 2 * i + 1]);
      if (byte < 0) return { error: `expected hex digits, found ${quoted(textFromLatin1(line))}`, at };
      this.#bytes[i] = byte;
    }
    const counter = counterDigits === 0 ? 0 : counterOf(line);
    const timeMs = this.#timeMs ?? this.#counters.timeMs(counter);
    const used = length === 14 ? Math.min(length, frameLength(this.#bytes[0] >>> 3)) : length;
    return withCounter(this.#frames.decode(this.#bytes, used, at, timeMs), counter);
  }
}

const semicolon = 59;

/** How many digits stand between the line's mark and the frame; -1 where the mark is none of ours. */
function counterDigitsOf(mark: number): number {
  if (mark === 0x2a || mark === 0x3a) return 0;
  if (mark === 0x40 || mark === 0x25) return 12;
  return mark === 0x3c ? 14 : -1;
}

function counterOf(line: Uint8Array): number {
  let counter = 0;
  for (let i = 0; i < 6; i++) {
    const byte = hexByte(line[1 + 2 * i], line[2 + 2 * i]);
    if (byte < 0) return 0;
    counter = counter * 256 + byte;
  }
  return counter;
}

const digitValues = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const character = digit.toString(16);
  digitValues[character.charCodeAt(0)] = digit;
  digitValues[character.toUpperCase().charCodeAt(0)] = digit;
}

/** -1 where either is no hex digit. */
function hexByte(high: number, low: number): number {
  const value = digitValues[high] * 16 + digitValues[low];
  return digitValues[high] < 0 || digitValues[low] < 0 ? -1 : value;
}
