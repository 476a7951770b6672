import type { AircraftDraft } from './aircraft.ts';
import { feetFromCode12, squawkFromCode13 } from './altitude.ts';
import type { CprPlace } from './cpr.ts';
import { emergencyName, emergencyOfSquawk } from './emergency.ts';
import { bitsOf, callSignOf } from './frame.ts';
import { locate } from './locate.ts';
import { integrityOf, knotsFromMovement, nacPOfType, silOfType } from './quality.ts';
import type { AircraftState } from './state.ts';
import { readOperationalStatus, readTargetState } from './status.ts';

/**
 * The 56-bit message (ME) of an extended squitter, DF 17 and 18 (RTCA DO-260B, 2.2.3.2; ICAO Doc 9871). Its first five
 * bits are the type code:
 *
 * | 1-4 | 5-8 | 0, 9-18 | 19 | 20-22 | 23 | 28 | 29 | 31 |
 * |---|---|---|---|---|---|---|---|---|
 * | identity | surface position | airborne position, pressure altitude | velocity | airborne, height | test | emergency | target state | operational status |
 */
export interface SquitterContext {
  readonly clockMs: number;
  readonly site: CprPlace | undefined;
  /** DF 18 that relays others (TIS-B, ADS-R): bits of quality have another meaning there. */
  readonly relayed: boolean;
}

/** A difference of heights is added to a pressure altitude no older than this. */
const baroMs = 10_000;

/** Fills in what this message says. `base` is where the ME begins. */
export function readSquitter(
  bytes: Uint8Array,
  base: number,
  state: AircraftState,
  context: SquitterContext,
  draft: AircraftDraft,
): void {
  const typeCode = bytes[base] >>> 3;
  if (typeCode >= 1 && typeCode <= 4) readIdentity(bytes, base, typeCode, draft);
  else if (typeCode >= 5 && typeCode <= 8) readSurface(bytes, base, typeCode, state, context, draft);
  else if (typeCode <= 18 || (typeCode >= 20 && typeCode <= 22)) {
    readAirborne(bytes, base, typeCode, state, context, draft);
  } else if (typeCode === 19) readVelocity(bytes, base, state, context, draft);
  else if (typeCode === 23 && (bytes[base] & 7) === 7) readSquawk(bitsOf(bytes, base, 9, 13), draft);
  else if (typeCode === 28 && (bytes[base] & 7) === 1) readEmergency(bytes, base, draft);
  else if (typeCode === 29) readTargetState(bytes, base, draft);
  else if (typeCode === 31) readOperationalStatus(bytes, base, state, draft);
}

/** ME 1-5 type code (4 is set A), 6-8 category, 9-56 eight characters. */
function readIdentity(bytes: Uint8Array, base: number, typeCode: number, draft: AircraftDraft): void {
  draft.category = `${'DCBA'[typeCode - 1]}${bytes[base] & 7}`;
  const flight = callSignOf(bytes, base);
  if (flight !== undefined) draft.flight = flight;
}

/** ME 6-12 movement, 13 status and 14-20 track of 360/128 degrees, 22 odd, 23-39 latitude, 40-56 longitude. */
function readSurface(
  bytes: Uint8Array,
  base: number,
  typeCode: number,
  state: AircraftState,
  context: SquitterContext,
  draft: AircraftDraft,
): void {
  draft.alt_baro = 'ground';
  const knots = knotsFromMovement(bitsOf(bytes, base, 6, 7), state.version);
  if (knots !== undefined) draft.gs = knots;
  if (bitsOf(bytes, base, 13, 1) === 1) {
    const degrees = (bitsOf(bytes, base, 14, 7) * 360) / 128;
    if (!state.surfaceHeading) draft.track = degrees;
    else if (state.headingMagnetic) draft.mag_heading = degrees;
    else draft.true_heading = degrees;
  }
  readPlace(bytes, base, typeCode, true, state, context, draft);
}

/** ME 6-7 surveillance status, 8 NIC supplement B (version 2), 9-20 altitude, 22 odd, 23-56 as on the surface. */
function readAirborne(
  bytes: Uint8Array,
  base: number,
  typeCode: number,
  state: AircraftState,
  context: SquitterContext,
  draft: AircraftDraft,
): void {
  const status = bitsOf(bytes, base, 6, 2);
  if (status === 1 || status === 2) draft.alert = 1;
  if (status === 3) draft.spi = 1;
  const feet = feetFromCode12(bitsOf(bytes, base, 9, 12));
  if (feet !== undefined && typeCode >= 20) draft.alt_geom = feet;
  else if (feet !== undefined) {
    draft.alt_baro = feet;
    state.baroFt = feet;
    state.baroClockMs = context.clockMs;
  }
  if (typeCode !== 0) readPlace(bytes, base, typeCode, false, state, context, draft);
}

function readPlace(
  bytes: Uint8Array,
  base: number,
  typeCode: number,
  onSurface: boolean,
  state: AircraftState,
  context: SquitterContext,
  draft: AircraftDraft,
): void {
  const { clockMs, site, relayed } = context;
  const lat = bitsOf(bytes, base, 23, 17);
  const lon = bitsOf(bytes, base, 40, 17);
  const odd = bitsOf(bytes, base, 22, 1) === 1;
  const place = locate(state, { lat, lon, odd, onSurface, clockMs }, site);
  if (place !== undefined) {
    draft.lat = place.latDeg;
    draft.lon = place.lonDeg;
  }
  const b = !onSurface && !relayed && bitsOf(bytes, base, 8, 1) === 1;
  const integrity = integrityOf(typeCode, { version: state.version, a: state.nicA, b, c: state.nicC });
  draft.nic = integrity[0];
  draft.rc = integrity[1];
  if (state.version > 0 || nacPOfType(typeCode) < 0) return;
  draft.version = 0;
  draft.nac_p = nacPOfType(typeCode);
  draft.sil = silOfType(typeCode);
}

/**
 * ME 6-8 subtype (1 ground, 3 air; 2 and 4 the same four times as fast), 11-13 NACv, 14-35 velocity, 36 source of the
 * vertical rate (1: pressure), 37 down, 38-46 rate in 64 ft/min, 49 below, 50-56 height minus altitude in 25 ft.
 */
function readVelocity(
  bytes: Uint8Array,
  base: number,
  state: AircraftState,
  context: SquitterContext,
  draft: AircraftDraft,
): void {
  const subtype = bytes[base] & 7;
  if (subtype < 1 || subtype > 4) return;
  if (!context.relayed) draft.nac_v = bitsOf(bytes, base, 11, 3);
  const scale = subtype === 2 || subtype === 4 ? 4 : 1;
  if (subtype <= 2) readGroundVelocity(bytes, base, scale, draft);
  else readAirVelocity(bytes, base, scale, state, draft);
  if (draft.gs !== undefined && draft.track !== undefined) {
    state.groundKt = draft.gs;
    state.trackDeg = draft.track;
    state.groundClockMs = context.clockMs;
  }
  const rate = bitsOf(bytes, base, 38, 9);
  if (rate !== 0) {
    const feetPerMinute = (rate - 1) * (bitsOf(bytes, base, 37, 1) === 1 ? -64 : 64);
    if (bitsOf(bytes, base, 36, 1) === 1) draft.baro_rate = feetPerMinute + 0;
    else draft.geom_rate = feetPerMinute + 0;
  }
  const difference = bitsOf(bytes, base, 50, 7);
  if (difference !== 0 && context.clockMs - state.baroClockMs <= baroMs) {
    draft.alt_geom = state.baroFt + (difference - 1) * (bitsOf(bytes, base, 49, 1) === 1 ? -25 : 25);
  }
}

/** ME 14 west, 15-24 speed east + 1, 25 south, 26-35 speed north + 1, in knots; 0 is not known. */
function readGroundVelocity(bytes: Uint8Array, base: number, scale: number, draft: AircraftDraft): void {
  const eastCode = bitsOf(bytes, base, 15, 10);
  const northCode = bitsOf(bytes, base, 26, 10);
  if (eastCode === 0 || northCode === 0) return;
  const east = (eastCode - 1) * (bitsOf(bytes, base, 14, 1) === 1 ? -scale : scale);
  const north = (northCode - 1) * (bitsOf(bytes, base, 25, 1) === 1 ? -scale : scale);
  draft.gs = Math.sqrt(east * east + north * north);
  if (draft.gs > 0) draft.track = degreesOf(east, north);
}

/** ME 14 status and 15-24 heading of 360/1024 degrees, 25 true air speed, 26-35 speed + 1 in knots. */
function readAirVelocity(
  bytes: Uint8Array,
  base: number,
  scale: number,
  state: AircraftState,
  draft: AircraftDraft,
): void {
  if (bitsOf(bytes, base, 14, 1) === 1) {
    const heading = (bitsOf(bytes, base, 15, 10) * 360) / 1024;
    if (state.headingMagnetic) draft.mag_heading = heading;
    else draft.true_heading = heading;
  }
  const speed = bitsOf(bytes, base, 26, 10);
  if (speed === 0) return;
  if (bitsOf(bytes, base, 25, 1) === 1) draft.tas = (speed - 1) * scale;
  else draft.ias = (speed - 1) * scale;
}

function degreesOf(east: number, north: number): number {
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** ME 9-11 emergency state, 12-24 identity code. */
function readEmergency(bytes: Uint8Array, base: number, draft: AircraftDraft): void {
  const code = bitsOf(bytes, base, 12, 13);
  if (code !== 0) draft.squawk = squawkFromCode13(code);
  draft.emergency = emergencyName(bitsOf(bytes, base, 9, 3));
}

export function readSquawk(code13: number, draft: AircraftDraft): void {
  if (code13 === 0) return;
  draft.squawk = squawkFromCode13(code13);
  const emergency = emergencyOfSquawk.get(draft.squawk);
  if (emergency !== undefined) draft.emergency = emergency;
}
