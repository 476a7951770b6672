import { createRandom } from '../../base/random.ts';

/** Sounds for the tests of this folder: combs whose truth is exact, in white noise. */
export type CombSound = {
  readonly f0Hz: number;
  readonly slopeHzPerS: number;
  readonly snrDb: number;
  readonly seconds: number;
  readonly seed: number;
  readonly rateHz?: number;
  /** Fall of the lines per octave, dB. */
  readonly tiltDb?: number;
  /** Level of the odd lines re the even ones, and of half orders between the lines, where there are any. */
  readonly oddDb?: number;
  readonly halfDb?: number;
};

const TOP_HZ = 3000;

/** Lines at k (f0 + slope t) to 3 kHz, 3 dB about their tilt, and white noise at this ratio in 60-2000 Hz. */
export function combInNoise(sound: CombSound): Float32Array {
  const random = createRandom(sound.seed);
  const rateHz = sound.rateHz ?? 16000;
  const out = new Float32Array(Math.round(sound.seconds * rateHz));
  let power = 0;
  const step = sound.halfDb === undefined ? 1 : 0.5;
  for (let k = step; k * sound.f0Hz < TOP_HZ; k += step) {
    const kindDb = k % 1 !== 0 ? sound.halfDb! : k % 2 === 1 ? (sound.oddDb ?? 0) : 0;
    const db = kindDb - (sound.tiltDb ?? 3) * Math.log2(k) + 3 * random.gaussian();
    const amplitude = Math.exp((db * Math.LN10) / 20);
    const hz = k * sound.f0Hz;
    if (hz >= 60 && hz <= 2000) power += 0.5 * amplitude * amplitude;
    let phase = random.between(0, 2 * Math.PI);
    for (let i = 0; i < out.length; i += 1) {
      phase += (2 * Math.PI * k * (sound.f0Hz + (sound.slopeHzPerS * i) / rateHz)) / rateHz;
      out[i]! += amplitude * Math.sin(phase);
    }
  }
  // White noise spreads to half the rate; only its share in 60-2000 Hz counts.
  const noisePower = power * Math.exp((-sound.snrDb * Math.LN10) / 10) * (rateHz / 2 / 1940);
  const sigma = Math.sqrt(noisePower);
  const scale = 0.02 / Math.sqrt(power + noisePower);
  return out.map((value) => scale * (value + sigma * random.gaussian()));
}
