import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { need, sharedDir } from '../../../../../../tools/test/need.ts';
import { createFrame, enuFromGeodetic } from '../../../base/frame.ts';
import {
  AsterixDecoder,
  AsterixEncoder,
  AsterixRecord,
  type AsterixItems,
} from '../../../codec/asterix/index.ts';
import { capturedPieces } from '../../../codec/pcap/index.ts';
import type { DetectionReport, Report } from '../../report.ts';
import { unwrapTimeMs } from '../../unwrap.ts';
import { asterixItemsOfFacts, AsterixReports } from './index.ts';

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);
const site = { latDeg: 45, lonDeg: 16, heightM: 200 };
const decoder = new AsterixDecoder({ items: asterixItemsOfFacts });

function record(category: number, items: AsterixItems): AsterixRecord {
  const encoder = new AsterixEncoder(category);
  const [decoded] = decoder.decode(encoder.encode([items]));
  assert.ok(!('error' in decoded), JSON.stringify(decoded));
  return decoded;
}

const plot = {
  '010': { SAC: 25, SIC: 12 },
  '140': 43_200,
  '020': { TYP: 5, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
  '040': { RHO: 50, THETA: 90 },
};

function detectionOf(reports: Report[]): DetectionReport {
  const found = reports.find((report) => report.kind === 'detection');
  assert.ok(found !== undefined, JSON.stringify(reports));
  return found;
}

function reasonOf(reports: Report[]): string {
  assert.equal(reports.length, 1);
  assert.ok(reports[0].kind === 'refused');
  return reports[0].found;
}

test('a radar becomes a sensor at its site, then its plots polar around it', () => {
  const reports = new AsterixReports({ site });
  const [sensor, detection] = reports.from(record(48, plot), noonMs + 300);
  assert.ok(sensor.kind === 'sensor' && detection.kind === 'detection');
  assert.equal(sensor.sensorId, 'sac25-sic12');
  assert.deepEqual([sensor.sensor.latDeg, sensor.sensor.lonDeg, sensor.sensor.heightM], [45, 16, 200]);
  assert.deepEqual(detection.measurement, {
    type: 'rangeBearing',
    rangeM: 92_600,
    bearingRad: Math.PI / 2,
  });
  assert.equal(detection.sensedMs, noonMs);
  assert.equal(reports.from(record(48, plot), noonMs).length, 1);
});

test('a time of day just before midnight that comes just after it is of yesterday', () => {
  const reports = new AsterixReports({ site });
  const midnightMs = Date.UTC(2026, 10, 24);
  const late = reports.from(record(48, { ...plot, '140': 86_399 }), midnightMs + 500);
  assert.equal(detectionOf(late).sensedMs, midnightMs - 1000);
  const early = reports.from(record(48, { ...plot, '140': 1 }), midnightMs - 500);
  assert.equal(detectionOf(early).sensedMs, midnightMs + 1000);
});

test('unwrapping gives the time again wherever the clock started anew', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.6e12, max: 2e12, noNaN: true }),
      fc.constantFrom(60_000, 512_000, 3_600_000, 86_400_000),
      fc.double({ min: -0.49, max: 0.49, noNaN: true }),
      (timeMs, periodMs, late) => {
        const within = timeMs - Math.floor(timeMs / periodMs) * periodMs;
        assert.ok(Math.abs(unwrapTimeMs(within, periodMs, timeMs + late * periodMs) - timeMs) < 1e-3);
      },
    ),
  );
});

test('without a site a plot is refused; 034/120 gives it one, and the configuration knows better', () => {
  const place = {
    '010': { SAC: 25, SIC: 12 },
    '000': 1,
    '030': 1,
    '120': { HGT: 780, LAT: 43.5, LON: 16.5 },
  };
  const reports = new AsterixReports();
  assert.equal(reasonOf(reports.from(record(48, plot), noonMs)), 'none');
  reports.from(record(34, place), noonMs);
  const [sensor] = reports.from(record(48, plot), noonMs);
  assert.ok(sensor.kind === 'sensor' && Math.abs(sensor.sensor.latDeg - 43.5) < 1e-4);
  const configured = new AsterixReports({ sites: { '25/12': site } });
  configured.from(record(34, place), noonMs);
  assert.deepEqual(configured.siteOf('25/12'), site);
});

test('the elevation of a stated height puts the target where it is', () => {
  const [, detection] = new AsterixReports({ site }).from(
    record(48, { ...plot, '090': { V: 0, G: 0, FL: 330 } }),
    noonMs,
  );
  assert.ok(detection.kind === 'detection' && detection.measurement.type === 'rangeBearing');
  const elevationRad = detection.measurement.elevationRad!;
  // A point at that height above the ellipsoid, 92.6 km away due east, by way of the earth's true shape.
  const frame = createFrame(site);
  const enu = new Float64Array(3);
  let lonDeg = 17;
  for (let round = 0; round < 40; round++) {
    enuFromGeodetic(frame, enu, 45, lonDeg, 330 * 30.48);
    lonDeg += (92_600 - Math.hypot(enu[0], enu[1], enu[2])) / 79_000;
  }
  assert.ok(Math.abs(elevationRad - Math.asin(enu[2] / 92_600)) < 2e-4);
});

test('what is no target is refused with its reason', () => {
  const reports = new AsterixReports({ site });
  const with020 = (extra: object): AsterixRecord =>
    record(48, { ...plot, '020': { ...plot['020'], ...extra } } as AsterixItems);
  assert.match(reasonOf(reports.from(with020({ SIM: 1 }), noonMs)), /simulated/);
  assert.match(reasonOf(reports.from(with020({ RAB: 1 }), noonMs)), /fixed transponder/);
  assert.match(reasonOf(reports.from(with020({ TYP: 0 }), noonMs)), /without detection/);
});

test('a radar that may not be used is down until it may again', () => {
  const reports = new AsterixReports({ site });
  const com = (NOGO: number): AsterixItems => ({
    '010': { SAC: 25, SIC: 12 },
    '000': 1,
    '050': { COM: { NOGO, RDPC: 0, RDPR: 0, OVLRDP: 0, OVLXMT: 0, MSC: 0, TSV: 0 } },
  });
  const states = [0, 1, 1, 0].map((nogo) => {
    const [report] = reports.from(record(34, com(nogo)), noonMs);
    return report?.kind === 'sensor' ? report.state : undefined;
  });
  assert.deepEqual(states, [undefined, 'down', undefined, 'up']);
});

test('a system track is a position with velocity under its number', () => {
  const items = {
    '010': { SAC: 1, SIC: 2 },
    '040': 77,
    '070': 43_200,
    '080': { MON: 0, SPI: 0, MRH: 0, SRC: 0, CNF: 0 },
    '105': { LAT: 46.5, LON: 30.5 },
    '185': { VX: -31, VY: 39 },
    '130': 1000,
  };
  const detection = detectionOf(new AsterixReports().from(record(62, items), noonMs));
  assert.ok(detection.measurement.type === 'position');
  assert.equal(detection.measurement.heightM, 304.8);
  assert.equal(detection.measurement.eastMps, -31);
  assert.equal(detection.sourceTrackId, '77');
});

test('an ADS-B report is judged as one heard here', () => {
  const items = {
    '010': { SAC: 1, SIC: 2 },
    '040': { ATP: 0, ARC: 1, RC: 0, RAB: 0 },
    '073': 43_200,
    '080': '4d2023',
    '131': { LAT: 46.5, LON: 30.5 },
    '140': 10_000,
  };
  const detection = detectionOf(new AsterixReports().from(record(21, items), noonMs));
  assert.deepEqual(detection.identity, { scheme: 'icao24', id: '4d2023', verified: false });
  assert.equal(detection.sensedMs, noonMs);
});

test(
  'a real capture: every radar by its own site, times near those of the packets',
  { skip: need('shared') },
  () => {
    const file = readFileSync(join(sharedDir, 'captures/asterix/cat_034_048.pcap'));
    const reports = new AsterixReports({ site });
    let detections = 0;
    for (const piece of capturedPieces(file)) {
      assert.ok(!('error' in piece));
      for (const decoded of decoder.decode(piece.bytes)) {
        assert.ok(!('error' in decoded));
        for (const report of reports.from(decoded, piece.timeMs!)) {
          if (report.kind !== 'detection') continue;
          detections++;
          assert.ok(
            Math.abs(report.sensedMs - piece.timeMs!) < 30_000,
            String(report.sensedMs - piece.timeMs!),
          );
        }
      }
    }
    assert.ok(detections > 100, String(detections));
    assert.ok(Math.abs(reports.siteOf('25/12')!.latDeg - 43.571) < 1e-3);
  },
);
