import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Whom a bearer stands for. */
export interface SessionOf {
  who: 'sensor' | 'operator';
  /** sensorId, or the operator's name. */
  id: string;
  /** Absent: a long-lived key of a simple device, good until it is revoked. */
  expiresMs?: number;
}

/** A session as it stands in the bearer. */
interface Claims {
  w: 's' | 'o';
  i: string;
  e?: number;
  n: string;
}

export const sensorSessionMs = 3_600_000;
export const operatorSessionMs = 12 * 3_600_000;

/** Signatures of sessions may be repeated for so long; a nonce is remembered for twice that. */
export const sessionWindowMs = 300_000;

/**
 * Bearers that say themselves whom they stand for, under HMAC-SHA256: they outlive a restart and take no room. What may be
 * withdrawn (an enrolment) is looked up at each use by whoever asks.
 */
export class Sessions {
  readonly #secret: Buffer;

  /** `secret`: 32 random bytes. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  open(session: SessionOf): string {
    const claims: Claims = {
      w: session.who === 'sensor' ? 's' : 'o',
      i: session.id,
      n: randomBytes(9).toString('base64url'),
    };
    if (session.expiresMs !== undefined) claims.e = session.expiresMs;
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${payload}.${this.#mac(payload).toString('base64url')}`;
  }

  /** undefined where it is not ours or over. */
  read(bearer: string, nowMs: number): SessionOf | undefined {
    const [payload, mac, ...more] = bearer.split('.', 3);
    if (mac === undefined || more.length > 0 || bearer.length > 1000) return undefined;
    const given = Buffer.from(mac, 'base64url');
    const right = this.#mac(payload);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const { w, i, e } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
    if (e !== undefined && e <= nowMs) return undefined;
    const session: SessionOf = { who: w === 's' ? 'sensor' : 'operator', id: i };
    return e === undefined ? session : { ...session, expiresMs: e };
  }

  #mac(payload: string): Buffer {
    return createHmac('sha256', this.#secret).update(payload).digest();
  }
}

/** Nonces of opened sessions, so that none opens two. Beyond the capacity the oldest is forgotten. */
export class Nonces {
  readonly #usedMs = new Map<string, number>();
  readonly #capacity = 200_000;

  /** false where it was used before. */
  use(sensorId: string, nonce: string, nowMs: number): boolean {
    for (const [key, usedMs] of this.#usedMs) {
      if (this.#usedMs.size < this.#capacity && nowMs - usedMs < 2 * sessionWindowMs) break;
      this.#usedMs.delete(key);
    }
    const key = `${sensorId}\n${nonce}`;
    if (this.#usedMs.has(key)) return false;
    this.#usedMs.set(key, nowMs);
    return true;
  }
}
