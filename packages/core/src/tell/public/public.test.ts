import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertEvent } from '../../base/event/index.ts';
import { isTold, publicAlert } from './alert.ts';

const sentMs = 1_790_000_000_000;

const alert: AlertEvent = {
  seq: 41,
  kind: 'alert',
  timeMs: sentMs,
  cause: [7, 9, 12],
  alertId: 'a1',
  zoneId: 'z7',
  revision: 2,
  level: 'warning',
  etaMs: sentMs + 360_000,
  etaP10Ms: sentMs + 300_000,
  etaP90Ms: sentMs + 480_000,
  expiresMs: sentMs + 600_000,
  reasons: [
    {
      rule: 'arrival',
      trackId: 't3',
      class: 'one-way',
      probability: 0.8,
      evidence: 'corroborated',
      sources: 4,
      kinds: ['radar', 'acoustic'],
    },
    {
      rule: 'arrival',
      trackId: 't4',
      class: 'recon',
      probability: 0.1,
      evidence: 'unverified',
      sources: 1,
      kinds: ['spotter'],
    },
  ],
};

const zone = {
  type: 'zone' as const,
  zoneId: 'z7',
  name: { en: 'Harbour' },
  polygon: [
    [31, 49],
    [31.1, 49],
    [31.1, 49.1],
    [31, 49],
  ],
  population: 4200,
};

test('the public learns exactly what the contract lists', () => {
  const { properties } = publicAlert(alert, zone, 'actual');
  assert.deepEqual(Object.keys(properties).sort(), [
    'alertId',
    'allClear',
    'cancel',
    'class',
    'etaMs',
    'etaP10Ms',
    'etaP90Ms',
    'evidence',
    'expiresMs',
    'level',
    'name',
    'revision',
    'sentMs',
    'standing',
    'text',
    'zoneId',
  ]);
  assert.deepEqual(properties.evidence, {
    status: 'corroborated',
    sources: 4,
    kinds: ['acoustic', 'radar', 'spotter'],
  });
  assert.equal(properties.class, 'one-way');
});

test('no track, seq, cause or person is in what the public learns', () => {
  const text = JSON.stringify(publicAlert(alert, zone, 'actual'));
  for (const secret of ['t3', 't4', 'cause', '"seq"', 'population'])
    assert.ok(!text.includes(secret), secret);
});

test('the words are those of the level, with the minutes as of when it was sent', () => {
  assert.equal(publicAlert(alert, zone, 'actual').properties.text.en, 'Take cover now: in about 6 min (5-8)');
  assert.equal(
    publicAlert(alert, zone, 'exercise').properties.text.en,
    'EXERCISE. This is not real. Take cover now: in about 6 min (5-8)',
  );
  const over: AlertEvent = { ...alert, level: 'quiet', allClear: true };
  assert.equal(publicAlert(over, zone, 'actual').properties.text.uk, 'Загроза тут минула');
  const wrong: AlertEvent = { ...alert, level: 'quiet', cancel: true };
  assert.equal(publicAlert(wrong, zone, 'actual').properties.text.en, 'That warning was wrong. Sorry.');
});

test('nobody is told of zero minutes', () => {
  const near: AlertEvent = { ...alert, etaMs: sentMs + 5000, etaP10Ms: sentMs, etaP90Ms: sentMs + 9000 };
  assert.equal(publicAlert(near, zone, 'actual').properties.text.en, 'Take cover now: in about 1 min (0-1)');
});

test('quiet without a word is not told', () => {
  assert.equal(isTold({ ...alert, level: 'quiet' }), false);
  assert.equal(isTold({ ...alert, level: 'quiet', allClear: true }), true);
  assert.equal(isTold(alert), true);
});
