/** Events a second from bytes and to bytes, in both formats: `node packages/core/src/codec/cot/cot.bench.ts` */
import { CotStream, writeCotStream } from './frames.ts';
import { drone } from './testing/samples.ts';

const perRound = 10_000;

function measure(name: string, round: () => void): void {
  const rates: number[] = [];
  for (let k = 0; k < 8; k++) {
    const startedMs = performance.now();
    round();
    rates.push((perRound / (performance.now() - startedMs)) * 1000);
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  console.log(`${name}: min ${Math.round(Math.min(...rates))}/s, mean ${Math.round(mean)}/s`);
}

for (const format of ['xml', 'tak'] as const) {
  const one = writeCotStream(drone, format);
  const stream = Buffer.concat(Array.from({ length: perRound }, () => one));
  measure(`read ${format}, ${one.length} bytes`, () => {
    const reader = new CotStream();
    for (let at = 0; at < stream.length; at += 65_536) {
      for (const frame of reader.push(stream.subarray(at, at + 65_536)))
        if ('error' in frame) throw new Error(frame.error);
    }
  });
  measure(`write ${format}`, () => {
    for (let k = 0; k < perRound; k++) writeCotStream(drone, format);
  });
}
