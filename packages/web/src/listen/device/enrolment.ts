import { microphoneDescription, spotterDescription, type Place } from './description.ts';
import { createKeys, publicKeyOf, type Identity, type Role } from './identity.ts';
import { askEnrolment, type Refused } from './server.ts';
import { openStores, type Store } from './store.ts';
import type { Waiting } from './waiting.ts';

/** Why this browser cannot take part. */
export type Unable = 'notSecure' | 'tooOld';

export interface Kept {
  identities: Store<Identity>;
  waiting: Store<Waiting>;
}

/** Opens what this phone keeps; why not, where its browser lacks what that takes. */
export async function openKept(): Promise<Kept | Unable> {
  if (!isSecureContext) return 'notSecure';
  try {
    if (!('audioWorklet' in AudioContext.prototype)) return 'tooOld';
    const [stores] = await Promise.all([openStores(), createKeys()]);
    return { identities: stores<Identity>('identity'), waiting: stores<Waiting>('waiting') };
  } catch {
    return 'tooOld';
  }
}

export interface Wish {
  token: string;
  role: Role;
  name: string;
  place: Place;
  /** What the microphone can hear here; unused for a spotter. */
  rangeNowM: number;
}

/** Makes a key, has the server enrol it, and keeps it. The token is used up. */
export async function enrol(wish: Wish, identities: Store<Identity>): Promise<Identity | Refused> {
  const { token, role, name, place, rangeNowM } = wish;
  const keys = await createKeys();
  const told = await askEnrolment({
    token,
    publicKey: await publicKeyOf(keys),
    sensor: role === 'microphone' ? microphoneDescription(place, rangeNowM) : spotterDescription(place),
    ...(name === '' ? {} : { name }),
  });
  if (!told.ok) return told;
  const identity = { role, sensorId: told.sensorId, name, place, keys };
  await identities.put(role, identity);
  return identity;
}
