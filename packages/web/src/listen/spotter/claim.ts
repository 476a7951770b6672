import type { Claim } from '../device/waiting.ts';

export type How = 'heard' | 'seen';
export type Pointed = { rad: number; by: 'compass' | 'dial' };

/** A phone's compass beside steel and wires, and magnetic north taken for true: rad. */
const compassSigmaRad = 0.3;
/** A person who turns a dial and knows about where north is: rad. */
const dialSigmaRad = 0.5;
/**
 * What is seen is where it is, what is heard is where it was, and a spotter is taken to hear: in the 9 s from 3 km a
 * drone at 50 m/s moves 0.15 rad.
 */
const seenSigmaRad = 0.15;
/** Between perceiving and touching the button, not counting what the sensor states of itself. */
export const touchSigmaMs = 1000;

/** What a person says by a touch: a bearing where one was pointed out, else only that it is there. */
export function spotterClaim(how: How, pointed: Pointed | undefined): Claim {
  const sound = { flags: ['spotter', how] };
  if (pointed === undefined) return { measurement: { type: 'presence' }, sound };
  const ownRad = pointed.by === 'compass' ? compassSigmaRad : dialSigmaRad;
  const bearingRad = how === 'seen' ? Math.hypot(ownRad, seenSigmaRad) : ownRad;
  return {
    measurement: { type: 'bearing', bearingRad: pointed.rad },
    sigma: { bearingRad },
    sound,
  };
}
