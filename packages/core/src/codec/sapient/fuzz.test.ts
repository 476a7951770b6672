import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { frameSapient, SapientFrames } from './frames.ts';
import { inspectSapient } from './inspect.ts';
import { sapientJson } from './json.ts';
import { readSapient, writeSapient } from './read.ts';
import { detectionMessage, errorMessage, statusMessage } from './testing/samples.ts';

const messages = [detectionMessage(), statusMessage(), errorMessage()].map((message) =>
  writeSapient(message),
);
const good = frameSapient(messages[1]);

test('no mutated message crashes, hangs, leaks or takes its neighbours along', () => {
  const report = fuzzMutations(1, messages, fuzzCount(20_000), (mutated) => {
    const stream = Buffer.concat([good, frameSapient(mutated), good]);
    const frames = [...new SapientFrames().push(stream)];
    assert.equal(frames.length, 3);
    assert.deepEqual([frames[0].error, frames[2].error], [undefined, undefined]);
    for (const version of [1, 2] as const) {
      const { message, errors } = readSapient(mutated, version);
      assert.ok(message !== undefined || errors.length > 0);
      if (version === 2 && message !== undefined && errors.length === 0) sapientJson(message);
    }
  });
  assert.ok(report.slowestMs < 1000, `slowest ${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 32e6, `heap grew ${report.heapGrowthBytes} bytes`);
});

test('a mutated frame, its length too, hardly ever takes the second next along', () => {
  const last = Buffer.from(good).toString('hex').slice(8);
  let lost = 0;
  const { count } = fuzzMutations(9, messages.map(frameSapient), fuzzCount(20_000), (mutated) => {
    const frames = new SapientFrames();
    const stream = Buffer.concat([good, mutated, good, good]);
    let found = '';
    for (const source of [frames.push(stream), frames.end()]) {
      for (const frame of source) found = frame.error ?? Buffer.from(frame.bytes).toString('hex');
    }
    if (found !== last) lost++;
  });
  assert.ok(lost <= count / 1000, `lost ${lost} of ${count}`);
});

test('the largest frame of empty messages, or the deepest, takes no longer than a megabyte deserves', () => {
  const field = (tag: number, inner: Uint8Array) => {
    const { length } = inner;
    return Uint8Array.from([tag, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14, ...inner]);
  };
  const empty = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index % 2 === 0 ? 0x5a : 0));
  let deep = new Uint8Array(0);
  for (let depth = 0; depth < 1000; depth++) deep = field(0x22, deep);
  for (const bytes of [field(0x3a, empty), field(0x3a, field(0x5a, deep))]) {
    const startedMs = performance.now();
    const { errors } = readSapient(bytes);
    assert.ok(errors.length > 0 && errors.length <= 32);
    assert.ok(performance.now() - startedMs < 10_000);
  }
});

test('no mutated file crashes inspection, and what is refused says where', () => {
  const text = utf8FromText(JSON.stringify(sapientJson(detectionMessage()), null, 1));
  const samples = [Buffer.concat(messages.map(frameSapient)), text];
  fuzzMutations(2, samples, fuzzCount(5_000), (mutated) => {
    for (const found of inspectSapient(mutated, { wire: true })) {
      assert.ok(found.verdict === 'accept' || found.errors.length > 0);
      assert.ok(Number.isInteger(found.at));
    }
  });
});
