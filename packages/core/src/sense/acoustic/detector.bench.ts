import { createRandom } from '../../base/random.ts';
import { createAcousticDetector } from './detector.ts';
import { combInNoise } from './test-sound.ts';
import { acousticModel } from './weights.ts';

/**
 * CPU time of one second of sound through the whole detector, at 16, 44.1 and 48 kHz, in pieces of 128 samples as an
 * AudioWorklet brings them. `node packages/core/src/sense/acoustic/detector.bench.ts`
 */
const SECONDS = 20;
const ROUNDS = 12;

for (const rateHz of [16000, 44100, 48000]) {
  const random = createRandom(1);
  const sound = combInNoise({
    f0Hz: random.between(90, 110),
    slopeHzPerS: 0,
    snrDb: 5,
    seconds: SECONDS,
    seed: 1,
    rateHz,
  });
  const timesMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const detector = createAcousticDetector(acousticModel, { sampleRateHz: rateHz });
    const start = process.cpuUsage();
    for (let at = 0; at < sound.length; at += 128) detector.push(sound.subarray(at, at + 128));
    detector.flush();
    const { user, system } = process.cpuUsage(start);
    timesMs.push((user + system) / 1000 / SECONDS);
  }
  const settled = timesMs.slice(2).sort((a, b) => a - b);
  const mean = settled.reduce((sum, time) => sum + time, 0) / settled.length;
  const median = settled[settled.length >> 1]!;
  process.stdout.write(
    `${rateHz} Hz: min ${settled[0]!.toFixed(3)} ms, median ${median.toFixed(3)}, mean ${mean.toFixed(3)} ms a second of sound; 100 streams take ${(10 * mean).toFixed(1)} % of a core in the mean\n`,
  );
}
