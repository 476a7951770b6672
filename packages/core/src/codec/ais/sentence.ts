import { textFromLatin1 } from '../../base/bytes.ts';
import type { AisTag } from './message.ts';

/** An AIVDM sentence, checked but not yet put together with its other parts. */
export interface Sentence {
  readonly own: boolean;
  readonly total: number;
  readonly part: number;
  /** What parts of one message have in common. */
  readonly group: string;
  readonly channel: string;
  readonly payload: Uint8Array;
  readonly pad: number;
  readonly tag: AisTag | undefined;
  readonly statedMs: number | undefined;
}

const backslash = 0x5c;
const bang = 0x21;
const comma = 0x2c;
const star = 0x2a;

/**
 * `\tag block*hh\!AIVDM,total,part,sequence,channel,payload,pad*hh,receiver's own fields` (IEC 61162-1; NMEA 0183 4.0 for
 * the tag block). Any talker, VDM or VDO. A text says what is wrong; undefined where the line is about something else
 * (empty, a comment, another sentence that begins with `$`).
 */
export function readSentence(line: Uint8Array): Sentence | string | undefined {
  let at = 0;
  let tag: AisTag | undefined;
  if (line[0] === backslash) {
    const end = line.indexOf(backslash, 1);
    if (end < 0) return 'expected a tag block that ends, found none';
    const found = readTag(line.subarray(1, end));
    if (typeof found === 'string') return found;
    tag = found;
    at = end + 1;
  }
  if (line[at] !== bang)
    return at >= line.length || line[at] === 0x24 || line[at] === 0x23 ? undefined : notOne(line, at);
  const sum = line.indexOf(star, at);
  if (sum < 0) return 'expected a checksum, found none';
  if (checksumOf(line, at + 1, sum) !== hexOf(line, sum + 1))
    return 'expected another checksum: the sentence is damaged';
  return readFields(line, at, sum, tag);
}

function readFields(line: Uint8Array, at: number, sum: number, tag: AisTag | undefined): Sentence | string {
  const isVdm =
    line[at + 3] === 0x56 && line[at + 4] === 0x44 && (line[at + 5] === 0x4d || line[at + 5] === 0x4f);
  const totalAt = at + 7;
  const partAt = totalAt + 2;
  const sequenceAt = partAt + 2;
  const channelAt = line.indexOf(comma, sequenceAt) + 1;
  const payloadAt = line.indexOf(comma, channelAt) + 1;
  const padAt = line.indexOf(comma, payloadAt) + 1;
  if (!isVdm || channelAt === 0 || payloadAt === 0 || padAt === 0 || padAt > sum) return notOne(line, at);
  const total = line[totalAt] - 48;
  const part = line[partAt] - 48;
  const separated = line[totalAt - 1] === comma && line[totalAt + 1] === comma && line[partAt + 1] === comma;
  if (!separated || !(total >= 1 && total <= 9 && part >= 1 && part <= total)) {
    return `expected part 1 to 9 of as many, found ${JSON.stringify(textFromLatin1(line.subarray(totalAt, sequenceAt)))}`;
  }
  const pad = sum === padAt + 1 ? line[padAt] - 48 : -1;
  if (pad < 0 || pad > 5) return 'expected 0 to 5 bits of padding, found other';
  return {
    own: line[at + 5] === 0x4f,
    total,
    part,
    group: total === 1 ? '' : (groupOf(tag) ?? textFromLatin1(line.subarray(sequenceAt, payloadAt))),
    channel:
      payloadAt === channelAt + 2
        ? channels[line[channelAt]]
        : textFromLatin1(line.subarray(channelAt, payloadAt - 1)),
    payload: line.subarray(payloadAt, padAt - 1),
    pad,
    tag,
    statedMs: statedMsOf(tag) ?? trailingMsOf(line, sum),
  };
}

/** One character as text, made once. */
const channels = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

function notOne(line: Uint8Array, at: number): string {
  return `expected !AIVDM, found ${JSON.stringify(textFromLatin1(line.subarray(at, at + 40)))}`;
}

/** `g:1-2-1604`: sentence 1 of 2 of group 1604. */
function groupOf(tag: AisTag | undefined): string | undefined {
  const group = tag?.g;
  if (typeof group !== 'string') return undefined;
  const [, , id] = group.split('-');
  return id === undefined ? undefined : `g ${id}`;
}

/** `c`: Unix time, in seconds, or in milliseconds where it could not be seconds. */
function statedMsOf(tag: AisTag | undefined): number | undefined {
  const time = tag?.c;
  if (typeof time !== 'number') return undefined;
  return time < 1e11 ? time * 1000 : time;
}

/** Receivers add fields after the checksum, the last of which is the Unix time of reception. */
function trailingMsOf(line: Uint8Array, sum: number): number | undefined {
  if (line.length <= sum + 4) return undefined;
  const time = Number(textFromLatin1(line.subarray(line.lastIndexOf(comma) + 1)));
  return time >= 5e8 && time < 1e10 ? time * 1000 : undefined;
}

/** `key:value,key:value*hh`: n, r and c are numbers. */
function readTag(block: Uint8Array): AisTag | string {
  const sum = block.lastIndexOf(star);
  if (sum < 0) return 'expected a checksum in the tag block, found none';
  if (checksumOf(block, 0, sum) !== hexOf(block, sum + 1))
    return 'expected another checksum: the tag block is damaged';
  const tag: Record<string, string | number> = {};
  for (const part of textFromLatin1(block.subarray(0, sum)).split(',')) {
    const colon = part.indexOf(':');
    if (colon < 1) return `expected key:value in the tag block, found ${JSON.stringify(part.slice(0, 40))}`;
    const key = part.slice(0, colon);
    const value = part.slice(colon + 1);
    const isNumber = (key === 'c' || key === 'n' || key === 'r') && /^\d+(\.\d+)?$/.test(value);
    Object.defineProperty(tag, key, {
      value: isNumber ? Number(value) : value,
      enumerable: true,
      configurable: true,
    });
  }
  return tag;
}

function checksumOf(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum ^= bytes[i];
  return sum;
}

/** Two hex digits; -1 where they are none. */
function hexOf(bytes: Uint8Array, at: number): number {
  const high = at + 1 < bytes.length ? hexDigits[bytes[at]] : -1;
  const low = high < 0 ? -1 : hexDigits[bytes[at + 1]];
  return low < 0 ? -1 : high * 16 + low;
}

const hexDigits = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  hexDigits[digit.toString(16).charCodeAt(0)] = digit;
  hexDigits[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
