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
    assert.deepEqual(
      frames.map(({ error }) => error),
      [undefined, undefined, undefined],
    );
    for (const version of [1, 2] as const) {
      const { message, errors } = readSapient(mutated, version);
      assert.ok(message !== undefined || errors.length > 0);
      if (version === 2 && message !== undefined && errors.length === 0) sapientJson(message);
    }
  });
  assert.ok(report.slowestMs < 1000, `slowest ${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 32e6, `heap grew ${report.heapGrowthBytes} bytes`);
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
