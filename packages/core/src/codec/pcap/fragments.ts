/** What a datagram's header says, and its payload or the part of it that is here. */
export interface IpPacket {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly bytes: Uint8Array;
  readonly fragment: { readonly id: number; readonly offset: number; readonly more: boolean } | undefined;
}

/** Datagrams being joined; one more, and the one begun longest ago is dropped. */
const maxDatagrams = 64;
const maxDatagramBytes = 65_535;
/** Parts wait as long (RFC 791 suggests 15 s, RFC 8200 60 s). */
const patienceMs = 30_000;
const maxPieces = 256;

interface Joining {
  readonly begunMs: number;
  readonly bytes: Uint8Array;
  /** Offset and end of the pieces held. */
  readonly pieces: (readonly [from: number, to: number])[];
  length: number;
}

/** Joins IP fragments. Holds at most 64 datagrams of 64 KiB. */
export class FragmentPool {
  readonly #joining = new Map<string, Joining>();

  /** The whole datagram's payload once its last fragment is there. */
  add(packet: IpPacket, nowMs: number): Uint8Array | undefined {
    const { fragment } = packet;
    if (fragment === undefined) return packet.bytes;
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${fragment.id}`;
    const joining = this.#find(key, nowMs);
    const end = fragment.offset + packet.bytes.length;
    if (end > maxDatagramBytes || joining.pieces.length >= maxPieces) {
      this.#joining.delete(key);
      return undefined;
    }
    joining.bytes.set(packet.bytes, fragment.offset);
    joining.pieces.push([fragment.offset, end]);
    if (!fragment.more) joining.length = end;
    if (!isWhole(joining)) return undefined;
    this.#joining.delete(key);
    return joining.bytes.subarray(0, joining.length);
  }

  #find(key: string, nowMs: number): Joining {
    const held = this.#joining.get(key);
    if (held !== undefined && nowMs - held.begunMs <= patienceMs) return held;
    this.#joining.delete(key);
    if (this.#joining.size >= maxDatagrams) {
      for (const oldest of this.#joining.keys()) {
        this.#joining.delete(oldest);
        break;
      }
    }
    const made: Joining = { begunMs: nowMs, bytes: new Uint8Array(maxDatagramBytes), pieces: [], length: -1 };
    this.#joining.set(key, made);
    return made;
  }
}

function isWhole(joining: Joining): boolean {
  if (joining.length < 0) return false;
  joining.pieces.sort((a, b) => a[0] - b[0]);
  let covered = 0;
  for (const [from, to] of joining.pieces) {
    if (from > covered) return false;
    covered = Math.max(covered, to);
  }
  return covered >= joining.length;
}
