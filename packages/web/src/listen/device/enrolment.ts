import { microphoneDescription } from '@kentongan/core/sense/acoustic';
import { spotterDescription, type Place } from './description.ts';
import { becoming, createKeys, publicKeyOf, type Identity, type Role } from './identity.ts';
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
  /** How far it hears here and how often it errs; absent for a spotter. */
  ear?: { rangeNowM: number; pfa: number };
}

/**
 * Makes keys, has the server enrol them, and keeps them. The token is used up. A microphone's link makes a spotter of the
 * person beside it, too, unless this phone is one already; then it stays that one where that is in the same log.
 */
export async function enrol(
  wish: Wish,
  identities: Store<Identity>,
  present: readonly Identity[],
): Promise<Identity[] | Refused> {
  const { token, role, name, place, ear } = wish;
  const keys = await createKeys();
  const isSpotter = present.some((each) => each.role === 'spotter');
  const besides = ear === undefined || isSpotter ? undefined : await createKeys();
  const person = spotterDescription(place);
  const told = await askEnrolment({
    token,
    publicKey: await publicKeyOf(keys),
    sensor: ear === undefined ? person : microphoneDescription(place, ear.rangeNowM, ear.pfa),
    ...(besides === undefined ? {} : { spotter: { publicKey: await publicKeyOf(besides), sensor: person } }),
    ...(name === '' ? {} : { name }),
  });
  if (!told.ok) return told;
  const { sensorId, spotterId, standing } = told;
  const common = { name, place, ...(standing === 'exercise' ? { standing: 'exercise' as const } : {}) };
  const made: Identity[] = [{ ...common, role, sensorId, keys }];
  if (besides !== undefined && spotterId !== undefined)
    made.push({ ...common, role: 'spotter', sensorId: spotterId, keys: besides });
  const stay = becoming(present, made);
  await identities.remove(present.filter((each) => !stay.includes(each)).map((each) => each.role));
  for (const identity of made) await identities.put(identity.role, identity);
  return made;
}
