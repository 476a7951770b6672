import type { IncomingMessage } from 'node:http';
import type { SessionOf } from '../auth/index.ts';
import type { Intake } from '../receive/index.ts';
import { ApiError } from './errors.ts';
import { intakeFor, type Access, type Served } from './served.ts';

const bearerProtocol = 'bearer.';

/** Cookies know no ports, so two servers on one machine would take each other's. */
export function cookieName(request: IncomingMessage): string {
  return `kentongan-${request.socket.localPort ?? 0}`;
}

function bearerOf(request: IncomingMessage): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  const protocol = offered.find((name) => name.trim().startsWith(bearerProtocol));
  if (protocol !== undefined) return protocol.trim().slice(bearerProtocol.length);
  const name = `${cookieName(request)}=`;
  const own = cookie?.split(';').find((pair) => pair.trim().startsWith(name));
  return own?.trim().slice(name.length);
}

function sessionOf(served: Served, request: IncomingMessage, who: SessionOf['who']): SessionOf {
  const bearer = bearerOf(request);
  const kind = who === 'sensor' ? "an enrolled sensor's" : "an operator's";
  if (bearer === undefined) throw new ApiError('unauthorised', `expected ${kind} bearer, found none`);
  const session = served.sessions.read(bearer, Date.now());
  if (session === undefined)
    throw new ApiError('unauthorised', `expected ${kind} bearer, found one that is not ours or is over`);
  if (session.who !== who)
    throw new ApiError(
      'forbidden',
      `expected ${kind} bearer, found that of the ${session.who} ${session.id}`,
    );
  return session;
}

export function operatorOf(served: Served, request: IncomingMessage): SessionOf {
  return sessionOf(served, request, 'operator');
}

export interface Sender {
  sensorId: string;
  intake: Intake;
}

/** The sensor that makes the request, and the way in; the region learns of it where it does not know it yet. */
export async function sensorOf(served: Served, request: IncomingMessage): Promise<Sender> {
  return enrolledSender(served, sessionOf(served, request, 'sensor').id);
}

/** A sensor that has shown who it is, and the way in. */
export async function enrolledSender(served: Access, sensorId: string): Promise<Sender> {
  const isExercise = served.keys.isOfExercise(sensorId);
  if (isExercise === undefined)
    throw new ApiError('unauthorised', `expected an enrolled sensor, found ${sensorId}`);
  const intake = await intakeFor(served, isExercise);
  if (!intake.knows(sensorId)) {
    const device = served.keys.device(sensorId);
    if (device === undefined)
      throw new ApiError('unauthorised', `expected an enrolled sensor, found ${sensorId}`);
    if (device.isRevoked) throw revoked(sensorId);
    await intake.welcome(device);
  }
  if (intake.isRevoked(sensorId)) throw revoked(sensorId);
  return { sensorId, intake };
}

function revoked(sensorId: string): ApiError {
  return new ApiError('revoked', `expected an enrolled sensor, found ${sensorId}, revoked`);
}

/** A browser says where a WebSocket was asked for; another site's page must not ride on the operator's cookie. */
export function isFromElsewhere(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** From this machine itself, and not handed on by a proxy here, which would make everybody look so. */
export function isFromHere(request: IncomingMessage): boolean {
  const { remoteAddress = '' } = request.socket;
  const isHandedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => request.headers[name] !== undefined,
  );
  return !isHandedOn && /^(127\.|::1$|::ffff:127\.)/.test(remoteAddress);
}
