import type { AircraftDraft } from './aircraft.ts';
import { bitsOf, callSignOf } from './frame.ts';
import type { AircraftState } from './state.ts';

/**
 * The 56-bit message (MB) of a Comm-B reply, DF 20 and 21 (ICAO Doc 9871, appendix A). Which register it holds is not on
 * the wire: the asker knew. Registers 1,0 2,0 3,0 name themselves in their first byte; 4,0 5,0 6,0 are told by what
 * cannot be: a value where its status bit is 0, a reserved bit that is set, a number that no aircraft flies. It is read
 * only if exactly one register is left, or one is borne out by the ground velocity that ADS-B gave within 10 s.
 */
export function readCommB(
  bytes: Uint8Array,
  base: number,
  state: AircraftState | undefined,
  clockMs: number,
  altitudeFt: number | undefined,
  draft: AircraftDraft,
): void {
  const first = bytes[base];
  if (first === 0x20) {
    const flight = callSignOf(bytes, base);
    if (flight !== undefined) draft.flight = flight;
    return;
  }
  if (first === 0x10 || first === 0x30 || isEmpty(bytes, base) || isCapability(bytes, base)) return;
  const intention = readIntention(bytes, base);
  const turn = readTurn(bytes, base);
  const heading = readHeading(bytes, base, altitudeFt);
  const known = state !== undefined && clockMs - state.groundClockMs <= groundMs ? state : undefined;
  if (turn !== undefined && known !== undefined) {
    if (agrees(turn, known)) Object.assign(draft, turn);
    else pick(intention, undefined, heading, draft);
    return;
  }
  pick(intention, turn, heading, draft);
}

const groundMs = 10_000;

type Reading = Partial<AircraftDraft>;

function pick(
  intention: Reading | undefined,
  turn: Reading | undefined,
  heading: Reading | undefined,
  draft: AircraftDraft,
): void {
  const readings = [intention, turn, heading].filter((reading) => reading !== undefined);
  if (readings.length === 1) Object.assign(draft, readings[0]);
}

function agrees(turn: Reading, known: AircraftState): boolean {
  if (turn.gs === undefined || Math.abs(turn.gs - known.groundKt) > 30) return false;
  const away = Math.abs((turn.track ?? known.trackDeg) - known.trackDeg) % 360;
  return Math.min(away, 360 - away) < 20;
}

function isEmpty(bytes: Uint8Array, base: number): boolean {
  for (let i = 0; i < 7; i++) if (bytes[base + i] !== 0) return false;
  return true;
}

/** Register 1,7: which others there are; 2,0 always is, and bits 25-56 are reserved. */
function isCapability(bytes: Uint8Array, base: number): boolean {
  return (
    bitsOf(bytes, base, 7, 1) === 1 && bitsOf(bytes, base, 25, 16) === 0 && bitsOf(bytes, base, 41, 16) === 0
  );
}

const nothing = Number.NaN;
const impossible = undefined;

/** The value from `first`, `count` bits; NaN where its status bit is 0, undefined where it then is not 0 as it must be. */
function stated(bytes: Uint8Array, base: number, status: number, count: number): number | undefined {
  const value = bitsOf(bytes, base, status + 1, count);
  if (bitsOf(bytes, base, status, 1) === 1) return value;
  return value === 0 ? nothing : impossible;
}

/** The same in two's complement. */
function statedSigned(bytes: Uint8Array, base: number, status: number, count: number): number | undefined {
  const value = stated(bytes, base, status, count);
  return value === undefined || value < 1 << (count - 1) || Number.isNaN(value)
    ? value
    : value - (1 << count);
}

function outside(value: number, min: number, max: number): boolean {
  return value < min || value > max;
}

/**
 * Register 4,0: 1 panel altitude 2-13 and 14 FMS altitude 15-26 of 16 ft, 27 pressure 28-39 of 0.1 hPa over 800,
 * 40-47 reserved, 48 modes 49 VNAV 50 altitude hold 51 approach, 52-53 reserved, 54 source 55-56.
 */
function readIntention(bytes: Uint8Array, base: number): Reading | undefined {
  const panel = stated(bytes, base, 1, 12);
  const fms = stated(bytes, base, 14, 12);
  const pressure = stated(bytes, base, 27, 12);
  const modes = stated(bytes, base, 48, 3);
  const source = stated(bytes, base, 54, 2);
  if (panel === undefined || fms === undefined || pressure === undefined) return undefined;
  if (modes === undefined || source === undefined) return undefined;
  if (bitsOf(bytes, base, 40, 8) !== 0 || bitsOf(bytes, base, 52, 2) !== 0) return undefined;
  if (outside(panel * 16, 1000, 50_000) || outside(fms * 16, 1000, 50_000)) return undefined;
  if (outside(pressure * 0.1 + 800, 900, 1100)) return undefined;
  const reading: Reading = {};
  if (panel >= 0) reading.nav_altitude_mcp = panel * 16;
  if (fms >= 0) reading.nav_altitude_fms = fms * 16;
  if (pressure >= 0) reading.nav_qnh = pressure * 0.1 + 800;
  if (modes >= 0) {
    reading.nav_modes = ['vnav', 'althold', 'approach'].filter((_, i) => ((modes >> (2 - i)) & 1) === 1);
  }
  return hasAny(reading) ? reading : undefined;
}

/**
 * Register 5,0: 1 roll 2-11 of 45/256 degrees, 12 track 13-23 of 90/512 degrees, 24 ground speed 25-34 of 2 kt,
 * 35 rate of turn 36-45 of 8/256 degrees/s, 46 true air speed 47-56 of 2 kt.
 */
function readTurn(bytes: Uint8Array, base: number): Reading | undefined {
  const roll = statedSigned(bytes, base, 1, 10);
  const track = statedSigned(bytes, base, 12, 11);
  const speed = stated(bytes, base, 24, 10);
  const turn = statedSigned(bytes, base, 35, 10);
  const air = stated(bytes, base, 46, 10);
  if (roll === undefined || track === undefined || speed === undefined) return undefined;
  if (turn === undefined || air === undefined) return undefined;
  if (outside((roll * 45) / 256, -50, 50) || outside(speed * 2, 50, 700) || outside(air * 2, 50, 700))
    return undefined;
  if (outside((speed - air) * 2, -200, 200) || outside((turn * 8) / 256, -10, 10)) return undefined;
  if (outside(turn * roll, 0, Infinity) && Math.abs(roll) > 20 && Math.abs(turn) > 8) return undefined;
  const reading: Reading = {};
  if (speed >= 0) reading.gs = speed * 2;
  if (air >= 0) reading.tas = air * 2;
  if (!Number.isNaN(track)) reading.track = turned((track * 90) / 512);
  if (!Number.isNaN(turn)) reading.track_rate = (turn * 8) / 256;
  if (!Number.isNaN(roll)) reading.roll = (roll * 45) / 256;
  return reading.gs !== undefined && reading.tas !== undefined ? reading : undefined;
}

/**
 * Register 6,0: 1 magnetic heading 2-12 of 90/512 degrees, 13 indicated air speed 14-23 in knots, 24 Mach 25-34 of
 * 2.048/512, 35 pressure altitude rate 36-45 and 46 inertial vertical rate 47-56 of 32 ft/min.
 */
function readHeading(bytes: Uint8Array, base: number, altitudeFt: number | undefined): Reading | undefined {
  const heading = statedSigned(bytes, base, 1, 11);
  const air = stated(bytes, base, 13, 10);
  const mach = stated(bytes, base, 24, 10);
  const rate = statedSigned(bytes, base, 35, 10);
  const inertial = statedSigned(bytes, base, 46, 10);
  if (heading === undefined || air === undefined || mach === undefined) return undefined;
  if (rate === undefined || inertial === undefined) return undefined;
  if (outside(air, 50, 500) || outside(mach * machStep, 0.08, 0.99)) return undefined;
  if (outside(rate * 32, -6000, 6000) || outside(inertial * 32, -6000, 6000)) return undefined;
  if (outside((rate - inertial) * 32, -2000, 2000) || disagree(air, mach * machStep, altitudeFt))
    return undefined;
  const reading: Reading = {};
  if (air >= 0) reading.ias = air;
  if (mach >= 0) reading.mach = mach * machStep;
  if (!Number.isNaN(heading)) reading.mag_heading = turned((heading * 90) / 512);
  if (!Number.isNaN(rate)) reading.baro_rate = rate * 32;
  if (!Number.isNaN(inertial)) reading.geom_rate = inertial * 32;
  return reading.ias !== undefined || reading.mach !== undefined ? reading : undefined;
}

const machStep = 2.048 / 512;

/**
 * Whether air speed and Mach number cannot belong to the altitude: calibrated air speed in the standard atmosphere's
 * troposphere, to 15 % and 20 kt (indicated is not calibrated). NaN and an unknown altitude never disagree.
 */
function disagree(airKt: number, mach: number, altitudeFt: number | undefined): boolean {
  if (altitudeFt === undefined) return false;
  const ratio = Math.exp(5.25588 * Math.log(Math.max(1 - 6.8755856e-6 * altitudeFt, 0.1)));
  const impact = ratio * (Math.exp(3.5 * Math.log(1 + 0.2 * mach * mach)) - 1);
  const expectedKt = 661.4788 * Math.sqrt(5 * (Math.exp(Math.log(impact + 1) / 3.5) - 1));
  return Math.abs(expectedKt - airKt) > 0.15 * expectedKt + 20;
}

function turned(degrees: number): number {
  return degrees < 0 ? degrees + 360 : degrees;
}

function hasAny(reading: Reading): boolean {
  for (const _ in reading) return true;
  return false;
}
