/** From bytes to facts without seq: `node packages/core/src/ingest/from/from.bench.ts` */
import { printRates } from '../../../../../tools/test/rate.ts';
import { bytesFromHex } from '../../base/bytes.ts';
import { createAdsbDecoder } from '../../codec/adsb/index.ts';
import { AisDecoder } from '../../codec/ais/index.ts';
import { AsterixDecoder, AsterixEncoder } from '../../codec/asterix/index.ts';
import {
  frameSapient,
  readSapient,
  SapientFrames,
  sapientMessage,
  writeSapient,
} from '../../codec/sapient/index.ts';
import { detectionMessage, nodeId, timestamp } from '../../codec/sapient/testing/samples.ts';
import { AdsbClaims } from './adsb/index.ts';
import { aisClaim } from './ais/index.ts';
import { asterixItemsOfFacts, AsterixReports } from './asterix/index.ts';
import { SapientReports } from './sapient/index.ts';

const count = 20_000;
const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);

const plots = Array.from({ length: 50 }, (_, k) => ({
  '010': { SAC: 25, SIC: 12 },
  '140': 43_200,
  '020': { TYP: 5, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
  '040': { RHO: 50 + k, THETA: 90 },
  '070': { V: 0, G: 0, L: 0, MODE3A: '1000' },
  '090': { V: 0, G: 0, FL: 330 },
  '161': { TRN: k },
  '220': '3c660c',
}));
const block = new AsterixEncoder(48).encode(plots);
const decoder = new AsterixDecoder({ items: asterixItemsOfFacts });
const radar = new AsterixReports({ site: { latDeg: 45, lonDeg: 16, heightM: 200 } });
printRates('asterix 048, 8 items, to detections', 'records', () => {
  let made = 0;
  for (let k = 0; k < count / plots.length; k++)
    for (const record of decoder.decode(block))
      if (!('error' in record)) made += radar.from(record, nowMs).length;
  if (made < count) throw new Error(`expected ${count} reports, found ${made}`);
  return made;
});

const line = new TextEncoder().encode('!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\r\n');
printRates('ais type 1, to detections', 'messages', () => {
  const ais = new AisDecoder();
  let made = 0;
  for (let k = 0; k < count; k++) {
    ais.append(line, nowMs);
    const heard = ais.next();
    if (heard !== undefined && !('error' in heard) && aisClaim(heard, nowMs) !== undefined) made++;
  }
  return made;
});

/** Positions of an aircraft, an even and an odd frame in turn; SBS says each in a line of its own. */
const adsbFrames = ['8D40621D58C382D690C8AC2863A7', '8D40621D58C386435CC412692AD6'];
const beast = adsbFrames.map((hex, k) =>
  Uint8Array.of(0x1a, 0x33, 0, 0, 0, 1, 2, k, 0x80, ...bytesFromHex(hex)!),
);
const sbs = new TextEncoder().encode(
  'MSG,3,1,1,40621D,1,2026/11/23,12:00:00.000,2026/11/23,12:00:00.000,,38000,,,52.25720,3.91937,,,0,0,0,0\r\n',
);
for (const [format, messages] of [
  ['sbs', [sbs, sbs]],
  ['beast', beast],
] as const)
  printRates(`${format} positions, to detections`, 'messages', () => {
    const adsb = createAdsbDecoder(format);
    const claims = new AdsbClaims();
    let made = 0;
    for (let k = 0; k < count; k++) {
      adsb.append(messages[k & 1], nowMs);
      const heard = adsb.next();
      if (heard !== undefined && !('error' in heard) && claims.claimFrom(heard, nowMs) !== undefined) made++;
    }
    if (made < count - 1) throw new Error(`expected ${count} reports, found ${made}`);
    return made;
  });

const frame = frameSapient(writeSapient(detectionMessage()));
const registration = sapientMessage({ timestamp, nodeId, content: { case: 'registration', value: {} } });
printRates('sapient detection, to detections', 'messages', () => {
  const frames = new SapientFrames();
  const reports = new SapientReports({ latDeg: 49.5, lonDeg: 31 });
  reports.from(registration);
  let made = 0;
  for (let k = 0; k < count; k++) {
    for (const { bytes } of frames.push(frame)) {
      const { message, errors } = readSapient(bytes!);
      if (message !== undefined && errors.length === 0) made += reports.from(message).length;
    }
  }
  if (made < count) throw new Error(`expected ${count} reports, found ${made}`);
  return made;
});
