import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameSapient, maxFrameBytes, SapientFrames } from './frames.ts';
import { readSapient, writeSapient } from './read.ts';
import { detectionMessage, errorMessage, statusMessage } from './testing/samples.ts';

const messages = [detectionMessage(), statusMessage(), errorMessage()].map((message) =>
  writeSapient(message),
);
const stream = Buffer.concat(messages.map(frameSapient));

function read(...pieces: Uint8Array[]): string[] {
  const frames = new SapientFrames();
  const found = pieces.flatMap((piece) =>
    Array.from(frames.push(piece), (frame) => frame.error ?? Buffer.from(frame.bytes).toString('hex')),
  );
  const rest = Array.from(frames.end(), (frame) => frame.error ?? Buffer.from(frame.bytes).toString('hex'));
  return [...found, ...rest];
}

const expected = messages.map((message) => Buffer.from(message).toString('hex'));

test('a stream cut anywhere gives the same frames', () => {
  for (let cut = 0; cut <= stream.length; cut++) {
    assert.deepEqual(read(stream.subarray(0, cut), stream.subarray(cut)), expected);
  }
});

test('a stream in single bytes gives the same frames', () => {
  assert.deepEqual(read(...Array.from(stream, (byte) => Uint8Array.of(byte))), expected);
});

test('a frame says where it started', () => {
  const starts = Array.from(new SapientFrames().push(stream), ({ at }) => at);
  assert.deepEqual(starts, [0, 4 + messages[0].length, 8 + messages[0].length + messages[1].length]);
});

test('a length beyond the bound is refused once, and the next message is still read', () => {
  const lying = Buffer.concat([Uint8Array.of(0xff, 0xff, 0xff, 0xff), Buffer.alloc(5000, 0x41), stream]);
  const [error, ...rest] = read(lying);
  assert.match(error, /expected a length of at most 1048576, found 4294967295/);
  assert.deepEqual(rest, expected);
});

test('after a lying length the next message is found at every cut', () => {
  const lying = Buffer.concat([Uint8Array.of(1, 2, 3, 0xf0, 9, 9), stream]);
  for (let cut = 0; cut <= lying.length; cut++) {
    assert.deepEqual(read(lying.subarray(0, cut), lying.subarray(cut)).slice(1), expected);
  }
});

test('a message of the largest length passes in pieces of any size', () => {
  const largest = frameSapient(
    Uint8Array.from({ length: maxFrameBytes }, (_, index) => (index % 2 === 0 ? 0x78 : 1)),
  );
  const frames = new SapientFrames();
  const lengths = [...frames.push(Buffer.concat([largest, largest]))].map(
    (frame) => frame.error ?? frame.bytes.length,
  );
  assert.deepEqual(lengths, [maxFrameBytes, maxFrameBytes]);
});

test('an empty frame is a frame', () => {
  assert.deepEqual(read(Buffer.concat([frameSapient(new Uint8Array(0)), stream])), ['', ...expected]);
});

test('a frame that is no message is refused, and its neighbours are read', () => {
  const broken = frameSapient(Uint8Array.of(0x0a, 200, 1, 5));
  assert.deepEqual(read(Buffer.concat([stream, broken, stream])), [
    ...expected,
    'expected 200 bytes, found 1 at byte 3',
    ...expected,
  ]);
});

test('a length that is too long, too short or beyond the end takes no neighbour along', () => {
  for (const change of [1, 2, 50, 100, 300, 100_000, -1, -2, -50]) {
    const lying = stream.slice();
    new DataView(lying.buffer).setUint32(0, messages[0].length + change, true);
    assert.deepEqual(
      read(Buffer.concat([lying, stream])).slice(-5),
      [...expected.slice(1), ...expected],
      String(change),
    );
  }
});

test('a frame that the end cuts off is named', () => {
  assert.deepEqual(read(stream.subarray(0, stream.length - 1)), [
    ...expected.slice(0, 2),
    `expected the rest of a frame, found the end after ${messages[2].length + 3} bytes`,
  ]);
});

test('a message outlives the bytes that it was read from', () => {
  const frames = new SapientFrames();
  const [frame] = frames.push(stream.subarray(stream.length - messages[2].length - 4));
  const { message } = readSapient(frame.bytes!);
  frame.bytes!.fill(0xff);
  assert.deepEqual(message, errorMessage());
});
