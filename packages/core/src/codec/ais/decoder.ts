import { LineQueue } from '../../base/bytes.ts';
import { AisBits } from './bits.ts';
import type { AisDecoded, AisMessage, AisRefusal } from './message.ts';
import { readSentence } from './sentence.ts';
import type { Sentence } from './sentence.ts';
import { decodeAis } from './types.ts';

/** Messages whose parts are waited for; one more, and the one begun longest ago is refused. */
const maxGroups = 64;
/** Parts wait as long, by the caller's clock; and for so many lines, where there is none. */
const patienceMs = 15_000;
const patienceLines = 1000;
/** Longest sentence and tag block: the standard has 82 characters each, receivers add fields. */
const maxLine = 1024;

interface Group {
  readonly at: number;
  readonly timeMs: number | undefined;
  readonly parts: (Sentence | undefined)[];
  missing: number;
}

/** AIVDM lines in any pieces to messages, their parts joined though other sentences stand between them. */
export class AisDecoder {
  readonly #lines = new LineQueue(maxLine);
  readonly #bits = new AisBits();
  readonly #groups = new Map<string, Group>();
  readonly #refused: AisRefusal[] = [];
  #timeMs: number | undefined;
  #ended = false;
  /** Lines about something else: empty, comments, other sentences. */
  ignored = 0;

  /** `timeMs`: when these bytes came. Holds 1 MiB at most: takes nothing and says false beyond that. */
  append(piece: Uint8Array, timeMs?: number): boolean {
    this.#timeMs = timeMs;
    return this.#lines.append(piece);
  }

  /** No more will come: a last line needs no line end, and parts that wait are refused. */
  end(): void {
    this.#ended = true;
    this.#lines.end();
  }

  next(): AisDecoded | undefined {
    for (;;) {
      const refused = this.#refused.shift();
      if (refused !== undefined) return refused;
      const line = this.#lines.next();
      if (line === undefined) {
        if (!this.#ended || this.#groups.size === 0) return undefined;
        for (const [key, group] of this.#groups) this.#refuse(key, group, 'the end');
        continue;
      }
      const at = this.#lines.line;
      if (this.#lines.cut) return { error: `expected a line of at most ${maxLine} bytes`, at };
      const sentence = readSentence(line);
      if (typeof sentence === 'string') return { error: sentence, at };
      if (sentence === undefined) this.ignored++;
      else {
        const decoded = sentence.total === 1 ? this.#decode([sentence], at) : this.#join(sentence, at);
        if (decoded !== undefined) return decoded;
      }
    }
  }

  #join(sentence: Sentence, at: number): AisDecoded | undefined {
    this.#expire(at);
    const group = this.#groups.get(sentence.group) ?? this.#begin(sentence, at);
    if (group.parts.length !== sentence.total || group.parts[sentence.part - 1] !== undefined) {
      this.#refuse(sentence.group, group, 'another message with the same id');
      return this.#join(sentence, at);
    }
    group.parts[sentence.part - 1] = { ...sentence, payload: sentence.payload.slice() };
    if (--group.missing > 0) return undefined;
    this.#groups.delete(sentence.group);
    return this.#decode(group.parts as Sentence[], at);
  }

  #begin(sentence: Sentence, at: number): Group {
    if (this.#groups.size >= maxGroups) {
      for (const [key, oldest] of this.#groups) {
        this.#refuse(key, oldest, `${maxGroups} others`);
        break;
      }
    }
    const parts = Array.from<Sentence | undefined>({ length: sentence.total });
    const group: Group = { at, timeMs: this.#timeMs, parts, missing: sentence.total };
    this.#groups.set(sentence.group, group);
    return group;
  }

  /** Groups are in the order in which they began, so the first that may still wait ends the search. */
  #expire(at: number): void {
    for (const [key, group] of this.#groups) {
      const { timeMs } = group;
      const waits =
        timeMs === undefined || this.#timeMs === undefined
          ? at - group.at <= patienceLines
          : this.#timeMs - timeMs <= patienceMs;
      if (waits) return;
      this.#refuse(key, group, 'too long a wait');
    }
  }

  #refuse(key: string, group: Group, found: string): void {
    this.#groups.delete(key);
    const missing = group.parts.findIndex((part) => part === undefined) + 1;
    this.#refused.push({
      error: `expected part ${missing} of ${group.parts.length}, found ${found}`,
      at: group.at,
    });
  }

  #decode(parts: readonly Sentence[], at: number): AisDecoded {
    const bits = this.#bits;
    bits.clear();
    for (const { payload, pad } of parts) {
      const error = bits.append(payload, pad);
      if (error !== undefined) return { error, at };
    }
    const message = decodeAis(bits);
    if (typeof message === 'string') return { error: message, at };
    return described(message, parts[0], at);
  }
}

function described(
  message: AisMessage['message'],
  { channel, tag, statedMs, own }: Sentence,
  at: number,
): AisMessage {
  if (tag === undefined && statedMs === undefined) return { message, at, channel, own };
  return { message, at, channel, own, ...(tag && { tag }), ...(statedMs !== undefined && { statedMs }) };
}
