/** Bytes: as of a body posted over HTTP. */
export const longestPacket = 1_048_576;

/**
 * Follows the packets of one MQTT connection by their lengths (MQTT 3.1.1, 2.2: a byte, then the length as a varint of at
 * most four bytes), so that a packet that announces more than `capacity` is noticed before it is waited for.
 */
export class MqttLengths {
  readonly #capacity: number;
  #left = 0;
  /** Bytes of the length that were read; undefined before the packet's first byte. */
  #digits: number | undefined;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** false: what began in these bytes is too long, or has no length that is one. */
  follow(bytes: Uint8Array): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, bytes.length - at);
        this.#left -= skipped;
        at += skipped;
      } else if (this.#digits === undefined) {
        this.#digits = 0;
        this.#length = 0;
        at++;
      } else if (!this.#digit(bytes[at++])) return false;
    }
    return true;
  }

  #digit(byte: number): boolean {
    const digits = this.#digits ?? 0;
    this.#length += (byte & 127) << (7 * digits);
    this.#digits = digits + 1;
    if (this.#length > this.#capacity || (digits === 3 && byte > 127)) return false;
    if (byte > 127) return true;
    this.#left = this.#length;
    this.#digits = undefined;
    return true;
  }
}
