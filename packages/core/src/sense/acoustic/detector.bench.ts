import { spawnSync } from 'node:child_process';
import { createRandom } from '../../base/random.ts';
import { createAcousticDetector } from './detector.ts';
import { combInNoise } from './test-sound.ts';
import { acousticModel } from './weights.ts';

/**
 * What 100 streams take of a core: as many detectors in one process, which hear different sound and are fed in turns with the
 * pieces in which a sound card or a network brings it, 80 s from each. CPU time is the whole process's, with collector and
 * compiler; each rate has a process of its own. `node packages/core/src/sense/acoustic/detector.bench.ts [rate]`
 */
const RATES_HZ = [16000, 44100, 48000];
const STREAMS = 100;
const PIECE_S = 0.1;
/** Until code is compiled and every detector has its context. */
const START_S = 15;
const MEASURED_S = 65;
/** Sounds of this length are heard again and again, by each stream from another place on. */
const SOUNDS = 20;
const SOUND_S = 16;

/** Combs of drones from barely heard to near, and as many times noise alone. */
function makeSounds(rateHz: number): Float32Array[] {
  const random = createRandom(1);
  return Array.from({ length: SOUNDS }, (_, seed) => {
    const f0Hz = random.between(75, 140);
    const slopeHzPerS = random.between(-0.5, 0.5);
    const snrDb = seed % 2 === 0 ? random.between(-8, 15) : -60;
    return combInNoise({ f0Hz, slopeHzPerS, snrDb, seconds: SOUND_S, seed, rateHz });
  });
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function keptBytes(): number {
  // Once more for what the first only marked.
  globalThis.gc!();
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function measure(rateHz: number): void {
  const sounds = makeSounds(rateHz);
  const bytesBefore = keptBytes();
  const startedMs = cpuMs();
  const detectors = Array.from({ length: STREAMS }, () =>
    createAcousticDetector(acousticModel, { sampleRateHz: rateHz }),
  );
  const piece = Math.round(PIECE_S * rateHz);
  const pieces = Math.floor((SOUND_S * rateHz) / piece);
  let windows = 0;
  /** All streams' next second. */
  const listen = (second: number): void => {
    for (let n = 0; n < 1 / PIECE_S; n += 1) {
      for (let s = 0; s < STREAMS; s += 1) {
        const at = ((second / PIECE_S + n + 31 * s) % pieces) * piece;
        windows += detectors[s]!.push(sounds[s % SOUNDS]!.subarray(at, at + piece)).length;
      }
    }
  };
  for (let second = 0; second < START_S; second += 1) listen(second);
  const startShare = (cpuMs() - startedMs) / (1000 * START_S);
  const keptKb = (keptBytes() - bytesBefore) / 1024 / STREAMS;
  const shares: number[] = [];
  for (let second = 0; second < MEASURED_S; second += 1) {
    const fromMs = cpuMs();
    listen(START_S + second);
    shares.push((cpuMs() - fromMs) / 1000);
  }
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const whole = (START_S * startShare + MEASURED_S * mean) / (START_S + MEASURED_S);
  shares.sort((a, b) => a - b);
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  process.stdout.write(
    `${rateHz} Hz: ${STREAMS} streams take ${percent(mean)} of a core in the mean, ${percent(shares[shares.length >> 1]!)} in the median, ${percent(shares[0]!)} to ${percent(shares.at(-1)!)}; their first ${START_S} s ${percent(startShare)}, with them ${percent(whole)}; ${keptKb.toFixed(0)} kB a stream; ${windows} windows\n`,
  );
}

const [askedHz] = process.argv.slice(2).map(Number);
if (globalThis.gc !== undefined) measure(askedHz!);
else {
  for (const rateHz of askedHz === undefined ? RATES_HZ : [askedHz])
    spawnSync(process.execPath, ['--expose-gc', import.meta.filename, String(rateHz)], { stdio: 'inherit' });
}
