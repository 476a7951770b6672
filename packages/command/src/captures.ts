import type { Piece } from '@kentongan/core/base/bytes';
import {
  capturedPackets,
  capturedPieces,
  isCapture,
  Unpacker,
  type CapturedPacket,
} from '@kentongan/core/codec/pcap';
import { openBytes } from './lines.ts';

/** What stands where something was refused. */
export interface RefusedPiece {
  error: string;
  at?: number;
}

/** A whole file or standard input; captures and streams to inspect are read at once. */
export async function readAll(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await openBytes(file)) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** A file's bytes as they are, or what the packets of a capture bore; refused packets go to `onRefusal` in their place. */
export function* piecesOf(file: Uint8Array, onRefusal: (refused: RefusedPiece) => void): Generator<Piece> {
  if (!isCapture(file)) {
    yield { bytes: file };
    return;
  }
  for (const piece of capturedPieces(file)) {
    if ('error' in piece) onRefusal(piece);
    else yield piece;
  }
}

export function* packetsOf(
  file: Uint8Array,
  onRefusal: (refused: RefusedPiece) => void,
): Generator<CapturedPacket> {
  for (const packet of capturedPackets(file)) {
    if ('error' in packet) onRefusal(packet);
    else yield packet;
  }
}

export interface FlowPayload {
  at: number;
  transport: 'udp' | 'tcp';
  /** One direction of one connection. */
  flow: string;
  /** When it was captured, where the capture says so. */
  timeMs: number | undefined;
  bytes: Uint8Array;
}

/** What datagrams and connections of a capture bore, each with the connection it belongs to. */
export function* flowsOf(
  file: Uint8Array,
  onRefusal: (refused: RefusedPiece) => void,
): Generator<FlowPayload> {
  const unpacker = new Unpacker();
  for (const packet of packetsOf(file, onRefusal)) {
    const payload = unpacker.unpack(packet);
    if (payload === undefined) continue;
    if ('error' in payload) {
      onRefusal({ error: payload.error, at: packet.number });
      continue;
    }
    const { transport, source, sourcePort, destination, destinationPort, bytes } = payload;
    yield {
      at: packet.number,
      transport,
      flow: `${source} ${sourcePort} ${destination} ${destinationPort}`,
      timeMs: packet.timeMs,
      bytes,
    };
  }
}
