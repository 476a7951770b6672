import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { wireShape, wireShapeError } from '../protobuf/index.ts';
import type { SapientMessage } from './messages.ts';
import { compileRules, type RuleChecker } from './rules.ts';
import { type SapientSchema, type SapientVersion, schemas } from './schema.ts';
import { version1FromVersion2, version2FromVersion1 } from './version1.ts';

/**
 * A message as read, and what the standard has against it. It is accepted where `errors` is empty; each error starts
 * with the path of the field (`alert.location.x: …`). `message` is absent where the bytes are no message at all.
 */
export interface SapientReading {
  readonly message: SapientMessage | undefined;
  readonly errors: readonly string[];
}

/** What may be given to build a message: every field optional, no `$typeName`. */
export type Init<T> = T extends Uint8Array | bigint | string | number | boolean | undefined
  ? T
  : T extends (infer Item)[]
    ? Init<Item>[]
    : T extends { case: infer Case; value?: infer Value }
      ? { case: Case; value: Init<Value> }
      : { [Key in keyof T]?: Init<T[Key]> };

const checkers: Partial<Record<SapientVersion, RuleChecker>> = {};

/** The rules of that version on a message in that version's own shape; compiled when first needed. */
export function ruleErrors(version: SapientVersion, message: object): string[] {
  const errors: string[] = [];
  (checkers[version] ??= compileRules(schemas[version]))(message, errors);
  return errors;
}

/** One message without its length prefix. Always gives version 2's shape; unknown fields are ignored. Never throws. */
export function readSapient(bytes: Uint8Array, version: SapientVersion = 2): SapientReading {
  const decoded = decode(schemas[2], bytes);
  if (typeof decoded === 'string') return { message: undefined, errors: [`(root): ${decoded}`] };
  const message = decoded as unknown as SapientMessage;
  const isSameInBoth = message.content.case === 'detectionReport' || message.content.case === 'alert';
  if (version === 2 || isSameInBoth) return { message, errors: ruleErrors(2, decoded) };
  const older = decode(schemas[1], bytes);
  if (typeof older === 'string') return { message: undefined, errors: [`(root): ${older}`] };
  return { message: version2FromVersion1(older), errors: ruleErrors(1, older) };
}

function decode(schema: SapientSchema, bytes: Uint8Array): ReturnType<typeof fromBinary> | string {
  const shapeError = wireShapeError(wireShape(schema.message), bytes);
  if (shapeError !== undefined) return shapeError;
  try {
    return ownPacket(fromBinary(schema.message, bytes, { readUnknownFields: false }));
  } catch (cause) {
    return `cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** The only bytes in any message are an error's packet; they are a view of what was read, which a stream writes over. */
function ownPacket<Decoded>(message: Decoded): Decoded {
  const { content } = message as { content: { case?: string; value?: { packet?: Uint8Array } } };
  if (content.case === 'error' && content.value?.packet !== undefined) {
    content.value.packet = content.value.packet.slice();
  }
  return message;
}

/**
 * A whole message of what is known of it: absent lists are empty, absent oneofs have no case. Copies what it is given,
 * which may be a message read, or parts of one. What the rules say of it, `ruleErrors` tells.
 */
export function sapientMessage(init: Init<SapientMessage>): SapientMessage {
  return create(schemas[2].message, unnamed(init) as Record<string, unknown>) as unknown as SapientMessage;
}

/** Without protobuf's type names: it takes an object that has one as whole, and would not look inside. */
function unnamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unnamed);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) if (name !== '$typeName') copy[name] = unnamed(inner);
  return copy;
}

/** The bytes to send, in protobuf's canonical order, without the length prefix (`frameSapient` adds it). */
export function writeSapient(init: Init<SapientMessage>, version: SapientVersion = 2): Uint8Array {
  const message = sapientMessage(init);
  const shaped = version === 2 ? message : version1FromVersion2(message);
  return toBinary(schemas[version].message, shaped as unknown as Parameters<typeof toBinary>[1]);
}

/** Milliseconds since 1970 UTC, to the sub-millisecond that a double can hold. */
export function timeMsOf(time: { readonly seconds: bigint; readonly nanos: number }): number {
  return Number(time.seconds) * 1000 + time.nanos / 1e6;
}

export function timestampOf(timeMs: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(timeMs / 1000);
  return {
    seconds: BigInt(seconds),
    nanos: Math.min(999_999_999, Math.round((timeMs - seconds * 1000) * 1e6)),
  };
}

/** Dstl's middleware refuses a message more than 0.9 s older or 0.1 s newer than its own clock. */
export const timeWindowMs = { oldest: -900, newest: 100 } as const;

/** undefined where the message's time is within that window of `nowMs`, or where it has none (a rule says so). */
export function timeWindowError(message: SapientMessage, nowMs: number): string | undefined {
  if (message.timestamp === undefined) return undefined;
  const aheadMs = timeMsOf(message.timestamp) - nowMs;
  if (aheadMs >= timeWindowMs.oldest && aheadMs <= timeWindowMs.newest) return undefined;
  return `timestamp: expected within -0.9 to +0.1 s of now, found ${aheadMs / 1000} s`;
}

/** The version that a registration's `icd_version` names ("BSI Flex 335 v2.0", or with underscores). */
export function versionOfIcd(icdVersion: string | undefined): SapientVersion | undefined {
  const major = /^BSI[ _]Flex[ _]335[ _]v?([12])(\.\d+)?$/i.exec(icdVersion ?? '')?.[1];
  return major === '1' ? 1 : major === '2' ? 2 : undefined;
}

/** Reads one connection's messages, which are of the version that its registration names; 2 until then. */
export class SapientReader {
  version: SapientVersion = 2;

  read(bytes: Uint8Array): SapientReading {
    const reading = readSapient(bytes, this.version);
    const content = reading.message?.content;
    if (content?.case !== 'registration') return reading;
    const version = versionOfIcd(content.value.icdVersion) ?? 2;
    if (version === this.version) return reading;
    this.version = version;
    return readSapient(bytes, version);
  }
}
