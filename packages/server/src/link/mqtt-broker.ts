import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Endpoint, Intake, IntakeAnswer, SourceStats } from '../receive/index.ts';
import { MqttLengths } from './mqtt-lengths.ts';

/** Whom a password belongs to, and the way in; undefined where it is nobody's. */
export type Welcome = (password: string) => Promise<{ sensorId: string; intake: Intake } | undefined>;

export interface Broker {
  port: number;
  close(): Promise<void>;
}

const connectionCapacity = 2000;
/** As a body posted over HTTP. */
const longestPacket = 1_048_576;
const lookEveryMs = 1000;
const badPassword = 4;

interface Connected {
  sensorId: string;
  intake: Intake;
}

/**
 * MQTT 3.1.1 for simple sensors: user and password are a sensor's id and its long-lived bearer, and it may publish to
 * `kentongan/SENSOR/detections`, detections a line each; nothing can be subscribed to. A report is acknowledged (QoS 1)
 * once it is in the log. For as long as it is connected, a sensor is alive.
 */
export async function startBroker(
  at: Endpoint,
  welcome: Welcome,
  stats: SourceStats,
  tls?: { key: string; cert: string },
): Promise<Broker> {
  const connected = new Map<Client, Connected>();
  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    keepaliveLimit: 300,
    maxTopicLevels: 8,
    maxClientsIdLength: 128,
    authenticate(client, username, password, done) {
      admit(client, username, password, welcome, connected).then(
        (isAdmitted) => {
          if (!isAdmitted) stats.refuse("credentials: expected a sensor's id and its bearer, found others");
          done(isAdmitted ? null : notAuthorized(), isAdmitted);
        },
        () => done(notAuthorized(), false),
      );
    },
    authorizePublish(client, packet, done) {
      // Kept by no broker: it is in the log, or nowhere.
      packet.retain = false;
      const sender = client === null ? undefined : connected.get(client);
      stats.heard();
      take(sender, packet.topic, packet.payload).then(
        ({ admitted, refusedCount }) => {
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
  connected: Map<Client, Connected>,
): Promise<boolean> {
  if (password === undefined) return false;
  const found = await welcome(password.toString('utf8'));
  if (found === undefined || (username !== undefined && username !== found.sensorId)) return false;
  for (const [other, { sensorId }] of connected)
    if (other.id === client.id && sensorId !== found.sensorId) return false;
  connected.set(client, found);
  found.intake.alive(found.sensorId);
  return true;
}

function notAuthorized(): AuthenticateError {
  return Object.assign(new Error("expected a sensor's id and its bearer"), { returnCode: badPassword });
}

/** Rejects, and so hangs up, where nothing could be kept: it was not acknowledged and will be sent again. */
async function take(
  sender: Connected | undefined,
  topic: string,
  payload: Buffer | string,
): Promise<IntakeAnswer> {
  if (sender === undefined) throw new Error('expected a sensor that is connected');
  const { sensorId, intake } = sender;
  if (topic !== `kentongan/${sensorId}/detections`) {
    const why = `topic: expected kentongan/${sensorId}/detections, found ${topic.slice(0, 120)}`;
    intake.countRefused(sensorId, why);
    throw new Error(why);
  }
  return intake.report(sensorId, payload.toString(), 'mqtt');
}

function look(connected: ReadonlyMap<Client, Connected>): void {
  for (const [client, { sensorId, intake }] of connected) {
    if (intake.isRevoked(sensorId)) client.close();
    else intake.alive(sensorId);
  }
}
