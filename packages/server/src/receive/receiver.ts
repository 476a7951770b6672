import { createReadStream } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { AircraftJsonDecoder, SbsDecoder, type AdsbDecoder } from '@kentongan/core/codec/adsb';
import { AdsbClaims, adsbReceiver } from '@kentongan/core/ingest/from/adsb';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import type { Intake } from './intake.ts';

/** A receiver of other systems' messages, at hand of this server. */
export interface ReceiverOptions {
  /** `sbs`: BaseStation lines (port 30003). `readsb`: JSON positions, or whole aircraft.json documents, a line each. */
  protocol: 'sbs' | 'readsb';
  /** Calls its port, waits for it to call ours, or reads a file once. */
  from:
    | { connect: { host: string; port: number } }
    | { listen: { host: string; port: number } }
    | { file: string };
  sensorId: string;
  latDeg: number;
  lonDeg: number;
  heightM?: number;
}

export interface Receiver {
  /** The port it listens on; undefined where it calls or reads. */
  port: number | undefined;
  /** Fulfilled when a file was read to its end. */
  ended: Promise<void>;
  close(): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
/** Senders at once. */
const connectionCapacity = 16;

/** Enrols the receiver in the region and takes in what it sends. Rejects where its port cannot be had. */
export async function startReceiver(options: ReceiverOptions, intake: Intake): Promise<Receiver> {
  const { sensorId, latDeg, lonDeg, heightM, from } = options;
  if (!intake.knows(sensorId))
    await intake.welcome({ sensorId, owner: sensorId, sensor: adsbReceiver(latDeg, lonDeg, heightM) });
  const claims = new AdsbClaims();
  const read = (pieces: AsyncIterable<Uint8Array>): Promise<void> =>
    readPieces(pieces, decoderFor(options.protocol), claims, sensorId, intake);
  if ('file' in from) {
    const stream = createReadStream(from.file);
    return { port: undefined, ended: read(stream), close: () => stream.destroy() };
  }
  return 'listen' in from ? await listen(from.listen, read) : call(from.connect, read);
}

function decoderFor(protocol: ReceiverOptions['protocol']): AdsbDecoder {
  return protocol === 'sbs' ? new SbsDecoder() : new AircraftJsonDecoder();
}

type Read = (pieces: AsyncIterable<Uint8Array>) => Promise<void>;

async function listen(at: { host: string; port: number }, read: Read): Promise<Receiver> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    read(socket).catch(() => socket.destroy());
  });
  server.maxConnections = connectionCapacity;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    ended: new Promise(() => undefined),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Calls again for as long as it runs, ever less often up to every 30 s. */
function call(to: { host: string; port: number }, read: Read): Receiver {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let isClosed = false;

  function dial(): void {
    socket = connect(to.port, to.host);
    socket.setKeepAlive(true, 10_000);
    socket.once('connect', () => {
      retryMs = firstRetryMs;
    });
    socket.once('close', () => {
      if (isClosed) return;
      timer = setTimeout(dial, retryMs);
      retryMs = Math.min(longestRetryMs, 2 * retryMs);
    });
    read(socket).catch(() => socket?.destroy());
  }

  dial();
  return {
    port: undefined,
    ended: new Promise(() => undefined),
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}

/** Bytes to claims. What is not understood or not admitted is counted for the receiver; a full queue holds the socket up. */
async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  decoder: AdsbDecoder,
  claims: AdsbClaims,
  sensorId: string,
  intake: Intake,
): Promise<void> {
  for await (const piece of pieces) {
    decoder.append(piece);
    await takeAll(decoder, claims, sensorId, intake);
  }
  decoder.end();
  await takeAll(decoder, claims, sensorId, intake);
}

async function takeAll(
  decoder: AdsbDecoder,
  claims: AdsbClaims,
  sensorId: string,
  intake: Intake,
): Promise<void> {
  const kept: Promise<unknown>[] = [];
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
    if ('error' in decoded) {
      intake.countRefused(sensorId, `malformed: line ${decoded.at}: ${decoded.error}`);
      continue;
    }
    const claim = claims.claimFrom(decoded, intake.nowMs());
    if (claim !== undefined) kept.push(intake.claim(sensorId, claim));
  }
  intake.alive(sensorId);
  for (const outcome of await Promise.allSettled(kept)) {
    if (outcome.status === 'fulfilled') continue;
    const cause: unknown = outcome.reason;
    if (!(cause instanceof BusyError || cause instanceof LogError)) throw cause;
    intake.countRefused(sensorId, cause.message);
  }
}
