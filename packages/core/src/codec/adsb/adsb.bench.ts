import { printRates } from '../../../../../tools/test/rate.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { parityOverlay } from './frame.ts';
import { createAdsbDecoder } from './inspect.ts';
import type { AdsbFormat } from './inspect.ts';

/**
 * Bytes to aircraft, messages a second on one core: `node packages/core/src/codec/adsb/adsb.bench.ts`. 200 aircraft send
 * positions (two thirds, even and odd) and velocities; the values are from a seed.
 */
const messages = 200_000;

let seed = 1;
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 0x1_0000_0000) * below);
}

function frame(i: number): Uint8Array {
  const bytes = new Uint8Array(14);
  const address = 0x400000 + random(200);
  bytes.set([0x8d, address >> 16, address >> 8, address]);
  bytes.set(i % 3 === 0 ? [0x99, 0x44] : [0x58, 0xc3], 4);
  for (let k = 6; k < 11; k++) bytes[k] = random(256);
  const parity = parityOverlay(bytes, 14);
  bytes.set([parity >> 16, parity >> 8, parity], 11);
  return bytes;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function beastOf(bytes: Uint8Array): number[] {
  const body = [0, 0, 0, 1, 2, 3, 99, ...bytes];
  return [0x1a, 0x33, ...body.flatMap((byte) => (byte === 0x1a ? [byte, byte] : [byte]))];
}

function sbsOf(i: number): string {
  const head = `MSG,3,1,1,${(0x400000 + random(200)).toString(16).toUpperCase()},1`;
  const times = '2026/11/23,04:14:38.049,2026/11/23,04:14:38.049';
  return `${head},${times},,${random(40_000)},,,${50 + i / messages},${30 + i / messages},,,0,0,0,0\r\n`;
}

const frames = Array.from({ length: messages }, (_, i) => frame(i));
const streams: Readonly<Record<Exclude<AdsbFormat, 'json'>, Uint8Array>> = {
  beast: Uint8Array.from(frames.flatMap(beastOf)),
  avr: utf8FromText(frames.map((bytes) => `*${hexOf(bytes)};\n`).join('')),
  sbs: utf8FromText(frames.map((_, i) => sbsOf(i)).join('')),
};

for (const [format, stream] of Object.entries(streams)) {
  printRates(format, 'messages', () => {
    const decoder = createAdsbDecoder(format as AdsbFormat);
    let good = 0;
    for (let at = 0; at < stream.length; at += 65_536) {
      decoder.append(stream.subarray(at, at + 65_536));
      for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
        if ('aircraft' in decoded) good++;
      }
    }
    if (good !== messages) throw new Error(`expected ${messages} messages, found ${good}`);
    return good;
  });
}
