import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becoming, type Identity } from './identity.ts';

const of = (sensorId: string, role: Identity['role'], rest: Partial<Identity> = {}): Identity => ({
  role,
  sensorId,
  name: '',
  place: { latDeg: 0, lonDeg: 0 },
  keys: {} as CryptoKeyPair,
  ...rest,
});
const idsOf = (identities: Identity[]): string[] => identities.map(({ sensorId }) => sensorId);

test('a phone is one sensor in each role, the newest', () => {
  const old = [of('a', 'microphone'), of('b', 'spotter')];
  assert.deepEqual(idsOf(becoming(old, [of('c', 'spotter')])), ['a', 'c']);
});

test('a phone is in one log: an exercise ends what it was in the real one, and the other way round', () => {
  const drill = of('d', 'microphone', { standing: 'exercise' });
  assert.deepEqual(idsOf(becoming([of('b', 'spotter')], [drill])), ['d']);
  assert.deepEqual(idsOf(becoming([drill], [of('b', 'spotter')])), ['b']);
});
