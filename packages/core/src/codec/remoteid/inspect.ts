import { readRemoteIdText } from './json.ts';
import type { RemoteIdMessage } from './message.ts';
import { readRemoteIdPayload } from './pack.ts';
import { type CapturedPacket, RemoteIdPackets } from './packet.ts';

/** A message, or why one was refused, with the packet's number in the capture or the line's in the text. */
export type RemoteIdInspection = RemoteIdMessage | { readonly error: string; readonly at: number };

export interface RemoteIdDropCounts {
  /** Frames whose check sequence was wrong: dropped before they were read. */
  badCrc: number;
  /** Packets of a link type that carries no Remote ID. */
  linkType: number;
}

/** Packs unpacked, in capture order; packets of others give nothing. */
export function* inspectRemoteId(
  packets: Iterable<CapturedPacket>,
  dropped: RemoteIdDropCounts = { badCrc: 0, linkType: 0 },
): Generator<RemoteIdInspection> {
  const reader = new RemoteIdPackets();
  let at = 0;
  for (const packet of packets) {
    at = packet.number ?? at + 1;
    const payloads = reader.payloads(packet);
    if (typeof payloads === 'string') {
      dropped[payloads]++;
      continue;
    }
    for (const { bytes, transport } of payloads) {
      for (const found of readRemoteIdPayload(bytes, transport)) {
        yield 'error' in found ? { error: found.error, at } : found;
      }
    }
  }
}

/** A receiver's lines: JSON or hexadecimal. */
export function* inspectRemoteIdText(text: string): Generator<RemoteIdInspection> {
  let at = 0;
  for (const line of text.split('\n')) {
    at++;
    const content = line.trim();
    if (content === '') continue;
    for (const found of readRemoteIdText(content))
      yield 'error' in found ? { error: found.error, at } : found;
  }
}
