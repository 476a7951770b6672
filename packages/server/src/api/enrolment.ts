import type { Header, SensorDescription } from '@kentongan/core/base/event';
import { sensorFrom } from '@kentongan/core/ingest';
import {
  canonicalJson,
  operatorSessionMs,
  publicKeyFrom,
  sensorSessionMs,
  sessionWindowMs,
  verifyEd25519,
} from '../auth/index.ts';
import { ApiError } from './errors.ts';
import type { Served } from './served.ts';

const longestName = 200;

export function objectFrom(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new ApiError('malformed', `expected a JSON object, found ${shown(body)}`);
}

/** `POST /api/enrol`: `{token, publicKey, sensor, name?}` -> `{sensorId}`. The first one starts the log of its standing. */
export async function enrol(served: Served, body: unknown): Promise<{ sensorId: string }> {
  const { token, publicKey: givenKey, sensor: given, name } = objectFrom(body);
  const nowMs = Date.now();
  const terms = typeof token === 'string' ? served.keys.enrolmentTerms(token, nowMs) : undefined;
  if (typeof token !== 'string' || terms === undefined)
    throw new ApiError('unauthorised', 'expected an enrolment token that is unused and in time, found none');
  const publicKey = publicKeyFrom(givenKey);
  if (publicKey === undefined)
    throw new ApiError(
      'malformed',
      `expected publicKey, an Ed25519 key (32 bytes in base64url, SPKI or JWK), found ${shown(givenKey)}`,
    );
  const fixed = terms.sensor ?? {};
  const sensor = checkedSensor(served.origin, {
    ...(given === undefined ? {} : objectFrom(given)),
    ...fixed,
  });
  const stated = typeof name === 'string' && name !== '' ? name.slice(0, longestName) : undefined;
  const named = terms.name ?? stated;
  const device = {
    publicKey,
    sensor,
    ...(named === undefined ? {} : { name: named }),
    ...(terms.owner === undefined ? {} : { owner: terms.owner }),
  };
  const intake = await served.intake();
  const enrolled = served.keys.enrol(token, device, nowMs);
  if (enrolled === undefined)
    throw new ApiError('unauthorised', 'expected an unused enrolment token, found one just used');
  await intake.welcome(enrolled);
  return { sensorId: enrolled.sensorId };
}

function checkedSensor(origin: Header['origin'], sensor: Record<string, unknown>): SensorDescription {
  const checked = sensorFrom(sensor, origin);
  if (checked.ok) return checked.value;
  const { at, expected, found } = checked;
  throw new ApiError('malformed', `at ${at}: expected ${expected}, found ${found}`);
}

export interface OpenedSession {
  bearer: string;
  expiresMs: number;
  /** Of an operator's session only. */
  operator?: string;
}

/** `POST /api/session`: a device's signature, or an operator's one-time token. */
export function openSession(served: Served, body: unknown): OpenedSession {
  const request = objectFrom(body);
  return request.token === undefined
    ? openDeviceSession(served, request)
    : openOperatorSession(served, request.token);
}

function openDeviceSession(served: Served, request: Record<string, unknown>): OpenedSession {
  const { signature, ...signed } = request;
  const { sensorId, timeMs, nonce } = signed;
  if (typeof sensorId !== 'string' || typeof timeMs !== 'number' || typeof nonce !== 'string' || nonce === '')
    throw new ApiError('malformed', 'expected sensorId, timeMs, nonce and signature, found them not all');
  const device = served.keys.device(sensorId);
  const isSigned =
    device?.publicKey !== undefined && verifyEd25519(device.publicKey, canonicalJson(signed), signature);
  // An unknown sensor and a wrong signature look alike, so that nobody can search for sensors.
  if (device === undefined || !isSigned)
    throw new ApiError('unauthorised', 'expected the signature of an enrolled sensor, found none that fits');
  if (device.isRevoked)
    throw new ApiError('revoked', `expected an enrolled sensor, found ${sensorId}, revoked`);
  const nowMs = Date.now();
  if (Math.abs(timeMs - nowMs) > sessionWindowMs)
    throw new ApiError(
      'unauthorised',
      `expected timeMs within ${sessionWindowMs / 1000} s of the server's clock, found ${Math.round((timeMs - nowMs) / 1000)} s`,
    );
  if (!served.nonces.use(sensorId, nonce, nowMs))
    throw new ApiError('unauthorised', 'expected a new nonce, found one that was used');
  const expiresMs = nowMs + sensorSessionMs;
  return { bearer: served.sessions.open({ who: 'sensor', id: sensorId, expiresMs }), expiresMs };
}

function openOperatorSession(served: Served, token: unknown): OpenedSession {
  const nowMs = Date.now();
  const operator = typeof token === 'string' ? served.keys.redeemOperatorToken(token, nowMs) : undefined;
  if (operator === undefined)
    throw new ApiError(
      'unauthorised',
      'expected an operator token that is unused and in time, found none: ask for a new address with "kentongan token"',
    );
  const expiresMs = nowMs + operatorSessionMs;
  return { bearer: served.sessions.open({ who: 'operator', id: operator, expiresMs }), expiresMs, operator };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
