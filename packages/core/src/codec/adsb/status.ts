import type { AircraftDraft } from './aircraft.ts';
import { emergencyName } from './emergency.ts';
import { bitsOf } from './frame.ts';
import type { AircraftState } from './state.ts';

/** Type code 29, target state and status: subtype (ME 6-7) 0 is version 1, 1 is version 2. */
export function readTargetState(bytes: Uint8Array, base: number, draft: AircraftDraft): void {
  const subtype = bitsOf(bytes, base, 6, 2);
  if (subtype === 1) readTargetState2(bytes, base, draft);
  else if (subtype === 0 && bitsOf(bytes, base, 11, 1) === 0) readTargetState1(bytes, base, draft);
}

/**
 * DO-260B, 2.2.3.2.7.1: 9 FMS, 10-20 altitude / 32 ft + 1, 21-29 (QNH - 800) / 0.8 hPa + 1, 30 status and 31-39 heading
 * of 180/256 degrees, 40-43 NACp, 44 NICbaro, 45-46 SIL, 47 status of 48 autopilot 49 VNAV 50 altitude hold
 * 52 approach 53 TCAS 54 LNAV.
 */
function readTargetState2(bytes: Uint8Array, base: number, draft: AircraftDraft): void {
  const altitude = bitsOf(bytes, base, 10, 11);
  if (altitude !== 0) {
    if (bitsOf(bytes, base, 9, 1) === 1) draft.nav_altitude_fms = (altitude - 1) * 32;
    else draft.nav_altitude_mcp = (altitude - 1) * 32;
  }
  const pressure = bitsOf(bytes, base, 21, 9);
  if (pressure !== 0) draft.nav_qnh = 800 + (pressure - 1) * 0.8;
  if (bitsOf(bytes, base, 30, 1) === 1) draft.nav_heading = (bitsOf(bytes, base, 31, 9) * 180) / 256;
  readTargetQuality(bytes, base, draft);
  if (bitsOf(bytes, base, 47, 1) === 0) return;
  const modes: string[] = [];
  for (const [bit, name] of modeBits) if (bitsOf(bytes, base, bit, 1) === 1) modes.push(name);
  draft.nav_modes = modes;
}

const modeBits: readonly (readonly [bit: number, name: string])[] = [
  [48, 'autopilot'],
  [49, 'vnav'],
  [50, 'althold'],
  [52, 'approach'],
  [54, 'lnav'],
  [53, 'tcas'],
];

/**
 * DO-260A, 2.2.3.2.7.1: 8-9 source of 16-25 altitude / 100 ft + 10 (1 panel, 3 FMS), 26-27 source of 28-36 heading in
 * degrees, 40-46 as in version 2, 54-56 emergency state.
 */
function readTargetState1(bytes: Uint8Array, base: number, draft: AircraftDraft): void {
  const source = bitsOf(bytes, base, 8, 2);
  const feet = bitsOf(bytes, base, 16, 10) * 100 - 1000;
  if (source === 1) draft.nav_altitude_mcp = feet;
  if (source === 3) draft.nav_altitude_fms = feet;
  const heading = bitsOf(bytes, base, 28, 9);
  if (bitsOf(bytes, base, 26, 2) !== 0 && heading < 360) draft.nav_heading = heading;
  readTargetQuality(bytes, base, draft);
  draft.emergency = emergencyName(bitsOf(bytes, base, 54, 3));
}

function readTargetQuality(bytes: Uint8Array, base: number, draft: AircraftDraft): void {
  draft.nac_p = bitsOf(bytes, base, 40, 4);
  draft.nic_baro = bitsOf(bytes, base, 44, 1);
  draft.sil = bitsOf(bytes, base, 45, 2);
}

/**
 * Type code 31 (DO-260B, 2.2.3.2.7.2): 6-8 subtype (0 air, 1 surface), 17-19 NACv and 20 NIC supplement C on the
 * surface, 31-32 SDA, 41-43 version, 44 NIC supplement A, 45-48 NACp, 49-50 GVA, 51-52 SIL, 53 NICbaro (surface: bears
 * a heading), 54 headings are magnetic, 55 SIL is per sample.
 */
export function readOperationalStatus(
  bytes: Uint8Array,
  base: number,
  state: AircraftState,
  draft: AircraftDraft,
): void {
  const subtype = bytes[base] & 7;
  if (subtype > 1) return;
  const version = bitsOf(bytes, base, 41, 3);
  draft.version = version;
  state.version = version;
  if (version === 0 || version > 2) return;
  state.nicA = bitsOf(bytes, base, 44, 1) === 1;
  state.headingMagnetic = bitsOf(bytes, base, 54, 1) === 1;
  draft.nac_p = bitsOf(bytes, base, 45, 4);
  draft.sil = bitsOf(bytes, base, 51, 2);
  if (subtype === 0) draft.nic_baro = bitsOf(bytes, base, 53, 1);
  else state.surfaceHeading = bitsOf(bytes, base, 53, 1) === 1;
  if (version === 2) readVersion2(bytes, base, subtype, state, draft);
  else draft.sil_type = 'unknown';
}

function readVersion2(
  bytes: Uint8Array,
  base: number,
  subtype: number,
  state: AircraftState,
  draft: AircraftDraft,
): void {
  draft.sil_type = bitsOf(bytes, base, 55, 1) === 1 ? 'persample' : 'perhour';
  if (bitsOf(bytes, base, 25, 2) === 0) draft.sda = bitsOf(bytes, base, 31, 2);
  if (subtype === 0) {
    draft.gva = bitsOf(bytes, base, 49, 2);
    return;
  }
  draft.nac_v = bitsOf(bytes, base, 17, 3);
  state.nicC = bitsOf(bytes, base, 20, 1) === 1;
}
