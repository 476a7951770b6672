import { randomUUID } from 'node:crypto';
import type { Header, SensorDescription, Standing } from '@kentongan/core/base/event';
import { sensorFrom } from '@kentongan/core/ingest';
import {
  canonicalJson,
  operatorSessionMs,
  publicKeyFrom,
  sensorSessionMs,
  sessionWindowMs,
  verifyEd25519,
  type EnrolmentTerms,
  type NewDevice,
} from '../auth/index.ts';
import { ApiError } from './errors.ts';
import { intakeFor, type Served } from './served.ts';

const longestName = 200;

export function objectFrom(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new ApiError('malformed', `expected a JSON object, found ${shown(body)}`);
}

export interface Enrolled {
  sensorId: string;
  /** Of the spotter beside the device, where one was asked for. */
  spotterId?: string;
  /** Said where it is not the log of real sensors. */
  standing?: Standing;
}

/**
 * `POST /api/enrol`: `{token, publicKey, sensor, name?, spotter?}` -> `{sensorId, spotterId?, standing?}`. `spotter`
 * (`{publicKey, sensor}`) is the person beside the device: a second sensor of the same owner, so that the two count as one
 * source. The first one enrolled starts the log of its standing.
 */
export async function enrol(served: Served, body: unknown): Promise<Enrolled> {
  const { token, publicKey, sensor, name, spotter } = objectFrom(body);
  const nowMs = Date.now();
  const terms = typeof token === 'string' ? served.keys.enrolmentTerms(token, nowMs) : undefined;
  if (typeof token !== 'string' || terms === undefined)
    throw new ApiError('unauthorised', 'expected an enrolment token that is unused and in time, found none');
  const isExercise = terms.isExercise === true;
  const intake = await intakeFor(served, isExercise);
  const origin = (isExercise ? served.exercise?.header.origin : undefined) ?? served.origin;
  const stated = typeof name === 'string' && name !== '' ? name.slice(0, longestName) : undefined;
  const named = terms.name ?? stated;
  const owner = terms.owner ?? (spotter === undefined ? undefined : `o-${randomUUID()}`);
  const common = {
    isExercise,
    ...(named === undefined ? {} : { name: named }),
    ...(owner === undefined ? {} : { owner }),
  };
  const devices: NewDevice[] = [
    { ...common, publicKey: keyFrom(publicKey), sensor: describedSensor(origin, sensor, terms.sensor) },
  ];
  if (spotter !== undefined) devices.push({ ...common, ...spotterFrom(origin, spotter, terms.sensor) });
  const enrolled = served.keys.enrol(token, devices, nowMs);
  if (enrolled === undefined)
    throw new ApiError('unauthorised', 'expected an unused enrolment token, found one just used');
  for (const device of enrolled) await intake.welcome(device);
  return {
    sensorId: enrolled[0].sensorId,
    ...(enrolled.length > 1 ? { spotterId: enrolled[1].sensorId } : {}),
    ...(isExercise ? { standing: 'exercise' as const } : {}),
  };
}

function keyFrom(given: unknown): Buffer {
  const publicKey = publicKeyFrom(given);
  if (publicKey !== undefined) return publicKey;
  throw new ApiError(
    'malformed',
    `expected publicKey, an Ed25519 key (32 bytes in base64url, SPKI or JWK), found ${shown(given)}`,
  );
}

function describedSensor(
  origin: Header['origin'],
  given: unknown,
  fixed: EnrolmentTerms['sensor'] = {},
): SensorDescription {
  return checkedSensor(origin, { ...(given === undefined ? {} : objectFrom(given)), ...fixed });
}

/** Of what the token fixes only the place is the spotter's, too. */
function spotterFrom(
  origin: Header['origin'],
  given: unknown,
  fixed: EnrolmentTerms['sensor'] = {},
): NewDevice {
  const { publicKey, sensor } = objectFrom(given);
  const { latDeg, lonDeg, heightM } = fixed;
  const place = Object.fromEntries(
    Object.entries({ latDeg, lonDeg, heightM }).filter(([, value]) => value !== undefined),
  );
  const described = describedSensor(origin, sensor, place);
  if (described.type !== 'spotter')
    throw new ApiError('malformed', `at /spotter/sensor/type: expected "spotter", found "${described.type}"`);
  return { publicKey: keyFrom(publicKey), sensor: described };
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
