import { printRates } from '../../../../../tools/test/rate.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { sentenceOf, sentencesOf, textFields } from '../../../../../tools/test/ais-sentence.ts';
import { AisDecoder } from './decoder.ts';

/**
 * Bytes to messages a second on one core: `node packages/core/src/codec/ais/ais.bench.ts`. Nine in ten are positions
 * (types 1 and 18), one is type 5 in two sentences; values from a seed.
 */
const messages = 100_000;

let seed = 1;
function random(bits: number): [number, number] {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return [Math.floor((seed / 0x1_0000_0000) * 2 ** bits), bits];
}

function messageOf(i: number): string {
  const header = (type: number): [number, number][] => [[type, 6], [0, 2], random(30)];
  if (i % 10 === 0) {
    const text = [...textFields('9HMQ9', 7), ...textFields('RUTH THERESA', 20)];
    return sentencesOf(
      [...header(5), random(32), ...text, ...Array.from({ length: 12 }, () => random(16))],
      i % 10,
      60,
    ).join('\n');
  }
  return sentenceOf([
    ...header(i % 2 === 0 ? 18 : 1),
    random(23),
    ...Array.from({ length: 6 }, () => random(17)),
    random(5),
  ]);
}

const stream = utf8FromText(Array.from({ length: messages }, (_, i) => `${messageOf(i)}\n`).join(''));
printRates('ais', 'messages', () => {
  const decoder = new AisDecoder();
  let good = 0;
  for (let at = 0; at < stream.length; at += 65_536) {
    decoder.append(stream.subarray(at, at + 65_536));
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
      if ('message' in decoded) good++;
    }
  }
  if (good !== messages) throw new Error(`expected ${messages} messages, found ${good}`);
  return good;
});
