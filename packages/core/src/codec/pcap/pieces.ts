import type { Piece } from '../../base/bytes.ts';
import { PcapReader } from './reader.ts';
import type { CapturedPacket, PcapRefusal } from './reader.ts';
import { Unpacker } from './unpack.ts';

const sliceBytes = 65_536;

/** The packets of a whole capture, and what was refused of it. */
export function* capturedPackets(file: Uint8Array): Generator<CapturedPacket | PcapRefusal> {
  const reader = new PcapReader();
  for (let at = 0; at < file.length; at += sliceBytes) {
    reader.append(file.subarray(at, at + sliceBytes));
    if (at + sliceBytes >= file.length) reader.end();
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) yield packet;
  }
}

/** A piece of a capture, with when it was captured. */
export interface CapturedPiece extends Piece {
  readonly at: number;
  readonly timeMs: number | undefined;
}

/** What the UDP datagrams and TCP segments of a whole capture bore, and what was refused of it. */
export function* capturedPieces(file: Uint8Array): Generator<CapturedPiece | PcapRefusal> {
  const unpacker = new Unpacker();
  for (const packet of capturedPackets(file)) {
    if ('error' in packet) {
      yield packet;
      continue;
    }
    const { number: at, timeMs } = packet;
    const payload = unpacker.unpack(packet);
    if (payload === undefined) continue;
    if ('error' in payload) yield { error: payload.error, at };
    else yield { bytes: payload.bytes, at, timeMs, whole: payload.transport === 'udp' };
  }
}
