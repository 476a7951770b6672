/**
 * How many detections go from bytes to a checked message, and back, in a second of processor time (so that a busy
 * machine does not count).
 * `node packages/core/src/codec/sapient/read.bench.ts`
 */
import { frameSapient, SapientFrames } from './frames.ts';
import { readSapient, writeSapient } from './read.ts';
import { detectionMessage, fullDetectionMessage, statusMessage } from './testing/samples.ts';

const rounds = 12;
const perRound = 20_000;

function measure(name: string, round: () => void): void {
  const rates: number[] = [];
  for (let k = 0; k < rounds; k++) {
    const started = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(started);
    rates.push((perRound / (user + system)) * 1e6);
  }
  rates.sort((a, b) => a - b);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rounds;
  console.log(
    `${name}: min ${Math.round(rates[0])}/s, median ${Math.round(rates[rounds >> 1])}/s, mean ${Math.round(mean)}/s`,
  );
}

for (const [name, message] of [
  ['detection', detectionMessage()],
  ['full detection', fullDetectionMessage()],
  ['status', statusMessage()],
] as const) {
  const bytes = writeSapient(message);
  const frame = frameSapient(bytes);
  const stream = Buffer.concat(Array.from({ length: perRound }, () => frame));
  console.log(`${name}, ${bytes.length} bytes`);
  measure('  read and checked, from a stream in 64 KiB pieces', () => {
    const frames = new SapientFrames();
    for (let at = 0; at < stream.length; at += 65_536) {
      for (const { bytes } of frames.push(stream.subarray(at, at + 65_536)) as Iterable<{
        bytes: Uint8Array;
      }>) {
        if (readSapient(bytes).errors.length > 0) throw new Error('expected a good message');
      }
    }
  });
  measure('  written', () => {
    for (let k = 0; k < perRound; k++) writeSapient(message);
  });
}
