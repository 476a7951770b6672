/** Events from bytes and to bytes, in both formats: `node packages/core/src/codec/cot/cot.bench.ts` */
import { printRates } from '../../../../../tools/test/rate.ts';
import { CotStream, writeCotStream } from './frames.ts';
import { drone } from './testing/samples.ts';

const count = 10_000;
const pieceBytes = 65_536;

for (const format of ['xml', 'tak'] as const) {
  const one = writeCotStream(drone, format);
  const stream = Buffer.concat(Array.from({ length: count }, () => one));
  printRates(`read ${format} of ${one.length} bytes`, 'events', () => {
    const reader = new CotStream();
    let good = 0;
    for (let at = 0; at < stream.length; at += pieceBytes) {
      for (const frame of reader.push(stream.subarray(at, at + pieceBytes))) if ('event' in frame) good++;
    }
    if (good !== count) throw new Error(`expected ${count} events, found ${good}`);
    return good;
  });
  printRates(`write ${format}`, 'events', () => {
    for (let k = 0; k < count; k++) writeCotStream(drone, format);
    return count;
  });
}
