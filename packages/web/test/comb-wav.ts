import { createRandom } from '@kentongan/core/base/random';

/** What a fake microphone plays: an engine's comb that rises and falls over noise, at 48 kHz, made here. */
export const wavRateHz = 48_000;

/** `seconds` of noise with a comb of `f0Hz` that swells and fades every 5 s, so that every second is unlike the next. */
export function engineOverNoise(seconds: number, f0Hz: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const samples = new Float32Array(seconds * wavRateHz);
  let smooth = 0;
  for (let i = 0; i < samples.length; i++) {
    const atS = i / wavRateHz;
    const swell = 0.02 + 0.1 * (0.5 - 0.5 * Math.cos((2 * Math.PI * atS) / 5)) * (1 + 0.08 * atS);
    let engine = 0;
    for (let k = 1; k * f0Hz < 2200; k++)
      engine += Math.sin(2 * Math.PI * k * f0Hz * atS + k * k) / (1 + 0.2 * k);
    smooth += 0.1 * (random.gaussian() - smooth);
    samples[i] = Math.max(-0.95, Math.min(0.95, 0.35 * swell * engine + 0.02 * smooth));
  }
  return samples;
}

/** 16-bit mono WAV (RIFF WAVE, PCM). */
export function wavOf(samples: Float32Array): Buffer {
  const header = Buffer.alloc(44);
  const bytes = samples.length * 2;
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(wavRateHz, 24);
  header.writeUInt32LE(wavRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  const body = Buffer.alloc(bytes);
  for (const [i, sample] of samples.entries()) body.writeInt16LE(Math.round(sample * 32_767), i * 2);
  return Buffer.concat([header, body]);
}
