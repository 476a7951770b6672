import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8FromText } from '../../base/bytes.ts';
import { decodeSbsLine, SbsDecoder } from './sbs.ts';

const head = 'MSG,3,1,1,ABCDEF,1,2026/11/23,04:14:38.036,2026/11/23,04:14:38.036';

function aircraftOf(line: string): object {
  const decoded = decodeSbsLine(line, 1);
  assert.ok(decoded !== undefined && 'aircraft' in decoded, JSON.stringify(decoded));
  return decoded.aircraft;
}

function errorOf(line: string): string {
  const decoded = decodeSbsLine(line, 1);
  assert.ok(decoded !== undefined && 'error' in decoded);
  return decoded.error;
}

test('empty fields are left out', () => {
  assert.deepEqual(aircraftOf(`${head},,,,,,,,,,,,`), { hex: 'abcdef' });
});

test('an aircraft on the ground has no altitude but "ground"', () => {
  assert.deepEqual(aircraftOf(`${head},,0,12,90,50.5,30.5,,,0,0,0,-1`), {
    hex: 'abcdef',
    alt_baro: 'ground',
    gs: 12,
    track: 90,
    lat: 50.5,
    lon: 30.5,
    alert: 0,
    spi: 0,
  });
});

test('an emergency squawk is named, with and without its flag', () => {
  assert.deepEqual(aircraftOf(`${head},,,,,,,,7600,-1,-1,0,0`), {
    hex: 'abcdef',
    squawk: '7600',
    alert: 1,
    emergency: 'nordo',
    spi: 0,
  });
  assert.deepEqual(aircraftOf(`${head},,,,,,,,,,1,,`), { hex: 'abcdef', emergency: 'general' });
});

test('the time that it states is read as UTC', () => {
  const decoded = decodeSbsLine(`${head},,,,,,,,,,,,`, 1);
  assert.equal(
    decoded !== undefined && 'aircraft' in decoded && decoded.statedMs,
    Date.UTC(2026, 10, 23, 4, 14, 38, 36),
  );
});

test('what is wrong is named', () => {
  assert.match(errorOf(`${head},,,,,91,30,,,,,,`), /expected lat from -90 to 90, found "91"/);
  assert.match(errorOf(`${head},,,,,50,,,,,,,`), /together/);
  assert.match(errorOf(`${head},,12x,,,,,,,,,,`), /alt_baro.*"12x"/);
  assert.match(errorOf(`${head},,,,,,,,7800,,,,`), /octal.*"7800"/);
  assert.match(errorOf('MSG,3,1,1,GHIJKL,1'), /address, found "GHIJKL"/);
  assert.match(errorOf('hello'), /SBS line of kind MSG, found "hello"/);
});

test('a clock line and an empty line say nothing', () => {
  assert.equal(decodeSbsLine('CLK,,496,-1,-1,-1,2026/11/23,04:14:38.036', 1), undefined);
  assert.equal(decodeSbsLine('', 1), undefined);
});

test('a stream gives the same at every split, and goes on after a line too long', () => {
  const text = `${head},,100,,,,,,,,,,\r\n${'x'.repeat(1100)}\r\n${head},,200,,,,,,,,,,\r\n`;
  const bytes = utf8FromText(text);
  const whole = decodedPieces([bytes]);
  assert.equal(whole.length, 3);
  for (let at = 0; at < bytes.length; at += 7) {
    assert.deepEqual(decodedPieces([bytes.subarray(0, at), bytes.subarray(at)]), whole);
  }
});

function decodedPieces(pieces: readonly Uint8Array[]): object[] {
  const decoder = new SbsDecoder();
  const all: object[] = [];
  for (const piece of pieces) {
    assert.ok(decoder.append(piece));
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) all.push(decoded);
  }
  return all;
}
