/** Decoded sound: samples in -1 … 1, one array a channel. */
export type Sound = { readonly sampleRateHz: number; readonly channels: readonly Float32Array[] };

/**
 * RIFF WAVE (Microsoft, Multimedia Programming Interface 1.0; WAVE_FORMAT_EXTENSIBLE by its sub-format): PCM of 8,
 * 16, 24 or 32 bits and float of 32 or 64. Other chunks are skipped; a data chunk longer than the file (a recorder
 * that lost power, a pipe) is read as far as it goes.
 */
export function decodeWav(bytes: Uint8Array): Sound | { why: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(bytes, 8) !== 'WAVE') return { why: 'expected a WAVE form, found another' };
  let format: WavFormat | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (tag(bytes, at) === 'fmt ') {
      if (size < 16 || start + size > bytes.length)
        return { why: `expected 16 bytes of format or more, found ${size}` };
      format = readFormat(view, start, size);
    }
    if (tag(bytes, at) === 'data') {
      if (format === undefined) return { why: 'expected a fmt chunk before the data, found none' };
      return readSamples(view, start, Math.min(size, bytes.length - start), format);
    }
    at = start + size + (size % 2);
  }
  return { why: 'expected a data chunk, found none' };
}

type WavFormat = { code: number; channelCount: number; sampleRateHz: number; bits: number };

const EXTENSIBLE = 0xfffe;

function readFormat(view: DataView, at: number, size: number): WavFormat {
  const code = view.getUint16(at, true);
  return {
    code: code === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : code,
    channelCount: view.getUint16(at + 2, true),
    sampleRateHz: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

function readSamples(
  view: DataView,
  start: number,
  size: number,
  format: WavFormat,
): Sound | { why: string } {
  const { code, channelCount, sampleRateHz, bits } = format;
  const read = readerOf(code, bits);
  if (read === undefined)
    return { why: `expected PCM or float samples, found format ${code} with ${bits} bits` };
  if (channelCount < 1 || sampleRateHz < 1)
    return { why: `found ${channelCount} channels at ${sampleRateHz} Hz` };
  const step = bits / 8;
  const count = Math.floor(size / (step * channelCount));
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from({ length: count }, (_, i) => read(view, start + (i * channelCount + c) * step)),
  );
  return { sampleRateHz, channels };
}

type ReadSample = (view: DataView, at: number) => number;

function readerOf(code: number, bits: number): ReadSample | undefined {
  if (code === 3 && bits === 32) return (view, at) => view.getFloat32(at, true);
  if (code === 3 && bits === 64) return (view, at) => view.getFloat64(at, true);
  if (code !== 1) return undefined;
  if (bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (view, at) => view.getInt16(at, true) / 32768;
  if (bits === 24) return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608;
  if (bits === 32) return (view, at) => view.getInt32(at, true) / 2147483648;
  return undefined;
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
