import { createReadStream } from 'node:fs';
import { createAdsbDecoder, type AdsbDecoder, type AdsbFormat } from '@kentongan/core/codec/adsb';
import type { Admitted } from '@kentongan/core/ingest';
import { AdsbClaims, adsbReceiver } from '@kentongan/core/ingest/from/adsb';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import { refusalIn, type Intake } from './intake.ts';
import type { SourceStats } from './source-stats.ts';
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
  /** Fulfilled when what was read is in the log. */
  close(): Promise<void>;
  /** Nothing takes its place: nobody hears its sensor any more. */
  forgotten(): void;
}

/** Enrols the receiver in the region and takes in what it sends. Rejects where its port cannot be had. */
export async function startReceiver(
  options: ReceiverOptions,
  intake: Intake,
  stats: SourceStats,
): Promise<Receiver> {
  const { sensorId, latDeg, lonDeg, heightM, from } = options;
  await intake.welcome({ sensorId, owner: sensorId, sensor: adsbReceiver(latDeg, lonDeg, heightM) });
  const claims = new AdsbClaims();
  const read = (pieces: AsyncIterable<Uint8Array>): Promise<void> =>
    readPieces(
      pieces,
      { decoder: decoderFor(options), claims, sensorId, intake, stats },
      options.protocol === 'avr',
    );
  const forgotten = (): void => intake.lost(sensorId, 'down');
  if ('file' in from) return { ...readFile(from.file, read, stats), forgotten };
  const watch = stats;
  const end =
    'listen' in from ? await listenTcp(from.listen, read, { watch }) : callTcp(from.connect, read, { watch });
  return { ...end, ended: new Promise(() => undefined), forgotten };
}

function readFile(
  file: string,
  read: (pieces: AsyncIterable<Uint8Array>) => Promise<void>,
  stats: SourceStats,
): Omit<Receiver, 'forgotten'> {
  const stream = createReadStream(file);
  const ended = read(stream).then(
    () => stats.end(),
    (error: Error) => stats.fail(error.message),
  );
  return {
    port: undefined,
    ended,
    async close() {
      stream.destroy();
      await ended;
    },
  };
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
async function readPieces(pieces: AsyncIterable<Uint8Array>, flow: Flow, isTimeless: boolean): Promise<void> {
  for await (const piece of pieces) {
    flow.decoder.append(piece, isTimeless ? flow.intake.nowMs() : undefined);
    await takeAll(flow);
  }
  flow.decoder.end();
  await takeAll(flow);
}

interface Flow {
  decoder: AdsbDecoder;
  claims: AdsbClaims;
  sensorId: string;
  intake: Intake;
  stats: SourceStats;
}

async function takeAll({ decoder, claims, sensorId, intake, stats }: Flow): Promise<void> {
  const kept: Promise<Admitted>[] = [];
  const refuse = (why: string): void => {
    intake.countRefused(sensorId, why);
    stats.refuse(why);
  };
  let heard = 0;
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
    heard++;
    if ('error' in decoded) {
      refuse(`malformed: line ${decoded.at}: ${decoded.error}`);
      continue;
    }
    const claim = claims.claimFrom(decoded, intake.nowMs());
    if (claim !== undefined) kept.push(intake.claim(sensorId, claim));
  }
  stats.heard(heard);
  intake.alive(sensorId);
  for (const outcome of await Promise.allSettled(kept)) {
    if (outcome.status === 'fulfilled') {
      const why = refusalIn(outcome.value);
      if (why === undefined) stats.accept();
      else stats.refuse(why);
      continue;
    }
    const cause: unknown = outcome.reason;
    if (!(cause instanceof BusyError || cause instanceof LogError)) throw cause;
    refuse(`busy: ${cause.message}`);
  }
}
