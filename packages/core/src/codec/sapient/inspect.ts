import { type JsonObject } from '@bufbuild/protobuf';
import { hexFromBytes, textFromUtf8 } from '../../base/bytes.ts';
import { type SapientFrame, SapientFrames } from './frames.ts';
import { readSapientJson, sapientJson } from './json.ts';
import { readSapient, type SapientReading, timeWindowError, versionOfIcd, writeSapient } from './read.ts';
import { type SapientVersion } from './schema.ts';

export interface SapientInspectOptions {
  /** Check each message's time against this clock, in milliseconds since 1970 UTC; no check without it. */
  readonly nowMs?: number;
  /** Add the bytes that we would send for the message, in hexadecimal, without the length. */
  readonly wire?: boolean;
}

export interface SapientInspection {
  readonly verdict: 'accept' | 'reject';
  readonly errors: readonly string[];
  readonly message: JsonObject;
  readonly wire?: string;
  /** Only where nothing could be read as a message. */
  readonly error?: string;
  /** Byte offset of the frame, or line of the JSON text. */
  readonly at: number;
}

/** Version 1 nodes remembered while a file is inspected; the oldest is forgotten beyond that. */
const maxNodes = 4096;

/**
 * A file of framed messages, or of ProtoJSON texts one after the other. A node that registered with version 1.0 is read
 * as that from then on.
 */
export function* inspectSapient(
  bytes: Uint8Array,
  options: SapientInspectOptions = {},
): Generator<SapientInspection> {
  const versions = new NodeVersions();
  if (looksLikeJson(bytes)) {
    for (const { at, text } of jsonTexts(textFromUtf8(bytes))) yield inspectText(text, at, versions, options);
    return;
  }
  const frames = new SapientFrames();
  for (const frame of frames.push(bytes)) yield inspectFrame(frame, frame.at, versions, options);
  for (const frame of frames.end()) yield inspectFrame(frame, frame.at, versions, options);
}

/** What a TCP segment of a capture bore. */
export interface SapientPayload {
  /** The packet's number in the capture. */
  readonly at: number;
  /** Names one direction of one connection; a stream is read in the order of its segments. */
  readonly flow: string;
  readonly bytes: Uint8Array;
}

/** Connections read at a time; the one begun longest ago is forgotten beyond that. */
const maxFlows = 256;

/** A capture's connections, each a stream of frames; `at` is the packet in which a message ended. */
export function* inspectSapientPayloads(
  payloads: Iterable<SapientPayload>,
  options: SapientInspectOptions = {},
): Generator<SapientInspection> {
  const versions = new NodeVersions();
  const flows = new Map<string, SapientFrames>();
  for (const { at, flow, bytes } of payloads) {
    const frames = flows.get(flow) ?? new SapientFrames();
    if (!flows.has(flow) && flows.size >= maxFlows) flows.delete(flows.keys().next().value!);
    flows.set(flow, frames);
    for (const frame of frames.push(bytes)) yield inspectFrame(frame, at, versions, options);
  }
}

function inspectFrame(
  frame: SapientFrame,
  at: number,
  versions: NodeVersions,
  options: SapientInspectOptions,
): SapientInspection {
  if (frame.error !== undefined) return refusal(at, frame.error);
  const { bytes } = frame;
  return inspection(
    versions.read((version) => readSapient(bytes, version)),
    at,
    options,
  );
}

/** A frame of less than 16 MiB has a zero as its fourth byte; JSON text has none. */
function looksLikeJson(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, 8).includes(0)) return false;
  const start = /^\uFEFF?\s*[{[]/;
  return start.test(textFromUtf8(bytes.subarray(0, 256)));
}

function inspectText(
  text: string,
  at: number,
  versions: NodeVersions,
  options: SapientInspectOptions,
): SapientInspection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return refusal(at, `expected JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return inspection(
    versions.read((version) => readSapientJson(value, version)),
    at,
    options,
  );
}

function inspection(reading: SapientReading, at: number, options: SapientInspectOptions): SapientInspection {
  const { message } = reading;
  if (message === undefined) return refusal(at, reading.errors[0]);
  const late = options.nowMs === undefined ? undefined : timeWindowError(message, options.nowMs);
  const errors = late === undefined ? reading.errors : [...reading.errors, late];
  return {
    verdict: errors.length === 0 ? 'accept' : 'reject',
    errors,
    message: sapientJson(message),
    ...(options.wire === true ? { wire: hexFromBytes(writeSapient(message)) } : {}),
    at,
  };
}

function refusal(at: number, error: string): SapientInspection {
  return { verdict: 'reject', errors: [error], message: {}, error, at };
}

/** Which version each node speaks: 1 where its last registration said so and is none of version 2. */
class NodeVersions {
  readonly #older = new Set<string>();

  read(readAs: (version: SapientVersion) => SapientReading): SapientReading {
    const reading = readAs(2);
    const { message } = reading;
    if (message?.nodeId === undefined) return reading;
    if (message.content.case === 'registration') {
      const version = reading.errors.length === 0 ? 2 : versionOfIcd(message.content.value.icdVersion);
      this.#remember(message.nodeId, version ?? 2);
    }
    return this.#older.has(message.nodeId) ? readAs(1) : reading;
  }

  #remember(nodeId: string, version: SapientVersion): void {
    this.#older.delete(nodeId);
    if (version === 2) return;
    if (this.#older.size >= maxNodes) this.#older.delete(this.#older.keys().next().value!);
    this.#older.add(nodeId);
  }
}

/**
 * JSON texts, each with the line that it starts on: one a line where most lines start an object, so that a broken one
 * stays alone; else one after the other, laid out or in an array. What stands between them is a text too.
 */
function* jsonTexts(text: string): Generator<{ at: number; text: string }> {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const starting = filled.filter((line) => line.trimStart().startsWith('{'));
  if (filled.length > 1 && starting.length * 2 >= filled.length) {
    for (const [index, line] of lines.entries()) if (line.trim() !== '') yield { at: index + 1, text: line };
  } else yield* laidOutTexts(text.replace(/^\uFEFF/, ''));
}

const between = /[\s,[\]]/;

function* laidOutTexts(text: string): Generator<{ at: number; text: string }> {
  let line = 1;
  for (let i = 0; i < text.length;) {
    const character = text[i];
    if (character === '\n') line++;
    if (between.test(character)) {
      i++;
      continue;
    }
    const end = character === '{' ? endOfObject(text, i) : endOfLine(text, i);
    const found = text.slice(i, end);
    yield { at: line, text: found };
    line += found.split('\n').length - 1;
    i = end;
  }
}

/** Behind the brace that closes the one at `start`; the text's end where none does. Braces in strings do not count. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (isInString) {
      if (character === '\\') i++;
      else if (character === '"' || character === '\n') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return i + 1;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
