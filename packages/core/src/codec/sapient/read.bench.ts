/** Messages from bytes, checked, and to bytes: `node packages/core/src/codec/sapient/read.bench.ts` */
import { printRates } from '../../../../../tools/test/rate.ts';
import { frameSapient, SapientFrames } from './frames.ts';
import { readSapient, writeSapient } from './read.ts';
import { detectionMessage, fullDetectionMessage, statusMessage } from './testing/samples.ts';

const count = 20_000;
const pieceBytes = 65_536;

for (const [name, message] of [
  ['detection', detectionMessage()],
  ['full detection', fullDetectionMessage()],
  ['status', statusMessage()],
] as const) {
  const frame = frameSapient(writeSapient(message));
  const stream = Buffer.concat(Array.from({ length: count }, () => frame));
  printRates(`read and check ${name} of ${frame.length} bytes`, 'messages', () => {
    const frames = new SapientFrames();
    let good = 0;
    for (let at = 0; at < stream.length; at += pieceBytes) {
      for (const found of frames.push(stream.subarray(at, at + pieceBytes))) {
        if (found.error === undefined && readSapient(found.bytes).errors.length === 0) good++;
      }
    }
    if (good !== count) throw new Error(`expected ${count} good messages, found ${good}`);
    return good;
  });
  printRates(`write ${name}`, 'messages', () => {
    for (let k = 0; k < count; k++) writeSapient(message);
    return count;
  });
}
