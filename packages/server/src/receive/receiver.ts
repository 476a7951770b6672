import { createReadStream } from 'node:fs';
import { AircraftJsonDecoder, SbsDecoder, type AdsbDecoder } from '@kentongan/core/codec/adsb';
import { AdsbClaims, adsbReceiver } from '@kentongan/core/ingest/from/adsb';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import type { Intake } from './intake.ts';
import { callTcp, listenTcp, type Endpoint } from './tcp.ts';

/** A receiver of other systems' messages, at hand of this server. */
export interface ReceiverOptions {
  /** `sbs`: BaseStation lines (port 30003). `readsb`: JSON positions, or whole aircraft.json documents, a line each. */
  protocol: 'sbs' | 'readsb';
  /** Calls its port, waits for it to call ours, or reads a file once. */
  from: { connect: Endpoint } | { listen: Endpoint } | { file: string };
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
  const end = 'listen' in from ? await listenTcp(from.listen, read) : callTcp(from.connect, read);
  return { ...end, ended: new Promise(() => undefined) };
}

function decoderFor(protocol: ReceiverOptions['protocol']): AdsbDecoder {
  return protocol === 'sbs' ? new SbsDecoder() : new AircraftJsonDecoder();
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
