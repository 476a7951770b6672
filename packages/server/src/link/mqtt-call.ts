import type { Socket } from 'node:net';
import { MqttClient, type IClientOptions, type IPublishPacket } from 'mqtt';
import type { ConnectionWatch, Endpoint } from '../receive/index.ts';
import { longestPacket, MqttLengths } from './mqtt-lengths.ts';
import { dialWith, type ClientTls } from './tls-dial.ts';

/** Another system's MQTT broker (3.1.1), and who we are there. */
export interface MqttBrokerOptions {
  connect: Endpoint;
  tls?: ClientTls;
  user?: string;
  password?: string;
}

interface Topic {
  topic: string;
  payload: string;
  retain?: boolean;
}

export interface MqttCallOptions {
  broker: MqttBrokerOptions;
  /** The same for as long as the broker shall keep what we have not acknowledged. */
  clientId: string;
  /** The broker keeps nothing for us while we are away. */
  isTransient?: boolean;
  subscriptions: readonly string[];
  onConnected?: () => void;
  /** Acknowledged when fulfilled. Rejected: the connection ends, and the broker sends it again on the next. */
  onMessage?: (topic: string, payload: Buffer) => Promise<void>;
  /** Is told how connections come and go. */
  watch?: ConnectionWatch;
  tell: (sentence: string) => void;
}

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
const connectTimeoutMs = 10_000;
const keepaliveS = 30;
/** Messages that wait to be kept; beyond, the connection is not read on. */
const waitingCapacity = 256;
/** Messages that the broker has not acknowledged; beyond, `publish` takes none. */
const inFlightCapacity = 64;
const longestGoodbyeMs = 1000;

/** Where a broker's other clients see whether we are there: `up`, or `down`, which the broker says where we cannot. */
function presenceTopic(clientId: string): string {
  return `kentongan/clients/${clientId}`;
}

/**
 * One connection to a broker, made again whenever it ends, ever less often up to every 30 s. Its session stays: what was
 * published while we were away, and what we did not acknowledge, comes when we are back.
 */
export class MqttCall {
  readonly #options: MqttCallOptions;
  readonly #client: MqttClient;
  #waiting = 0;
  #inFlight = 0;
  #toldError = '';
  /** Why the connection breaks, where it says so. */
  #why: string | undefined;

  constructor(options: MqttCallOptions) {
    this.#options = options;
    const dial = dialWith(options.broker.tls);
    this.#client = new MqttClient(() => guarded(dial(options.broker.connect)), clientOptions(options));
    this.#client.handleMessage = (packet, next) => this.#take(packet, next);
    this.#client.on('connect', () => this.#connected());
    this.#client.on('close', () => this.#closed());
    this.#client.on('error', (error) => {
      this.#why = error.message;
      this.#tellError(error.message);
    });
  }

  get isConnected(): boolean {
    return this.#client.connected;
  }

  /** At QoS 1. false: it was not taken, as there is no connection or too much of it is unacknowledged. */
  publish({ topic, payload, retain = false }: Topic): boolean {
    if (!this.#client.connected || this.#inFlight >= inFlightCapacity) return false;
    this.#inFlight++;
    this.#client.publish(topic, payload, { qos: 1, retain }, () => {
      this.#inFlight--;
    });
    return true;
  }

  async close(): Promise<void> {
    const { clientId } = this.#options;
    if (this.#client.connected)
      this.#client.publish(presenceTopic(clientId), 'down', { qos: 1, retain: true });
    await new Promise<void>((resolve) => {
      // A broker that has gone, or is stuck, acknowledges nothing any more.
      const timer = setTimeout(() => {
        this.#client.stream.destroy();
        resolve();
      }, longestGoodbyeMs);
      this.#client.end(!this.#client.connected, {}, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** The library has already taken the waiting time of this round. */
  #closed(): void {
    this.#options.watch?.closed(this.#why);
    this.#why = undefined;
    this.#retryAfter(Math.min(longestRetryMs, 2 * this.#retryMs()));
  }

  #connected(): void {
    const { clientId, subscriptions, onConnected } = this.#options;
    this.#retryAfter(firstRetryMs);
    this.#toldError = '';
    this.#options.watch?.opened();
    this.#client.publish(presenceTopic(clientId), 'up', { qos: 1, retain: true });
    if (subscriptions.length > 0)
      this.#client.subscribe([...subscriptions], { qos: 1 }, (error, granted) => {
        const refused = granted?.filter(({ qos }) => qos > 1).map(({ topic }) => topic) ?? [];
        if (error !== null) this.#tellError(error.message);
        else if (refused.length > 0) this.#tellError(`expected to read ${refused.join(', ')}, was refused`);
      });
    onConnected?.();
  }

  /**
   * The library acknowledges one message at a time, after it was taken in, and would so wait for the log with each. So it
   * is told of an error at once, upon which it reads on and acknowledges nothing; that is done here when it is kept.
   */
  #take({ topic, payload, qos, messageId }: IPublishPacket, next: (error?: Error) => void): void {
    const { stream } = this.#client;
    const { onMessage = async () => undefined } = this.#options;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    this.#waiting++;
    const kept = onMessage(topic, bytes).then(
      () => {
        this.#waiting--;
        if (qos === 1 && messageId !== undefined) stream.write(acknowledgement(messageId));
      },
      () => {
        this.#waiting--;
        stream.destroy();
      },
    );
    if (this.#waiting < waitingCapacity) next(acknowledgedLater);
    else void kept.then(() => next(acknowledgedLater));
  }

  #retryMs(): number {
    return this.#client.options.reconnectPeriod ?? firstRetryMs;
  }

  #retryAfter(ms: number): void {
    this.#client.options.reconnectPeriod = ms;
  }

  /** The same error at each of many calls is told once. */
  #tellError(message: string): void {
    if (message === this.#toldError) return;
    this.#toldError = message;
    const { host, port } = this.#options.broker.connect;
    this.#options.tell(`the MQTT broker at ${host}:${port}: ${message}`);
  }
}

const acknowledgedLater = new Error('acknowledged when it is kept');

/** PUBACK (MQTT 3.1.1, 3.4). */
function acknowledgement(messageId: number): Buffer {
  return Buffer.of(0x40, 2, messageId >> 8, messageId & 255);
}

function clientOptions({ broker, clientId, isTransient = false }: MqttCallOptions): IClientOptions {
  const { user, password } = broker;
  return {
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: isTransient,
    keepalive: keepaliveS,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: firstRetryMs,
    reconnectOnConnackError: true,
    resubscribe: false,
    queueQoSZero: false,
    will: { topic: presenceTopic(clientId), payload: Buffer.from('down'), qos: 1, retain: true },
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  };
}

/** A packet that announces more than may be held ends the connection before it is waited for. */
function guarded(socket: Socket): Socket {
  const lengths = new MqttLengths(longestPacket);
  socket.on('data', (piece: Buffer) => {
    if (!lengths.follow(piece))
      socket.destroy(new Error(`expected packets of at most ${longestPacket} bytes`));
  });
  return socket;
}
