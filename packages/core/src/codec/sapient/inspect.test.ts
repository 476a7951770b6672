import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8FromText } from '../../base/bytes.ts';
import { frameSapient } from './frames.ts';
import { inspectSapient, inspectSapientPayloads, type SapientInspection } from './inspect.ts';
import { sapientJson } from './json.ts';
import { timeMsOf, timestampOf, writeSapient } from './read.ts';
import {
  detectionMessage,
  fullDetectionMessage,
  nodeId,
  statusMessage,
  timestamp,
} from './testing/samples.ts';

const json = JSON.stringify(sapientJson(detectionMessage()));
const pretty = JSON.stringify(sapientJson(statusMessage()), null, 2);

/** Verdict and place of each, in short. */
function inspect(text: string): string[] {
  return [...inspectSapient(utf8FromText(text))].map(short);
}

function short({ verdict, at, error }: SapientInspection): string {
  return `${verdict}${error === undefined ? '' : ' error'} ${at}`;
}

test('one JSON message, laid out messages, and an array are read with their lines', () => {
  assert.deepEqual(inspect(json), ['accept 1']);
  assert.deepEqual(inspect(`\uFEFF\n${pretty}\n${pretty}\n`), [
    'accept 2',
    `accept ${2 + pretty.split('\n').length}`,
  ]);
  assert.deepEqual(inspect(`[\n${pretty},\n${json}\n]`).length, 2);
});

test('of JSON lines a broken one stays alone', () => {
  assert.deepEqual(inspect(`${json}\n${json.slice(0, -3)}\n${json}\nrubbish\n${json}\n`), [
    'accept 1',
    'reject error 2',
    'accept 3',
    'reject error 4',
    'accept 5',
  ]);
});

test('rubbish between laid out messages is named', () => {
  assert.deepEqual(
    inspect(`${pretty}\nrubbish\n${pretty}`)[1],
    `reject error ${1 + pretty.split('\n').length}`,
  );
});

test('a frame that is no message is refused with its offset, and the next is read', () => {
  const good = frameSapient(writeSapient(detectionMessage()));
  const bad = frameSapient(Uint8Array.of(0x0a, 200, 1));
  const found = [...inspectSapient(Buffer.concat([good, bad, good]))];
  assert.deepEqual(found.map(short), [
    'accept 0',
    `reject error ${good.length}`,
    `accept ${good.length + bad.length}`,
  ]);
  assert.equal(found[1].error, 'expected 200 bytes, found 0 at byte 3');
});

test('a time that is none refuses the message, and the rest of it is shown', () => {
  const message = { ...detectionMessage(), timestamp: { seconds: 1n << 60n, nanos: 0 } };
  const [found] = inspectSapient(frameSapient(writeSapient(message)));
  assert.deepEqual(found.errors, ['timestamp: expected a time of the years 1 to 9999']);
  assert.equal(found.message['nodeId'], nodeId);
});

test('the time window is checked only against a clock', () => {
  const nowMs = timeMsOf(timestamp);
  const verdict = (aheadMs: number) =>
    [...inspectSapient(utf8FromText(json), { nowMs: nowMs - aheadMs })][0].verdict;
  assert.deepEqual([-901, -900, 0, 100, 101].map(verdict), [
    'reject',
    'accept',
    'accept',
    'accept',
    'reject',
  ]);
});

test('a capture’s connections are read each as a stream', () => {
  const frame = frameSapient(writeSapient(fullDetectionMessage()));
  const payloads = [
    { at: 3, flow: 'a', bytes: frame.subarray(0, 50) },
    { at: 4, flow: 'b', bytes: frame },
    { at: 9, flow: 'a', bytes: frame.subarray(50) },
  ];
  assert.deepEqual([...inspectSapientPayloads(payloads)].map(short), ['accept 4', 'accept 9']);
});

test('milliseconds become a timestamp and back, before 1970 too', () => {
  for (const timeMs of [0, -1.5, 1_700_000_000_250.125, 1_799_999_999_999.999]) {
    const { seconds, nanos } = timestampOf(timeMs);
    assert.ok(nanos >= 0 && nanos < 1e9);
    assert.ok(Math.abs(timeMsOf({ seconds, nanos }) - timeMs) < 1e-3);
  }
});
