import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { SensorDescription } from '@kentongan/core/base/event';
import canonicalize from 'canonicalize';

/** A device as a stranger would build one from the formats alone. */
export interface TestDevice {
  sensorId: string;
  bearer: string;
  privateKey: KeyObject;
}

export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

export function signedSession(sensorId: string, privateKey: KeyObject, over: object = {}): object {
  const session = { sensorId, timeMs: Date.now(), nonce: randomUUID(), ...over };
  const signature = sign(null, Buffer.from(canonicalize(session)!), privateKey).toString('base64');
  return { ...session, signature };
}

export async function enrolDevice(
  address: string,
  token: string,
  sensor: SensorDescription,
): Promise<TestDevice> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const enrolled = await post(`${address}/api/enrol`, {
    token,
    publicKey: publicKey.export({ format: 'jwk' }),
    sensor,
  });
  if (enrolled.status !== 200) throw new Error(JSON.stringify(enrolled.answer));
  const sensorId = String(enrolled.answer.sensorId);
  const session = await post(`${address}/api/session`, signedSession(sensorId, privateKey));
  if (session.status !== 200) throw new Error(JSON.stringify(session.answer));
  return { sensorId, bearer: String(session.answer.bearer), privateKey };
}

export async function operatorBearer(consoleLink: string): Promise<string> {
  const { origin, hash } = new URL(consoleLink);
  const { answer } = await post(`${origin}/api/session`, { token: hash.slice('#token='.length) });
  return String(answer.bearer);
}
