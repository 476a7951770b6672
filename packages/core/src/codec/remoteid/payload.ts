import type { RemoteIdTransport } from './message.ts';

/** What stands behind the application code in one frame: a counter byte, then a message or a pack. */
export interface RemoteIdPayload {
  readonly transport: RemoteIdTransport;
  /** The transmitter's address, hexadecimal; it joins the single messages of one aircraft. May be random or forged. */
  readonly address: string;
  readonly bytes: Uint8Array;
}
