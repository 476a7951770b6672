import type { AdsbDecoded, AircraftDraft } from './aircraft.ts';
import { feetFromCode13 } from './altitude.ts';
import { readCommB } from './commb.ts';
import type { CprPlace } from './cpr.ts';
import { bitsOf, frameLength, hexOfAddress, parityOverlay } from './frame.ts';
import { readSquawk, readSquitter } from './squitter.ts';
import { AircraftStates } from './state.ts';
import type { AircraftState } from './state.ts';

export interface ModeSOptions {
  /** Where the receiver stands: resolves surface positions, which need a place within 45 NM. */
  readonly site?: CprPlace;
}

/** Bytes that a frame's array needs beyond the frame itself, for reading fields four bytes at a time. */
export const framePadding = 4;

/** Addresses that ICAO did not give are kept apart from those that it did. */
const notIcao = 0x1000000;

/**
 * Mode S frames to aircraft. Frames are not repaired: DF 11, 17 and 18 must pass their parity; DF 0, 4, 5, 16, 20, 21
 * and 24 bear the address only as its overlay, believed where a frame of the former kind has named it.
 */
export class ModeSDecoder {
  readonly #states = new AircraftStates();
  readonly #site: CprPlace | undefined;
  #clockMs = 0;

  constructor(options: ModeSOptions = {}) {
    this.#site = options.site;
  }

  /**
   * `bytes` begins with the frame, of `length` 7 or 14, and goes on for `framePadding` bytes at least. `timeMs`: when it
   * was received, by any clock that does not jump; without one each frame counts as 10 ms.
   */
  decode(bytes: Uint8Array, length: number, at: number, timeMs: number | undefined): AdsbDecoded {
    const clockMs = timeMs ?? this.#clockMs + 10;
    this.#clockMs = clockMs;
    const df = Math.min(bytes[0] >>> 3, 24);
    if (length !== frameLength(df)) {
      return { error: `expected ${frameLength(df)} bytes for DF ${df}, found ${length}`, at };
    }
    const overlay = parityOverlay(bytes, length);
    switch (df) {
      case 11:
        return this.#allCall(bytes, overlay, at);
      case 17:
      case 18:
        return overlay === 0 ? this.#squitter(bytes, df, clockMs, at) : refusal(df, overlay, at);
      case 0:
      case 4:
      case 5:
      case 16:
      case 20:
      case 21:
      case 24:
        return this.#reply(bytes, df, overlay, clockMs, at);
      default:
        return { error: `expected DF 0 4 5 11 16 17 18 20 21 24, found ${df}`, at };
    }
  }

  /**
   * DF 11: 6-8 capability (4: on the ground), 9-32 address; the parity bears the interrogator's 7-bit code. With a code
   * of 0 the address is proved, with another once it came twice.
   */
  #allCall(bytes: Uint8Array, overlay: number, at: number): AdsbDecoded {
    if (overlay > 0x7f) return refusal(11, overlay, at);
    const address = bitsOf(bytes, 0, 9, 24);
    if (address === 0) return { error: 'expected an address, found 000000', at };
    if (overlay === 0 || this.#states.get(address) !== undefined)
      this.#states.getOrMake(address).known = true;
    else this.#states.getOrMake(address);
    const aircraft: AircraftDraft = { hex: hexOfAddress(address), df: 11 };
    if ((bytes[0] & 7) === 4) aircraft.alt_baro = 'ground';
    return { aircraft, at };
  }

  /** DF 17 and 18: 6-8 capability or control field, 9-32 address, 33-88 message. */
  #squitter(bytes: Uint8Array, df: number, clockMs: number, at: number): AdsbDecoded {
    const address = bitsOf(bytes, 0, 9, 24);
    const kind = df === 18 ? controlFields[bytes[0] & 7] : transponder;
    const other = kind.other === 'never' ? false : kind.other === 'always' || hasOtherAddress(bytes);
    const state = this.#states.getOrMake(other ? address | notIcao : address);
    state.known = true;
    const hex = hexOfAddress(address);
    const aircraft: AircraftDraft = { hex: other ? `~${hex}` : hex, df };
    if (df === 18) aircraft.type = other ? kind.otherType : kind.type;
    if (!kind.squitter) return { aircraft, at };
    readSquitter(bytes, 4, state, { clockMs, site: this.#site, relayed: kind.relayed }, aircraft);
    if (df === 17 && (bytes[0] & 7) === 4 && aircraft.alt_baro === undefined) aircraft.alt_baro = 'ground';
    return { aircraft, at };
  }

  /** Replies: 6-8 flight status or vertical status, 20-32 altitude (DF 0 4 16 20) or identity (DF 5 21), 33-88 MB. */
  #reply(bytes: Uint8Array, df: number, address: number, clockMs: number, at: number): AdsbDecoded {
    const state = this.#states.get(address);
    if (state === undefined || !state.known) {
      return { error: `DF ${df}: expected an address heard before, found ${hexOfAddress(address)}`, at };
    }
    const aircraft: AircraftDraft = { hex: hexOfAddress(address), df };
    if (df === 24) return { aircraft, at };
    const code = bitsOf(bytes, 0, 20, 13);
    let feet: number | undefined;
    if (df === 5 || df === 21) readSquawk(code, aircraft);
    else {
      feet = feetFromCode13(code);
      if (feet !== undefined) noteAltitude(aircraft, state, feet, clockMs);
    }
    if (df === 0 || df === 16) {
      if ((bytes[0] & 4) !== 0) aircraft.alt_baro = 'ground';
    } else readFlightStatus(bytes[0] & 7, aircraft);
    if (df >= 20) readCommB(bytes, 4, state, clockMs, feet, aircraft);
    return { aircraft, at };
  }
}

function noteAltitude(aircraft: AircraftDraft, state: AircraftState, feet: number, clockMs: number): void {
  aircraft.alt_baro = feet;
  state.baroFt = feet;
  state.baroClockMs = clockMs;
}

/** Flight status (Annex 10 volume IV, 3.1.2.6.5.1): 1 and 3 on the ground, 2 to 4 alert, 4 and 5 SPI. */
function readFlightStatus(status: number, aircraft: AircraftDraft): void {
  if (status === 1 || status === 3) aircraft.alt_baro = 'ground';
  if (status >= 2 && status <= 4) aircraft.alert = 1;
  if (status === 4 || status === 5) aircraft.spi = 1;
}

interface ControlField {
  /** Whether its address may be none of ICAO's: never, always, or as the message's IMF bit says. */
  readonly other: 'never' | 'always' | 'bit';
  readonly type: string;
  readonly otherType: string;
  readonly relayed: boolean;
  /** Whether the message is laid out as an extended squitter. */
  readonly squitter: boolean;
}

const transponder: ControlField = {
  other: 'never',
  type: 'adsb_icao',
  otherType: 'adsb_other',
  relayed: false,
  squitter: true,
};

/** DF 18's control field, 0 to 7 (RTCA DO-260B, table 2-12). */
const controlFields: readonly ControlField[] = [
  { other: 'never', type: 'adsb_icao_nt', otherType: 'adsb_other', relayed: false, squitter: true },
  { other: 'always', type: 'adsb_icao_nt', otherType: 'adsb_other', relayed: false, squitter: true },
  { other: 'bit', type: 'tisb_icao', otherType: 'tisb_trackfile', relayed: true, squitter: true },
  { other: 'bit', type: 'tisb_icao', otherType: 'tisb_trackfile', relayed: true, squitter: false },
  { other: 'always', type: 'unknown', otherType: 'tisb_other', relayed: true, squitter: false },
  { other: 'always', type: 'tisb_icao', otherType: 'tisb_other', relayed: true, squitter: true },
  { other: 'bit', type: 'adsr_icao', otherType: 'adsr_other', relayed: true, squitter: true },
  { other: 'always', type: 'unknown', otherType: 'unknown', relayed: true, squitter: false },
];

/** The IMF bit of a relayed message, whose place depends on its type code (DO-260B, 2.2.17). */
function hasOtherAddress(bytes: Uint8Array): boolean {
  const place = imfBits[bytes[4] >>> 3];
  return place !== 0 && bitsOf(bytes, 4, place, 1) === 1;
}

const imfBits = new Uint8Array(32);
imfBits.fill(8, 9, 19).fill(8, 20, 23);
imfBits[0] = 8;
imfBits[19] = 9;
imfBits.fill(21, 5, 9);
imfBits[28] = 56;
imfBits[29] = 51;
imfBits[31] = 56;

function refusal(df: number, overlay: number, at: number): AdsbDecoded {
  return { error: `DF ${df}: expected parity 0, found ${hexOfAddress(overlay)}`, at };
}
