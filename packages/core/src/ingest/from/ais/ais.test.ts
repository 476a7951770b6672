import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AisFields, AisMessage } from '../../../codec/ais/index.ts';
import type { Claim } from '../../report.ts';
import { aisClaim } from './index.ts';

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);

const ship: AisFields = {
  type: 1,
  repeat: 0,
  mmsi: 2_734_560,
  lat: 46.5 * 600_000,
  lon: 30.75 * 600_000,
  speed: 100,
  course: 900,
  second: 58,
  accuracy: true,
};

function claimOf(
  fields: Partial<AisFields>,
  over: Partial<AisMessage> = {},
  atMs = noonMs,
): Claim | undefined {
  const message = { ...ship, ...fields } as AisFields;
  return aisClaim({ message, at: 1, channel: 'A', own: false, ...over }, atMs);
}

test('a ship is a position with its velocity and its number, believed by nobody', () => {
  const claim = claimOf({});
  assert.ok(claim?.measurement.type === 'position');
  assert.equal(claim.measurement.latDeg, 46.5);
  // 10 knots due east.
  assert.ok(Math.abs(claim.measurement.eastMps! - 5.1444) < 1e-4);
  assert.ok(Math.abs(claim.measurement.northMps!) < 1e-9);
  assert.deepEqual(claim.identity, { scheme: 'mmsi', id: '002734560', verified: false });
  assert.deepEqual(claim.classLikelihood, { surface: 1 });
});

test('the second of the fix belongs to the minute before, where the message came after it', () => {
  assert.equal(claimOf({}, {}, noonMs + 1000)?.sensedMs, noonMs - 2000);
  assert.equal(claimOf({ second: 60 }, {}, noonMs + 1000)?.sensedMs, noonMs + 1000);
  assert.equal(claimOf({ second: 30 }, {}, noonMs + 1000)?.sensedMs, noonMs + 1000);
});

test('a receiver that says when it heard is believed near the arrival, and not from another year', () => {
  assert.equal(claimOf({ second: 60 }, { statedMs: noonMs - 3000 })?.sensedMs, noonMs - 3000);
  assert.equal(claimOf({ second: 60 }, { statedMs: 1_325_394_001_000 })?.sensedMs, noonMs);
});

test('what is not available is no number', () => {
  assert.equal(claimOf({ lat: 91 * 600_000 }), undefined);
  assert.equal(claimOf({ lon: 181 * 600_000 }), undefined);
  for (const unknown of [{ speed: 1023 }, { course: 3600 }]) {
    const claim = claimOf(unknown);
    assert.ok(claim?.measurement.type === 'position');
    assert.equal(claim.measurement.eastMps, undefined);
  }
});

test('base stations, aids to navigation and what we sent ourselves are no targets', () => {
  assert.equal(claimOf({ type: 4 }), undefined);
  assert.equal(claimOf({ type: 21 }), undefined);
  assert.equal(claimOf({}, { own: true }), undefined);
});

test('a long-range message has its own units', () => {
  const claim = claimOf({ type: 27, lat: 46.5 * 600, lon: 30.75 * 600, speed: 10, course: 90 });
  assert.ok(claim?.measurement.type === 'position');
  assert.equal(claim.measurement.lonDeg, 30.75);
  assert.ok(Math.abs(claim.measurement.eastMps! - 5.1444) < 1e-4);
});
