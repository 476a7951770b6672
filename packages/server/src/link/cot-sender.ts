import type { Socket } from 'node:net';
import type { Standing } from '@kentongan/core/base/event';
import { writeCotDatagram, writeCotStream, type CotEvent, type CotFormat } from '@kentongan/core/codec/cot';
import type { Region } from '../decide/index.ts';
import { callTcp, listenTcp, type Endpoint, type SourceStats } from '../receive/index.ts';
import { CotTold } from './cot-told.ts';
import { dialWith, servedWith, type ClientTls, type ServerTls } from './tls-dial.ts';
import { sendUdp } from './udp.ts';

/** Tracks and warned zones for others' maps. */
export interface CotSenderOptions {
  protocol: 'cot';
  /** XML unless TAK's protobuf is wanted. */
  format?: CotFormat;
  /** Datagrams to an address or a group; whoever calls our port; a TAK server that we call. */
  to:
    | { udp: Endpoint & { hops?: number } }
    | { listen: Endpoint; tls?: ServerTls }
    | { connect: Endpoint; tls?: ClientTls };
  /** Of which log; the enrolled sensors' unless told otherwise. */
  standing?: Standing;
}

export interface Sender {
  /** The port it listens on; undefined where it sends or calls. */
  port: number | undefined;
  close(): Promise<void>;
}

/** Bytes that a reader may leave untaken; beyond, it gets the newest of each thing once it takes again. */
const untakenCapacity = 256 * 1024;
const lookEveryMs = 200;
const repeatEveryMs = 10_000;
/** TAK clients at once. */
const readerCapacity = 64;

/** Tells what happens in a region from now on. Rejects where a port cannot be had or a certificate not be read. */
export async function startCotSender(
  options: CotSenderOptions,
  region: Region,
  stats: SourceStats,
): Promise<Sender> {
  const { format = 'xml', to } = options;
  const told = new CotTold(region);
  const readers = new Set<StreamReader>();
  if ('udp' in to) return sendDatagrams(to.udp, told, region, format, stats);
  const serve = (socket: Socket): Promise<void> => serveReader(socket, readers, told, format, stats);
  const end =
    'listen' in to
      ? await listenTcp(to.listen, serve, {
          capacity: readerCapacity,
          watch: stats,
          tls: servedWith(to.tls),
        })
      : callTcp(to.connect, serve, { watch: stats, dial: dialWith(to.tls) });
  const stop = region.onChanges((changes) => {
    const events = told.changed(changes);
    for (const reader of readers) reader.offer(events);
  });
  return {
    port: end.port,
    async close() {
      stop();
      await end.close();
    },
  };
}

/** Datagrams may be lost: all there is is said again every 10 s. */
function sendDatagrams(
  to: Endpoint & { hops?: number },
  told: CotTold,
  region: Region,
  format: CotFormat,
  stats: SourceStats,
): Sender {
  const datagrams = sendUdp(to, to.hops);
  const send = (events: readonly CotEvent[]): void => {
    for (const event of events) {
      datagrams.send(writeCotDatagram(event, format));
      stats.sent();
    }
  };
  const stop = region.onChanges((changes) => send(told.changed(changes)));
  const timer = setInterval(() => send(told.whole()), repeatEveryMs);
  return {
    port: undefined,
    async close() {
      stop();
      clearInterval(timer);
      datagrams.close();
    },
  };
}

/** One TAK client or server: told all there is, then what changes, for as long as it stays. What it says is not heard. */
async function serveReader(
  socket: Socket,
  readers: Set<StreamReader>,
  told: CotTold,
  format: CotFormat,
  stats: SourceStats,
): Promise<void> {
  const reader = new StreamReader(socket, format, stats);
  reader.offer(told.whole());
  readers.add(reader);
  const timer = setInterval(() => reader.look(), lookEveryMs);
  try {
    for await (const _ of socket);
  } finally {
    clearInterval(timer);
    readers.delete(reader);
  }
}

/** Newest event for each uid, written while the other end takes them. */
class StreamReader {
  readonly #socket: Socket;
  readonly #format: CotFormat;
  readonly #stats: SourceStats;
  readonly #waiting = new Map<string, CotEvent>();

  constructor(socket: Socket, format: CotFormat, stats: SourceStats) {
    this.#socket = socket;
    this.#format = format;
    this.#stats = stats;
  }

  offer(events: readonly CotEvent[]): void {
    for (const event of events) this.#waiting.set(event.uid, event);
    this.look();
  }

  look(): void {
    if (this.#socket.connecting) return;
    for (const [uid, event] of this.#waiting) {
      if (this.#socket.writableLength > untakenCapacity || !this.#socket.writable) return;
      this.#waiting.delete(uid);
      this.#socket.write(writeCotStream(event, this.#format));
      this.#stats.sent();
    }
  }
}
