import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesFromHex, hexFromBytes, utf8FromText } from '../../base/bytes.ts';
import type { AdsbDecoded, Aircraft } from './aircraft.ts';
import { feetFromCode13, squawkFromCode13 } from './altitude.ts';
import { AvrDecoder } from './avr.ts';
import { BeastDecoder } from './beast.ts';
import { longitudeZones } from './cpr.ts';
import { parityOverlay } from './frame.ts';

/**
 * Frames and values marked 1090 are those of J. Sun, The 1090 Megahertz Riddle (2nd edition, TU Delft, 2021); where they
 * are replies, an all-call of the same address goes before them, as their address is only in their parity.
 */
function decodedLines(hexes: readonly string[], site?: { latDeg: number; lonDeg: number }): AdsbDecoded[] {
  const decoder = new AvrDecoder(site === undefined ? {} : { site });
  decoder.append(utf8FromText(hexes.map((hex) => `*${hex};\n`).join('')));
  const all: AdsbDecoded[] = [];
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) all.push(decoded);
  return all;
}

function lastAircraft(hexes: readonly string[], site?: { latDeg: number; lonDeg: number }): Aircraft {
  const last = decodedLines(hexes, site).at(-1);
  assert.ok(last !== undefined && 'aircraft' in last, JSON.stringify(last));
  return last.aircraft;
}

/** The frame with a parity that leaves `overlay`. */
function framed(hexWithoutParity: string, overlay = 0): string {
  const bytes = bytesFromHex(`${hexWithoutParity}000000`)!;
  const parity = parityOverlay(bytes, bytes.length) ^ overlay;
  return hexWithoutParity + parity.toString(16).padStart(6, '0');
}

function reply(hex: string): Aircraft {
  const bytes = bytesFromHex(hex)!;
  const address = parityOverlay(bytes, bytes.length).toString(16).padStart(6, '0');
  return lastAircraft([framed(`5d${address}`), hex]);
}

function near(found: number | undefined, expected: number, tolerance: number): void {
  assert.ok(
    found !== undefined && Math.abs(found - expected) <= tolerance,
    `found ${found}, expected ${expected}`,
  );
}

test('identity (1090)', () => {
  assert.deepEqual(lastAircraft(['8D4840D6202CC371C32CE0576098']), {
    hex: '4840d6',
    df: 17,
    category: 'A0',
    flight: 'KLM1023 ',
  });
});

test('an airborne position comes with the second of a pair (1090)', () => {
  const pair = ['8D40621D58C386435CC412692AD6', '8D40621D58C382D690C8AC2863A7'];
  assert.equal(lastAircraft(pair.slice(0, 1)).lat, undefined);
  const aircraft = lastAircraft(pair);
  near(aircraft.lat, 52.2572, 5e-5);
  near(aircraft.lon, 3.91937, 5e-5);
  assert.equal(aircraft.alt_baro, 38_000);
});

test('frames more than 10 s apart are no pair', () => {
  const decoder = new AvrDecoder();
  decoder.append(utf8FromText('*8D40621D58C386435CC412692AD6;\n'), 1000);
  decoder.next();
  decoder.append(utf8FromText('*8D40621D58C382D690C8AC2863A7;\n'), 11_001);
  const late = decoder.next();
  assert.ok(late !== undefined && 'aircraft' in late && late.aircraft.lat === undefined);
});

test('a surface position comes with a reference only, and stands on the ground (1090)', () => {
  const pair = ['8C4841753AAB238733C8CD4020B6', '8C4841753A8A35323FAEBDAC702D'];
  assert.equal(lastAircraft(pair).lat, undefined);
  const aircraft = lastAircraft(pair, { latDeg: 51.99, lonDeg: 4.375 });
  near(aircraft.lat, 52.3206, 5e-4);
  near(aircraft.lon, 4.7348, 5e-4);
  assert.equal(aircraft.alt_baro, 'ground');
});

test('ground velocity and air velocity (1090)', () => {
  const ground = lastAircraft(['8D485020994409940838175B284F']);
  near(ground.gs, 159.2, 0.01);
  near(ground.track, 182.88, 0.005);
  assert.equal(ground.geom_rate, -832);
  const air = lastAircraft(['8DA05F219B06B6AF189400CBC33F']);
  assert.equal(air.tas, 375);
  near(air.mag_heading, 243.984, 5e-4);
  assert.equal(air.baro_rate, -2304);
});

test('emergency state and squawk (pyModeS)', () => {
  const aircraft = lastAircraft(['8DA2C1B6E112B600000000760759']);
  assert.deepEqual([aircraft.squawk, aircraft.emergency], ['6513', 'none']);
});

test('target state of version 2 (pyModeS)', () => {
  const aircraft = lastAircraft(['8DA05629EA21485CBF3F8CADAEEB']);
  assert.equal(aircraft.nav_altitude_mcp, 16_992);
  near(aircraft.nav_qnh, 1012.8, 1e-9);
  near(aircraft.nav_heading, 66.8, 0.05);
  assert.deepEqual(aircraft.nav_modes, ['autopilot', 'vnav', 'lnav', 'tcas']);
});

test('operational status gives version and quality, and later positions lean on it', () => {
  /** ME: type 31, air; 41-43 version 2, 44 NIC supplement A, 45-48 NACp 9, 49-50 GVA 2, 51-52 SIL 3, 53 NICbaro. */
  const status = framed(
    `8d40621d${'f8000000'}00${(0b010_1_1001).toString(16)}${(0b10_11_1000).toString(16)}`,
  );
  const aircraft = lastAircraft([status]);
  assert.deepEqual(
    [
      aircraft.version,
      aircraft.nac_p,
      aircraft.gva,
      aircraft.sil,
      aircraft.nic_baro,
      aircraft.sil_type,
      aircraft.sda,
    ],
    [2, 9, 2, 3, 1, 'perhour', 0],
  );
  const position = framed('8d40621d59c386435cc412');
  assert.deepEqual([lastAircraft([position]).nic, lastAircraft([position]).nac_p], [8, 8]);
  const later = lastAircraft([status, position]);
  assert.deepEqual([later.nic, later.rc, later.nac_p], [9, 75, undefined]);
});

test('registers 4,0 5,0 and 6,0 are told apart (1090)', () => {
  const intention = reply('A000029C85E42F313000007047D3');
  assert.deepEqual(
    [intention.nav_altitude_mcp, intention.nav_altitude_fms, intention.nav_qnh],
    [3008, 3008, 1020],
  );
  const turn = reply('A000139381951536E024D4CCF6B5');
  assert.deepEqual([turn.gs, turn.tas, turn.track_rate], [438, 424, 0.125]);
  near(turn.roll, 2.1, 0.05);
  near(turn.track, 114.258, 5e-4);
  const heading = reply('A00004128F39F91A7E27C46ADC21');
  assert.deepEqual([heading.ias, heading.baro_rate, heading.geom_rate], [252, -1920, -1920]);
  near(heading.mag_heading, 42.715, 5e-4);
  near(heading.mach, 0.42, 1e-9);
});

test('a reply is believed only from an address heard before', () => {
  const altitude = framed('20001718', 0x4840d6);
  const [refused] = decodedLines([altitude]);
  assert.ok('error' in refused && /heard before, found 4840d6/.test(refused.error));
  assert.equal(lastAircraft(['8D4840D6202CC371C32CE0576098', altitude]).hex, '4840d6');
});

test('an all-call with an interrogator code proves an address when it came twice', () => {
  const coded = framed('5d4840d6', 5);
  const altitude = framed('20001718', 0x4840d6);
  assert.ok('error' in decodedLines([coded, altitude])[1]);
  assert.ok('aircraft' in decodedLines([coded, coded, altitude])[2]);
});

test('a frame with a wrong parity, length or format is refused and its neighbours are read', () => {
  const kinds = decodedLines([
    '8D4840D6202CC371C32CE0576099',
    '8D4840D6202CC371C32CE0576098',
    '8D4840D6202CC3',
    'ZZ4840D6202CC371C32CE0576098',
    framed('9800000000000000000000'),
    '1234',
    '8D4840D6202CC371C32CE0576098',
  ]).map((decoded) => ('error' in decoded ? 'error' : decoded.aircraft.hex));
  assert.deepEqual(kinds, ['error', '4840d6', 'error', 'error', 'error', 'error', '4840d6']);
});

test('ground status of a reply, alert and SPI', () => {
  const known = framed('5d4840d6');
  const status = (fs: number): Aircraft =>
    lastAircraft([known, framed(`${(0x20 + fs).toString(16)}001718`, 0x4840d6)]);
  assert.equal(status(0).alt_baro, feetFromCode13(0x1718));
  assert.equal(status(1).alt_baro, 'ground');
  assert.equal(status(2).alert, 1);
  assert.deepEqual([status(4).alert, status(4).spi], [1, 1]);
  assert.equal(status(5).spi, 1);
});

test('an emergency squawk is named, by a reply and by a squitter', () => {
  const code7700 = 0b0_1010_1010_1010;
  assert.equal(squawkFromCode13(code7700), '7700');
  const fromReply = lastAircraft([framed('5d4840d6'), framed('28000aaa', 0x4840d6)]);
  assert.deepEqual([fromReply.squawk, fromReply.emergency], ['7700', 'general']);
  const fromSquitter = lastAircraft([framed('8d4840d6e1' + 'aaaa0000000000'.slice(0, 12))]);
  assert.equal(fromSquitter.emergency, 'unlawful');
});

test('squitters from no transponder say whose address theirs is', () => {
  const message = '202cc371c32ce0';
  assert.deepEqual(
    ['90', '91', '92', '95', '96'].map((lead) => {
      const aircraft = lastAircraft([framed(`${lead}4840d6${message}`)]);
      return `${aircraft.hex} ${aircraft.type}`;
    }),
    [
      '4840d6 adsb_icao_nt',
      '~4840d6 adsb_other',
      '4840d6 tisb_icao',
      '~4840d6 tisb_other',
      '4840d6 adsr_icao',
    ],
  );
});

test('altitude codes: 25 ft, metres, and Mode C at its ends', () => {
  assert.equal(feetFromCode13(0), undefined);
  assert.equal(feetFromCode13(0x10), -1000);
  assert.equal(feetFromCode13(0x1fbf), 50_175);
  near(feetFromCode13(0x40 | 0x01), 3.28084, 1e-5);
  /** ICAO Annex 10 volume IV, appendix to chapter 3: -1200 ft is C4 alone, -1000 ft C2 alone, 126,700 ft D2 C4. */
  assert.equal(feetFromCode13(0b0_0001_0000_0000), -1200);
  assert.equal(feetFromCode13(0b0_0100_0000_0000), -1000);
});

test('the longitude zones that the standard names', () => {
  assert.deepEqual(
    [0, 10.47, 10.48, 52.2572, 86.6, 87.1, -87.1].map(longitudeZones),
    [59, 59, 58, 36, 2, 1, 1],
  );
});

/** Beast frame of type 3, every 0x1a after the type doubled. */
function beastFrame(hex: string, counter = 0): number[] {
  const body: number[] = [];
  for (let i = 5; i >= 0; i--) body.push(Math.floor(counter / 256 ** i) % 256);
  body.push(0x1a, ...bytesFromHex(hex)!);
  return [0x1a, 0x33, ...body.flatMap((byte) => (byte === 0x1a ? [byte, byte] : [byte]))];
}

function decodedBeast(pieces: readonly Uint8Array[]): AdsbDecoded[] {
  const decoder = new BeastDecoder();
  const all: AdsbDecoded[] = [];
  for (const [i, piece] of pieces.entries()) {
    assert.ok(decoder.append(piece));
    if (i === pieces.length - 1) decoder.end();
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) all.push(decoded);
  }
  return all;
}

test('a doubled 0x1a in counter, level and payload is one, at every split', () => {
  const hex = framed('8d1a1a1a231a1a1a1a1a1a');
  const bytes = Uint8Array.from([
    ...beastFrame(hex, 0x1a1a1a),
    ...beastFrame('8D4840D6202CC371C32CE0576098'),
  ]);
  const whole = decodedBeast([bytes]);
  assert.deepEqual(
    whole.map((decoded) => ('aircraft' in decoded ? decoded.aircraft.hex : decoded.error)),
    ['1a1a1a', '4840d6'],
  );
  assert.equal('counter' in whole[0] && whole[0].counter, 0x1a1a1a);
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(decodedBeast([bytes.subarray(0, at), bytes.subarray(at)]), whole, `split at ${at}`);
  }
});

test('a cut Beast frame and noise are refused where they stand, and the next frame is read', () => {
  const good = beastFrame('8D4840D6202CC371C32CE0576098');
  const bytes = Uint8Array.from([...good.slice(0, 12), ...good, 1, 2, 3, ...good, 0x1a, 0x33, 0]);
  const kinds = decodedBeast([bytes]).map((decoded) =>
    'error' in decoded ? `error ${decoded.at}` : decoded.at,
  );
  const second = 12 + good.length;
  assert.deepEqual(kinds, [
    'error 0',
    12,
    `error ${second}`,
    second + 3,
    `error ${second + 3 + good.length}`,
  ]);
});

test('Mode A/C, settings and receiver id in Beast are passed over and counted', () => {
  const decoder = new BeastDecoder();
  const id = [0x1a, 0xe3, 1, 2, 3, 4, 5, 6, 7, 8];
  decoder.append(
    Uint8Array.from([
      0x1a,
      0x31,
      ...Array.from({ length: 9 }, () => 0),
      ...id,
      ...beastFrame('8D4840D6202CC371C32CE0576098'),
    ]),
  );
  const first = decoder.next();
  assert.ok(first !== undefined && 'aircraft' in first);
  assert.equal(decoder.ignored, 2);
});

test('counters of two receivers do not tear pairs apart, and MLAT is none', () => {
  const even = '8D40621D58C382D690C8AC2863A7';
  const odd = '8D40621D58C386435CC412692AD6';
  const frames = [
    beastFrame(even, 9e12),
    beastFrame(even, 3e9),
    beastFrame(odd, 9.1e12),
    beastFrame(even, 0xff004d4c4154),
  ];
  const decoded = decodedBeast([Uint8Array.from(frames.flat())]);
  const shown = decoded.map((one) =>
    'aircraft' in one ? [one.aircraft.lat !== undefined, one.aircraft.type, one.counter] : one,
  );
  assert.deepEqual(shown, [
    [false, undefined, 9e12],
    [false, undefined, 3e9],
    [true, undefined, 9.1e12],
    [true, 'mlat', undefined],
  ]);
});

test('any frame whatever is decoded or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 11, maxLength: 11 }), (bytes) => {
      const hex = framed(hexFromBytes(Uint8Array.from([0x8d, ...bytes.subarray(1)])));
      for (const decoded of decodedLines([hex])) assert.ok('aircraft' in decoded || decoded.error !== '');
    }),
  );
});
