import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base64FromBytes,
  ByteQueue,
  ByteRangeError,
  ByteReader,
  bytesFromBase64,
  bytesFromHex,
  ByteWriter,
  hexFromBytes,
  LineQueue,
  textFromLatin1,
  textFromUtf8,
  utf8FromText,
} from './bytes.ts';

test('what a writer wrote, a reader reads', () => {
  const bytes = new ByteWriter(1)
    .u8(7)
    .u16(515)
    .u24(0xabcdef)
    .u32(0xdeadbeef)
    .f64(-0.1)
    .u16(515, true)
    .take();
  const reader = new ByteReader(bytes);
  assert.equal(reader.u8(), 7);
  assert.equal(reader.u16(), 515);
  assert.equal(reader.u24(), 0xabcdef);
  assert.equal(reader.u32(), 0xdeadbeef);
  assert.equal(reader.f64(), -0.1);
  assert.equal(reader.u16(true), 515);
  assert.equal(reader.remaining, 0);
});

test('a signed 24-bit number keeps its sign', () => {
  assert.equal(new ByteReader(Uint8Array.of(0xff, 0xff, 0xfe)).i24(), -2);
});

test('reading past the end says what was expected and found', () => {
  const reader = new ByteReader(Uint8Array.of(1));
  assert.throws(() => reader.u32(), new ByteRangeError(0, 4, 1));
});

test('text to UTF-8 and base64 agrees with Node, and comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = utf8FromText(text);
      assert.deepEqual(Buffer.from(bytes), Buffer.from(text, 'utf8'));
      assert.equal(textFromUtf8(bytes), Buffer.from(text, 'utf8').toString('utf8'));
      assert.equal(base64FromBytes(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(bytesFromBase64(Buffer.from(bytes).toString('base64url')), bytes);
      assert.deepEqual(bytesFromHex(hexFromBytes(bytes)), bytes);
    }),
  );
});

test('any bytes at all decode to some text', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof textFromUtf8(bytes) === 'string'));
});

test('a queue refuses what would exceed its capacity, and keeps what it held', () => {
  const queue = new ByteQueue(5000);
  assert.equal(queue.append(new Uint8Array(4000).fill(1)), true);
  assert.equal(queue.append(new Uint8Array(1001)), false);
  queue.drop(3999);
  assert.equal(queue.append(Uint8Array.of(2, 3)), true);
  assert.deepEqual([...queue.bytes()], [1, 2, 3]);
});

function linesOf(pieces: readonly Uint8Array[], maxLine = 10): string[] {
  const queue = new LineQueue(maxLine);
  const lines: string[] = [];
  const drain = (): void => {
    for (let line = queue.next(); line !== undefined; line = queue.next()) {
      lines.push(`${queue.line}${queue.cut ? ' cut' : ''}: ${textFromLatin1(line)}`);
    }
  };
  for (const piece of pieces) {
    assert.ok(queue.append(piece));
    drain();
  }
  queue.end();
  drain();
  return lines;
}

test('lines come out the same at every split, a long one cut and counted once, the last without its end', () => {
  const bytes = utf8FromText('one\r\n\nmuch too long a line\nfour\nfive');
  const expected = ['1: one', '2: ', '3 cut: much too l', '4: four', '5: five'];
  for (let a = 0; a <= bytes.length; a++) {
    for (let b = a; b <= bytes.length; b++) {
      assert.deepEqual(linesOf([bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b)]), expected);
    }
  }
});

test('lines: a piece beyond the capacity is not taken', () => {
  const queue = new LineQueue(4, 8);
  assert.equal(queue.append(new Uint8Array(9)), false);
  assert.equal(queue.append(new Uint8Array(8)), true);
});
