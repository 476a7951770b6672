import type { Place } from './description.ts';

/** What a phone may be: its own microphone, or its owner's eyes and ears. Each is a sensor with a key of its own. */
export type Role = 'microphone' | 'spotter';

/** What a phone is once it has become `made`: one sensor a role, all in one log, or an exercise's banner would be untrue. */
export function becoming(old: readonly Identity[], made: readonly Identity[]): Identity[] {
  const stays = ({ role, standing }: Identity): boolean =>
    made.every((each) => each.role !== role && each.standing === standing);
  return [...old.filter(stays), ...made];
}

export interface Identity {
  role: Role;
  sensorId: string;
  name: string;
  place: Place;
  /** Where it is not the log of real sensors: it takes part in an exercise, whose clock it goes by. */
  standing?: 'exercise';
  /** Ed25519; the private half cannot be read, only used. */
  keys: CryptoKeyPair;
}

/** A key that never leaves this browser. Rejects where the browser knows no Ed25519. */
export function createKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
}

/** The raw 32 bytes, base64url. */
export async function publicKeyOf(keys: CryptoKeyPair): Promise<string> {
  return base64url(await crypto.subtle.exportKey('raw', keys.publicKey));
}

/** The body of a session's request: who and when, signed over its canonical JSON (RFC 8785). */
export async function signedSession(identity: Identity, serverNowMs: number): Promise<string> {
  const nonce = crypto.randomUUID();
  // Members in order of their names, and only strings and an integer: JSON.stringify is canonical here.
  const signed = { nonce, sensorId: identity.sensorId, timeMs: Math.round(serverNowMs) };
  const bytes = new TextEncoder().encode(JSON.stringify(signed));
  const signature = await crypto.subtle.sign('Ed25519', identity.keys.privateKey, bytes);
  return JSON.stringify({ ...signed, signature: base64url(signature) });
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const tokenKey = 'enrol-token';

/**
 * The one-time token that this page was opened with. It leaves the address at once, and stays in this tab until it is
 * used, so that a reload does not lose it.
 */
export function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('enrol');
  if (token !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    sessionStorage.setItem(tokenKey, token);
  }
  return sessionStorage.getItem(tokenKey) ?? undefined;
}

export function forgetToken(): void {
  sessionStorage.removeItem(tokenKey);
}
