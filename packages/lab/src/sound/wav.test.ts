import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSound, monoOf } from './file.ts';
import { decodeWav } from './wav.ts';

type Format = { code: number; bits: number; extensible?: boolean };

/** A stereo file of a ramp and its negative, with an odd-sized chunk before the data. */
function wavOf(format: Format, values: readonly number[], dataSize?: number): Uint8Array {
  const { code, bits, extensible = false } = format;
  const fmtSize = extensible ? 40 : 16;
  const step = bits / 8;
  const size = values.length * 2 * step;
  const view = new DataView(new ArrayBuffer(12 + 8 + fmtSize + 8 + 4 + 8 + size));
  const tag = (at: number, text: string): void =>
    [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  tag(0, 'RIFF');
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, fmtSize, true);
  view.setUint16(20, extensible ? 0xfffe : code, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 22050, true);
  view.setUint16(34, bits, true);
  if (extensible) view.setUint16(44, code, true);
  const note = 20 + fmtSize;
  tag(note, 'note');
  view.setUint32(note + 4, 3, true);
  tag(note + 12, 'data');
  view.setUint32(note + 16, dataSize ?? size, true);
  values.forEach((value, i) => {
    [value, -value].forEach((v, c) => write(view, note + 20 + (2 * i + c) * step, format, v));
  });
  return new Uint8Array(view.buffer);
}

function write(view: DataView, at: number, { code, bits }: Format, value: number): void {
  if (code === 3) return bits === 32 ? view.setFloat32(at, value, true) : view.setFloat64(at, value, true);
  const whole = Math.round(value * Math.pow(2, bits - 1));
  if (bits === 8) view.setUint8(at, whole + 128);
  else if (bits === 16) view.setInt16(at, whole, true);
  else if (bits === 32) view.setInt32(at, whole, true);
  else [0, 8, 16].forEach((shift, i) => view.setUint8(at + i, (whole >> shift) & 255));
}

const ramp = [0, 0.25, -0.25, 0.5, -0.5, 0.75];
const formats: readonly Format[] = [
  { code: 1, bits: 8 },
  { code: 1, bits: 16 },
  { code: 1, bits: 24 },
  { code: 1, bits: 32 },
  { code: 3, bits: 32 },
  { code: 3, bits: 64 },
  { code: 1, bits: 24, extensible: true },
];

for (const format of formats) {
  test(`${format.bits} bits of format ${format.code}${format.extensible ? ', extensible,' : ''} are read`, async () => {
    const sound = await decodeSound(wavOf(format, ramp));
    assert.ok('channels' in sound);
    assert.equal(sound.sampleRateHz, 22050);
    assert.deepEqual([...sound.channels[0]!], ramp);
    assert.ok(
      monoOf(sound).every((value) => value === 0),
      'the channels cancel',
    );
  });
}

test('a recording that lost power is read as far as it goes', () => {
  const sound = decodeWav(wavOf({ code: 1, bits: 16 }, ramp, 0xffffffff));
  assert.ok('channels' in sound && sound.channels[0]!.length === ramp.length);
});

test('what is no sound is refused in a sentence', async () => {
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [
      new TextEncoder().encode('ID3 and so on'),
      /expected a WAV or FLAC file, found one that begins with "ID3 "/,
    ],
    [new TextEncoder().encode('RIFF....AVI '), /expected a WAVE form/],
    [new TextEncoder().encode('RIFF....WAVE'), /expected a data chunk/],
    [wavOf({ code: 6, bits: 8 }, ramp), /found format 6 with 8 bits/],
    [new TextEncoder().encode('fLaC and nothing'), /FLAC|frames/],
  ];
  for (const [bytes, why] of cases) {
    const sound = await decodeSound(bytes);
    assert.ok('why' in sound);
    assert.match(sound.why, why);
  }
});
