import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAircraftJson, decodeSbsLine, type AdsbMessage } from '../../../codec/adsb/index.ts';
import { AdsbClaims } from './claims.ts';

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);

function sbs(line: string): AdsbMessage {
  const decoded = decodeSbsLine(line, 1);
  assert.ok(decoded !== undefined && !('error' in decoded));
  return decoded;
}

const position =
  'MSG,3,1,1,4D2023,1,2026/11/23,12:00:00.500,2026/11/23,12:00:00.500,,10000,,,49.5,31.0,,,0,,0,';
const velocity = 'MSG,4,1,1,4D2023,1,2026/11/23,12:00:00.000,2026/11/23,12:00:00.000,,,100,90,,,600,,,,,';

test('a position line is joined with the velocity that came before it', () => {
  const claims = new AdsbClaims();
  assert.equal(claims.claimFrom(sbs(velocity), noonMs), undefined);
  const claim = claims.claimFrom(sbs(position), noonMs + 500);
  assert.ok(claim?.measurement.type === 'position');
  // 100 knots = 51.444 m/s due east; 600 ft/min = 3.048 m/s; 10,000 ft = 3,048 m.
  assert.ok(Math.abs(claim.measurement.eastMps! - 51.4444) < 1e-3);
  assert.ok(Math.abs(claim.measurement.northMps!) < 1e-9);
  assert.ok(Math.abs(claim.measurement.upMps! - 3.048) < 1e-9);
  assert.ok(Math.abs(claim.measurement.heightM! - 3048) < 1e-9);
  assert.deepEqual(claim.identity, { scheme: 'icao24', id: '4d2023', verified: false });
});

test('a stated time near the arrival is believed, one from another zone or night is not', () => {
  assert.equal(new AdsbClaims().claimFrom(sbs(position), noonMs + 900)?.sensedMs, noonMs + 500);
  const laterMs = noonMs + 7_200_000;
  assert.equal(new AdsbClaims().claimFrom(sbs(position), laterMs)?.sensedMs, laterMs);
});

test('a velocity heard long ago says nothing of a position now', () => {
  const claims = new AdsbClaims();
  claims.claimFrom(sbs(velocity), noonMs - 60_000);
  const claim = claims.claimFrom(sbs(position), noonMs + 500);
  assert.ok(claim?.measurement.type === 'position');
  assert.equal(claim.measurement.eastMps, undefined);
});

test("readsb's age of the position and its accuracy are used", () => {
  const text = `{"now":${noonMs / 1000},"hex":"4d2023","lat":37,"lon":13.8,"alt_geom":1000,"alt_baro":900,"seen_pos":2.5,"nac_p":8}`;
  const [decoded] = decodeAircraftJson(text);
  assert.ok(!('error' in decoded));
  const claim = new AdsbClaims().claimFrom(decoded, noonMs);
  assert.equal(claim?.sensedMs, noonMs - 2500);
  assert.ok(claim.measurement.type === 'position');
  assert.ok(Math.abs(claim.measurement.heightM! - 304.8) < 1e-9);
  assert.ok(Math.abs(claim.sigma!.positionM! - 92.6 / 2.45) < 1e-9);
});

test('who stands on the ground, or says no position, claims nothing', () => {
  for (const text of ['{"hex":"4d2023","lat":37,"lon":13,"alt_baro":"ground"}', '{"hex":"4d2023","gs":3}']) {
    const [decoded] = decodeAircraftJson(text);
    assert.ok(!('error' in decoded));
    assert.equal(new AdsbClaims().claimFrom(decoded, noonMs), undefined);
  }
});

test('an address that is none becomes a number of the receiver', () => {
  const [decoded] = decodeAircraftJson('{"hex":"~abcdef","lat":37,"lon":13}');
  assert.ok(!('error' in decoded));
  const claim = new AdsbClaims().claimFrom(decoded, noonMs);
  assert.equal(claim?.identity, undefined);
  assert.equal(claim?.sourceTrackId, '~abcdef');
});
