import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Place } from '@kentongan/core/ingest';
import { callTcp, listenTcp, type Endpoint, type Intake, type SourceStats } from '../receive/index.ts';
import { describedReceivers, understandingOf, type Understanding } from '@kentongan/core/ingest/from/flow';
import type { MqttLinkOptions } from './mqtt-link.ts';
import { startSapientLink } from './sapient-link.ts';
import { Taker } from './taker.ts';
import type { ServerTls } from './tls-dial.ts';
import { listenUdp, type UdpPort } from './udp.ts';

/** Where a link's bytes come from: datagrams to our port, callers of our port, or a port that we call. */
export type LinkFrom = { udp: UdpPort } | { listen: Endpoint } | { connect: Endpoint };

/** Another system's equipment at hand of this server. */
export type LinkOptions =
  | {
      protocol: 'asterix';
      sensorId: string;
      from: LinkFrom;
      /** By SAC/SIC, as `25/12`. */
      sites?: Readonly<Record<string, Place>>;
      /** Where radars stand of which nothing else says so. */
      site?: Place;
      /** By category. */
      editions?: Readonly<Record<number, string>>;
    }
  | { protocol: 'ais' | 'cot' | 'remoteid'; sensorId: string; from: LinkFrom; at: Place }
  | MqttLinkOptions
  | {
      protocol: 'sapient';
      sensorId: string;
      from: { listen: Endpoint; tls?: ServerTls };
      /** Node ids that may register; everyone where it is left out. */
      nodes?: readonly string[];
    };

export interface Link {
  /** The port it listens on; undefined where it calls. */
  port: number | undefined;
  /** Fulfilled when what was read is in the log. */
  close(): Promise<void>;
  /** Nothing takes its place: nobody hears its sensors any more. */
  forgotten(): void;
  /** Goes on under other options without letting go of its port; false where they need another start. */
  become?(options: LinkOptions): Promise<boolean>;
}

/** Reports of one flow that wait to be kept; beyond, a connection is not read on, and a datagram is lost and counted. */
const waitingCapacity = 10_000;

/** Takes in what another system sends. Rejects where the port cannot be had. */
export async function startLink(
  options: LinkOptions,
  intake: Intake,
  origin: Place,
  stats: SourceStats,
  tell: (sentence: string) => void,
): Promise<Link> {
  const { sensorId, protocol, from } = options;
  const taker = new Taker(intake, sensorId, stats, tell);
  const forgotten = (): void => taker.forgotten();
  if (protocol === 'sapient')
    return { ...(await startSapientLink(options, taker, origin, stats)), forgotten };
  if (protocol === 'mqtt') {
    // Loaded only where it is used: the library takes a while.
    const { startMqttLink } = await import('./mqtt-link.ts');
    return { ...startMqttLink(options, taker, origin, stats, tell), forgotten };
  }
  await describeReceiver(options, taker);
  if ('udp' in from) return { ...(await takeDatagrams(options, from.udp, taker)), forgotten };
  const serve = (socket: Socket): Promise<void> =>
    takeStream(socket, understandingOf[protocol](options), taker, sensorId);
  const watch = stats;
  const end =
    'listen' in from
      ? await listenTcp(from.listen, serve, { watch })
      : callTcp(from.connect, serve, { watch });
  return { ...end, forgotten };
}

type FlowOptions = Exclude<LinkOptions, { protocol: 'sapient' | 'mqtt' }>;

async function describeReceiver(options: FlowOptions, taker: Taker): Promise<void> {
  if (options.protocol === 'asterix') return;
  const { sensorId, protocol, at } = options;
  await taker.take({ kind: 'sensor', sensorId, state: 'up', sensor: describedReceivers[protocol](at) });
}

async function takeDatagrams(
  options: FlowOptions,
  at: UdpPort,
  taker: Taker,
): Promise<Omit<Link, 'forgotten'>> {
  const { sensorId, protocol } = options;
  const keeping = new Set<Promise<unknown>>();
  let understanding = understandingOf[protocol](options);
  const udp = await listenUdp(at, (bytes) => {
    if (keeping.size >= waitingCapacity) {
      taker.refuse(undefined, `busy: expected at most ${waitingCapacity} reports waiting, found more`);
      return;
    }
    for (const kept of takeBytes(bytes, true, understanding, taker, sensorId)) {
      keeping.add(kept);
      void kept.catch(() => undefined).then(() => keeping.delete(kept));
    }
  });
  return {
    port: udp.port,
    async close() {
      udp.close();
      await Promise.allSettled(keeping);
    },
    async become(other) {
      if (other.protocol !== protocol || !isDeepStrictEqual(other.from, { udp: at })) return false;
      await describeReceiver(other, taker);
      understanding = understandingOf[protocol](other);
      return true;
    },
  };
}

async function takeStream(
  socket: Socket,
  understanding: Understanding,
  taker: Taker,
  sensorId: string,
): Promise<void> {
  for await (const bytes of socket)
    await Promise.all(takeBytes(bytes as Uint8Array, false, understanding, taker, sensorId));
}

function takeBytes(
  bytes: Uint8Array,
  isDatagram: boolean,
  understanding: Understanding,
  taker: Taker,
  sensorId: string,
): Promise<unknown>[] {
  const kept: Promise<unknown>[] = [];
  const said = understanding.read(bytes, taker.nowMs(), isDatagram);
  // What the meaning adds (a radar seen for the first time) is no message of the other end.
  taker.heard(said.filter((one) => 'error' in one || one.kind !== 'sensor').length);
  for (const understood of said) {
    if ('error' in understood) taker.refuse(undefined, `malformed: ${understood.error}`);
    else kept.push(taker.take(understood));
  }
  taker.alive(sensorId);
  return kept;
}
