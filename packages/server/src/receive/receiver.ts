import { createReadStream } from 'node:fs';
import { createAdsbDecoder, type AdsbDecoder, type AdsbFormat } from '@kentongan/core/codec/adsb';
import { AdsbClaims, adsbReceiver } from '@kentongan/core/ingest/from/adsb';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import type { Intake } from './intake.ts';
import { callTcp, listenTcp, type Endpoint } from './tcp.ts';

/** A receiver of other systems' messages, at hand of this server. */
export interface ReceiverOptions {
  /**
   * `sbs`: BaseStation lines (port 30003). `readsb`: JSON positions, or whole aircraft.json documents, a line each.
   * `beast`: Mode S frames in Beast's binary (30005). `avr`: the same as `*hex;` lines (30002).
   */
  protocol: 'sbs' | 'readsb' | 'beast' | 'avr';
  /** Calls its port, waits for it to call ours, or reads a file once. */
  from: { connect: Endpoint } | { listen: Endpoint } | { file: string };
  sensorId: string;
  latDeg: number;
  lonDeg: number;
  heightM?: number;
}

export function isAdsb(options: { protocol: string }): options is ReceiverOptions {
  return Object.hasOwn(formats, options.protocol);
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
    readPieces(pieces, decoderFor(options), claims, sensorId, intake, options.protocol === 'avr');
  if ('file' in from) {
    const stream = createReadStream(from.file);
    return { port: undefined, ended: read(stream), close: () => stream.destroy() };
  }
  const end = 'listen' in from ? await listenTcp(from.listen, read) : callTcp(from.connect, read);
  return { ...end, ended: new Promise(() => undefined) };
}

const formats: Record<ReceiverOptions['protocol'], AdsbFormat> = {
  sbs: 'sbs',
  readsb: 'json',
  beast: 'beast',
  avr: 'avr',
};

function decoderFor({ protocol, latDeg, lonDeg }: ReceiverOptions): AdsbDecoder {
  return createAdsbDecoder(formats[protocol], { site: { latDeg, lonDeg } });
}

/**
 * Bytes to claims. What is not understood or not admitted is counted for the receiver; a full queue holds the socket up.
 * `isTimeless`: its frames bear no time of their own, so the arrival stands for it.
 */
async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  decoder: AdsbDecoder,
  claims: AdsbClaims,
  sensorId: string,
  intake: Intake,
  isTimeless: boolean,
): Promise<void> {
  for await (const piece of pieces) {
    decoder.append(piece, isTimeless ? intake.nowMs() : undefined);
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
