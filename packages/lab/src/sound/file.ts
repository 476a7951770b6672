import { readFile } from 'node:fs/promises';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { decodeWav, type Sound } from './wav.ts';

/** Decodes a WAV or FLAC file by its content, or says in one sentence why it cannot. */
export async function decodeSound(bytes: Uint8Array): Promise<Sound | { why: string }> {
  const mark = String.fromCharCode(...bytes.subarray(0, 4));
  if (mark === 'RIFF' || mark === 'RF64') return decodeWav(bytes);
  if (mark === 'fLaC') return decodeFlac(bytes);
  return { why: `expected a WAV or FLAC file, found one that begins with ${JSON.stringify(mark)}` };
}

async function decodeFlac(bytes: Uint8Array): Promise<Sound | { why: string }> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    const { channelData, sampleRate, errors } = await decoder.decodeFile(bytes);
    const first = errors[0];
    if (first !== undefined) return { why: `FLAC frame ${first.frameNumber}: ${first.message}` };
    if (channelData.length === 0) return { why: 'expected FLAC frames, found none' };
    return { sampleRateHz: sampleRate, channels: channelData };
  } finally {
    decoder.free();
  }
}

/** Reads and decodes one file; throws where it cannot be read. */
export async function readSoundFile(path: string): Promise<Sound | { why: string }> {
  return decodeSound(new Uint8Array(await readFile(path)));
}

/** The mean of all channels: what one microphone in their place would have heard. */
export function monoOf(sound: Sound): Float32Array {
  const [first, ...others] = sound.channels;
  if (first === undefined) return new Float32Array(0);
  if (others.length === 0) return first;
  return first.map(
    (value, i) => others.reduce((sum, channel) => sum + channel[i]!, value) / sound.channels.length,
  );
}
