import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Endpoint, Intake, IntakeAnswer, SourceStats } from '../receive/index.ts';
import { longestPacket, MqttLengths } from './mqtt-lengths.ts';

/** Whom a password belongs to, and the way in; undefined where it is nobody's. */
export type Welcome = (password: string) => Promise<{ sensorId: string; intake: Intake } | undefined>;

export interface Broker {
  port: number;
  close(): Promise<void>;
}

const connectionCapacity = 2000;
const lookEveryMs = 1000;
const badPassword = 4;

interface Connected {
  sensorId: string;
  intake: Intake;
  /** It said that it senses nothing: its connection is no sign of the contrary until it reports. */
  isDown: boolean;
}

/**
 * MQTT 3.1.1 for simple sensors: user and password are a sensor's id and its long-lived bearer, and it may publish to
 * `kentongan/SENSOR/detections`, detections a line each, and to `kentongan/SENSOR/state` `up`, `down` or `stale`, by its
 * last will too; nothing can be subscribed to. A report is acknowledged (QoS 1) once it is in the log. For as long as it
 * is connected, a sensor is alive.
 */
export async function startBroker(
  at: Endpoint,
  welcome: Welcome,
  stats: SourceStats,
  tls?: { key: string; cert: string },
): Promise<Broker> {
  const connected = new Map<Client, Connected>();
  /** Who a client was is known for as long as it is: its last will comes when it is no longer connected. */
  const senders = new WeakMap<Client, Connected>();
  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    keepaliveLimit: 300,
    maxTopicLevels: 8,
    maxClientsIdLength: 128,
    authenticate(client, username, password, done) {
      admit(client, username, password, welcome, connected).then(
        (sender) => {
          if (sender === undefined) {
            stats.refuse("credentials: expected a sensor's id and its bearer, found others");
            return done(notAuthorized(), false);
          }
          connected.set(client, sender);
          senders.set(client, sender);
          done(null, true);
        },
        () => done(notAuthorized(), false),
      );
    },
    authorizePublish(client, packet, done) {
      // Kept by no broker: it is in the log, or nowhere.
      packet.retain = false;
      const sender = client === null ? undefined : senders.get(client);
      const isBack = (): boolean =>
        client !== null && sender !== undefined && isElsewhere(connected, client, sender.sensorId);
      stats.heard();
      take(sender, packet.topic, packet.payload, isBack).then(
        (answer) => {
          const { admitted = 0, refusedCount = 0 } = answer ?? {};
          stats.accept(admitted);
          if (refusedCount > 0) stats.refuse(`detections: refused of ${sender?.sensorId}`, refusedCount);
          done(null);
        },
        (error: Error) => {
          stats.refuse(error.message);
          done(error);
        },
      );
    },
    authorizeSubscribe: (_, subscription, done) => {
      subscription.qos = refusedQos;
      done(null, null);
    },
  });
  aedes.on('clientDisconnect', (client) => connected.delete(client));
  aedes.on('clientError', (client) => connected.delete(client));
  const serve = (socket: Socket): void => guarded(socket, stats, () => aedes.handle(socket));
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.maxConnections = connectionCapacity;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const timer = setInterval(() => look(connected), lookEveryMs);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      clearInterval(timer);
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}

/** MQTT's answer to a subscription that is refused (3.9.3). */
const refusedQos = 0x80 as never;

function guarded(socket: Socket, stats: SourceStats, handle: () => void): void {
  const lengths = new MqttLengths(longestPacket);
  let why: string | undefined;
  stats.opened();
  socket.on('error', (error) => (why = error.message));
  socket.on('close', () => stats.closed(why));
  socket.setKeepAlive(true, 10_000);
  handle();
  // The broker reads; each piece that it reads is looked at here first.
  socket.prependListener('data', (piece: Buffer) => {
    if (!lengths.follow(piece)) socket.destroy();
  });
}

async function admit(
  client: Client,
  username: string | undefined,
  password: Buffer | undefined,
  welcome: Welcome,
  connected: ReadonlyMap<Client, Connected>,
): Promise<Connected | undefined> {
  if (password === undefined) return undefined;
  const found = await welcome(password.toString('utf8'));
  if (found === undefined || (username !== undefined && username !== found.sensorId)) return undefined;
  for (const [other, { sensorId }] of connected)
    if (other.id === client.id && sensorId !== found.sensorId) return undefined;
  found.intake.alive(found.sensorId);
  return { ...found, isDown: false };
}

/** Whether this sensor has connected anew: then the will of its old connection says nothing. */
function isElsewhere(connected: ReadonlyMap<Client, Connected>, client: Client, sensorId: string): boolean {
  for (const [other, { sensorId: id }] of connected) if (other !== client && id === sensorId) return true;
  return false;
}

function notAuthorized(): AuthenticateError {
  return Object.assign(new Error("expected a sensor's id and its bearer"), { returnCode: badPassword });
}

/** Rejects, and so hangs up, where nothing could be kept: it was not acknowledged and will be sent again. */
async function take(
  sender: Connected | undefined,
  topic: string,
  payload: Buffer | string,
  isBack: () => boolean,
): Promise<IntakeAnswer | undefined> {
  if (sender === undefined) throw new Error('expected a sensor that is connected');
  const { sensorId, intake } = sender;
  const text = payload.toString();
  if (topic === `kentongan/${sensorId}/state`) {
    if (!isBack()) takeState(sender, text);
    return undefined;
  }
  if (topic !== `kentongan/${sensorId}/detections`) {
    const why = `topic: expected kentongan/${sensorId}/detections or state, found ${topic.slice(0, 120)}`;
    intake.countRefused(sensorId, why);
    throw new Error(why);
  }
  sender.isDown = false;
  return intake.report(sensorId, text, 'mqtt');
}

function takeState(sender: Connected, state: string): void {
  const { sensorId, intake } = sender;
  sender.isDown = state !== 'up';
  if (state === 'up') intake.alive(sensorId);
  else if (state === 'down' || state === 'stale') intake.lost(sensorId, state);
  else {
    sender.isDown = false;
    intake.countRefused(sensorId, `state: expected up, down or stale, found ${state.slice(0, 60)}`);
  }
}

function look(connected: ReadonlyMap<Client, Connected>): void {
  for (const [client, { sensorId, intake, isDown }] of connected) {
    if (intake.isRevoked(sensorId)) client.close();
    else if (!isDown) intake.alive(sensorId);
  }
}
