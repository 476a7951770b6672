import type { Socket } from 'node:net';
import type { Place } from '@kentongan/core/ingest';
import type { Endpoint, Intake } from '../receive/index.ts';
import { callTcp, listenTcp } from '../receive/index.ts';
import {
  describedReceivers,
  understandAis,
  understandAsterix,
  understandCot,
  type Understanding,
} from './datagrams.ts';
import { startSapientLink } from './sapient-link.ts';
import { Taker } from './taker.ts';
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
  | { protocol: 'ais' | 'cot'; sensorId: string; from: LinkFrom; at: Place }
  | {
      protocol: 'sapient';
      sensorId: string;
      from: { listen: Endpoint };
      /** Node ids that may register; everyone where it is left out. */
      nodes?: readonly string[];
    };

export interface Link {
  /** The port it listens on; undefined where it calls. */
  port: number | undefined;
  close(): void;
}

/** Reports of one flow that wait to be kept; beyond, a connection is not read on, and a datagram is lost and counted. */
const waitingCapacity = 10_000;

/** Takes in what another system sends. Rejects where the port cannot be had. */
export async function startLink(
  options: LinkOptions,
  intake: Intake,
  origin: Place,
  tell: (sentence: string) => void,
): Promise<Link> {
  const { sensorId, protocol } = options;
  const taker = new Taker(intake, sensorId, tell);
  if (protocol === 'sapient') return startSapientLink(options, taker, origin);
  if (protocol !== 'asterix')
    await taker.take({
      kind: 'sensor',
      sensorId,
      state: 'up',
      sensor: describedReceivers[protocol](options.at),
    });
  const understand = (): Understanding => {
    if (protocol === 'asterix') return understandAsterix(options);
    return protocol === 'ais' ? understandAis(sensorId) : understandCot(sensorId);
  };
  const { from } = options;
  if ('udp' in from) return takeDatagrams(from.udp, understand(), taker, sensorId);
  const serve = (socket: Socket): Promise<void> => takeStream(socket, understand(), taker, sensorId);
  return 'listen' in from ? listenTcp(from.listen, serve) : callTcp(from.connect, serve);
}

async function takeDatagrams(
  at: UdpPort,
  understanding: Understanding,
  taker: Taker,
  sensorId: string,
): Promise<Link> {
  let waiting = 0;
  return listenUdp(at, (bytes) => {
    if (waiting >= waitingCapacity) {
      taker.refuse(undefined, `busy: expected at most ${waitingCapacity} reports waiting, found more`);
      return;
    }
    const kept = takeBytes(bytes, true, understanding, taker, sensorId);
    waiting += kept.length;
    void Promise.allSettled(kept).then(() => {
      waiting -= kept.length;
    });
  });
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
  for (const understood of understanding.read(bytes, taker.nowMs(), isDatagram)) {
    if ('error' in understood) taker.refuse(undefined, `malformed: ${understood.error}`);
    else kept.push(taker.take(understood));
  }
  taker.alive(sensorId);
  return kept;
}
