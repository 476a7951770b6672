import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact } from '../../base/event/index.ts';
import { createRandom, type Random } from '../../base/random.ts';
import { AisDecoder } from '../../codec/ais/index.ts';
import { AsterixDecoder, AsterixEncoder, type AsterixItems } from '../../codec/asterix/index.ts';
import { cotKinds, readCotDatagram, writeCotXml } from '../../codec/cot/index.ts';
import { readRemoteIdText } from '../../codec/remoteid/index.ts';
import { readSapient, sapientMessage, writeSapient } from '../../codec/sapient/index.ts';
import { detectionMessage, nodeId, statusMessage, timestamp } from '../../codec/sapient/testing/samples.ts';
import type { Report } from '../report.ts';
import { aisClaim } from './ais/index.ts';
import { AsterixReports } from './asterix/index.ts';
import { cotClaim } from './cot/index.ts';
import { RemoteIdClaims } from './remoteid/index.ts';
import { SapientReports } from './sapient/index.ts';

/** Mutations a protocol; KENTONGAN_FUZZ asks for more. */
const rounds = Number(process.env.KENTONGAN_FUZZ ?? 5000);
const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);

function mutated(good: Uint8Array, random: Random): Uint8Array {
  const bytes = good.slice();
  const changes = 1 + random.below(4);
  for (let k = 0; k < changes; k++) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

/** What is made of hostile input is a fact of the formats (numbers finite, texts short), or refused in words. */
function mustBeFacts(reports: Iterable<Report>): number {
  let detections = 0;
  for (const report of reports) {
    if (report.kind === 'refused') {
      assert.ok(report.expected !== '' && report.found.length < 2000);
      continue;
    }
    if (report.kind === 'detection') detections++;
    const checked = checkFact({ seq: 1, timeMs: nowMs, ...report });
    // Out of the formats' own range (a place beyond a pole) is admission's to refuse; a shape that is none is ours.
    if (!checked.ok) assert.match(checked.expected, /<=|>=|>|</, JSON.stringify([checked, report]));
  }
  return detections;
}

const site = { latDeg: 45, lonDeg: 16 };
const items: Record<number, AsterixItems> = {
  48: {
    '010': { SAC: 25, SIC: 12 },
    '140': 43_200,
    '020': { TYP: 5, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
    '040': { RHO: 50, THETA: 90 },
    '090': { V: 0, G: 0, FL: 330 },
    '161': { TRN: 7 },
    '220': '3c660c',
  },
  62: {
    '010': { SAC: 1, SIC: 2 },
    '040': 77,
    '070': 43_200,
    '080': { MON: 0, SPI: 0, MRH: 0, SRC: 0, CNF: 0 },
    '105': { LAT: 46.5, LON: 30.5 },
    '185': { VX: -31, VY: 39 },
    '136': 100,
  },
};

for (const [category, good] of Object.entries(items)) {
  test(`ASTERIX ${category}, mutated`, () => {
    const random = createRandom(48).fork(category);
    const block = new AsterixEncoder(Number(category)).encode([good]);
    const decoder = new AsterixDecoder();
    const reports = new AsterixReports({ site });
    let detections = 0;
    for (let k = 0; k < rounds; k++)
      for (const record of decoder.decode(mutated(block, random)))
        if (!('error' in record)) detections += mustBeFacts(reports.from(record, nowMs));
    assert.ok(detections > rounds / 20, String(detections));
  });
}

test('AIS, mutated', () => {
  const random = createRandom(1371);
  const payload = new TextEncoder().encode('15MgK45P3@G?fl0E`JbR0OwT0@MS');
  let detections = 0;
  for (let k = 0; k < rounds; k++) {
    const text = String.fromCharCode(...mutated(payload, random));
    let sum = 0;
    const body = `AIVDM,1,1,,A,${text},0`;
    for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
    const decoder = new AisDecoder();
    decoder.append(new TextEncoder().encode(`!${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\n`));
    const heard = decoder.next();
    if (heard === undefined || 'error' in heard) continue;
    const claim = aisClaim(heard, nowMs);
    if (claim !== undefined) detections += mustBeFacts([{ kind: 'detection', sensorId: 'a', ...claim }]);
  }
  assert.ok(detections > rounds / 20, String(detections));
});

test('SAPIENT, mutated', () => {
  const random = createRandom(335);
  const messages = [detectionMessage(), statusMessage()].map((message) => writeSapient(message));
  const reports = new SapientReports({ latDeg: 49.5, lonDeg: 31 }, { mustRegister: false });
  reports.from(sapientMessage({ timestamp, nodeId, content: { case: 'registration', value: {} } }));
  let detections = 0;
  for (let k = 0; k < rounds; k++) {
    const { message, errors } = readSapient(mutated(messages[k % 2], random));
    if (message !== undefined && errors.length === 0) detections += mustBeFacts(reports.from(message));
  }
  assert.ok(detections > rounds / 20, String(detections));
});

test('Remote ID, mutated', () => {
  const random = createRandom(3411);
  const lines = [
    { messageType: 'basicId', protocolVersion: 2, idType: 1, uaType: 2, uasId: 'SN1' },
    {
      messageType: 'location',
      protocolVersion: 2,
      status: 2,
      latDeg: 46.5,
      lonDeg: 30.75,
      timestampS: 3599,
      speedMps: 9,
      directionDeg: 4,
    },
  ].map((line) => new TextEncoder().encode(JSON.stringify(line)));
  const claims = new RemoteIdClaims();
  for (let k = 0; k < rounds; k++) {
    const text = new TextDecoder().decode(mutated(lines[k % 2], random));
    for (const message of readRemoteIdText(text)) {
      if ('error' in message) continue;
      const claim = claims.claimFrom(message, '', nowMs);
      if (claim !== undefined) mustBeFacts([{ kind: 'detection', sensorId: 'r', ...claim }]);
    }
  }
});

test('Cursor on Target, mutated', () => {
  const random = createRandom(2525);
  const good = new TextEncoder().encode(
    writeCotXml({
      uid: 'radar7.41',
      type: `a-h-${cotKinds.fixedWingDrone}`,
      timeMs: nowMs,
      startMs: nowMs,
      staleMs: nowMs + 30_000,
      point: { lat: 46.5, lon: 30.75, hae: 300, ce: 40 },
      detail: [],
    }),
  );
  let detections = 0;
  for (let k = 0; k < rounds; k++) {
    const read = readCotDatagram(mutated(good, random));
    if ('error' in read) continue;
    const claim = cotClaim(read.event);
    if (claim === undefined) continue;
    detections += mustBeFacts(['kind' in claim ? claim : { kind: 'detection', sensorId: 'c', ...claim }]);
  }
  assert.ok(detections > rounds / 20, String(detections));
});
