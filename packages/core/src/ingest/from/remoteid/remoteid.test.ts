import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BasicId, Location } from '../../../codec/remoteid/index.ts';
import { RemoteIdClaims } from './index.ts';

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);

function basic(uasId: string, idType = 1, uaType = 2): BasicId {
  return { messageType: 'basicId', protocolVersion: 2, idType, uaType, uasId };
}

function location(over: Partial<Location> = {}): Location {
  return {
    messageType: 'location',
    protocolVersion: 2,
    status: 2,
    latDeg: 46.5,
    lonDeg: 30.75,
    geodeticAltitudeM: 120,
    speedMps: 10,
    directionDeg: 0,
    heightType: 0,
    horizontalAccuracy: 10,
    verticalAccuracy: 0,
    baroAccuracy: 0,
    speedAccuracy: 0,
    timestampS: 3599,
    timestampAccuracyS: 0,
    ...over,
  };
}

test('an id and a place of one transmitter become one claim, the hour unwrapped', () => {
  const claims = new RemoteIdClaims();
  assert.equal(claims.claimFrom(basic('SN1'), 'aa', noonMs), undefined);
  const claim = claims.claimFrom(location(), 'aa', noonMs + 500);
  assert.deepEqual(claim?.identity, { scheme: 'remoteid', id: 'SN1', verified: false });
  assert.equal(claim.sensedMs, noonMs - 1000);
  assert.ok(claim.measurement.type === 'position');
  assert.deepEqual(claim.measurement, {
    type: 'position',
    latDeg: 46.5,
    lonDeg: 30.75,
    heightM: 120,
    eastMps: 0,
    northMps: 10,
  });
  assert.ok(Math.abs(claim.sigma!.positionM! - 10 / 2.45) < 1e-9);
});

test('another transmitter does not borrow the id', () => {
  const claims = new RemoteIdClaims();
  claims.claimFrom(basic('SN1'), 'aa', noonMs);
  const claim = claims.claimFrom(location(), 'bb', noonMs);
  assert.equal(claim?.identity, undefined);
  assert.equal(claim?.sourceTrackId, 'bb');
});

test('of a serial number and a session the number stays', () => {
  const claims = new RemoteIdClaims();
  claims.claimFrom(basic('SN1'), 'aa', noonMs);
  claims.claimFrom(basic('session', 4), 'aa', noonMs);
  assert.equal(claims.claimFrom(location(), 'aa', noonMs)?.identity?.id, 'SN1');
});

test('who stands on the ground or does not say where claims nothing', () => {
  const claims = new RemoteIdClaims();
  assert.equal(claims.claimFrom(location({ status: 1 }), 'aa', noonMs), undefined);
  assert.equal(claims.claimFrom(location({ latDeg: undefined, lonDeg: undefined }), 'aa', noonMs), undefined);
});

test('a wrong clock, or none, leaves the arrival', () => {
  const claims = new RemoteIdClaims();
  for (const timestampS of [1800, undefined])
    assert.equal(claims.claimFrom(location({ timestampS }), 'aa', noonMs)?.sensedMs, noonMs);
});

test('a stated kind never rules an attack drone out', () => {
  const claims = new RemoteIdClaims();
  for (const uaType of [0, 1, 2, 6]) {
    claims.claimFrom(basic('SN1', 1, uaType), 'aa', noonMs);
    const likelihood = claims.claimFrom(location(), 'aa', noonMs)!.classLikelihood!;
    assert.ok(likelihood['one-way']! >= 0.05);
  }
});

test('who floods with ids forgets only the oldest', () => {
  const claims = new RemoteIdClaims();
  for (let k = 0; k < 10_000; k++) claims.claimFrom(basic(`SN${k}`), `t${k}`, noonMs);
  assert.equal(claims.claimFrom(location(), 't9999', noonMs)?.identity?.id, 'SN9999');
  assert.equal(claims.claimFrom(location(), 't0', noonMs)?.identity, undefined);
});
