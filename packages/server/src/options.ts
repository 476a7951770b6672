import type { Fact, Header, Standing } from '@kentongan/core/base/event';
import type { LinkOptions, SenderOptions } from './link/index.ts';
import type { Endpoint, ReceiverOptions } from './receive/index.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;

/** A fact as a source states it; the region's log numbers it. */
export type SourceFact = Unnumbered<Fact>;

/** Whoever feeds a region of its own: an exercise, a recorded night. It brings its own time and ticks. */
export interface FactSource {
  /** Its standing may not be that of enrolled sensors. */
  header: Header;
  /** Read at the source's own pace; `timeMs` never falls. */
  facts: AsyncIterable<SourceFact>;
  /** Its time runs as fast as life, so that devices enrolled to it can take part. */
  takesSensors?: boolean;
}

/** Sources and sinks: what a configuration may change while the server runs. */
export interface EquipmentOptions {
  /** Other systems' receivers at hand; they start the log of enrolled sensors. */
  receivers?: readonly (ReceiverOptions | LinkOptions)[];
  /** Other systems' maps to tell. */
  senders?: readonly SenderOptions[];
  /** Where simple sensors reach us by MQTT; with TLS where the server has it. */
  mqtt?: Endpoint;
}

export type ZoneCommand = Extract<Extract<Fact, { kind: 'command' }>['command'], { type: 'zone' }>;

export interface ServerOptions extends EquipmentOptions {
  /** 127.0.0.1 unless told otherwise. */
  host?: string;
  /** 8420 unless told otherwise; 0: any that is free. */
  port?: number;
  dataDir: string;
  region: string;
  origin: Header['origin'];
  /** Of enrolled sensors' log; `actual` unless told otherwise. */
  standing?: Standing;
  source?: FactSource;
  /** `zone` commands for the log of enrolled sensors, written where they are new or changed. */
  zones?: readonly ZoneCommand[];
  tls?: 'local' | { keyFile: string; certFile: string };
  /** Folder of built pages; without it only the API answers. */
  pagesDir?: string;
  version?: string;
  /** What a person running the server should read, one sentence at a time. */
  tell?: (sentence: string) => void;
}

/** The server cannot start: one clear sentence, and the exit code of whoever was to start it. */
export class StartError extends Error {
  /** 2: the options are unusable. 1: they are fine, but it failed. */
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/** Throws `StartError` 2 where the options contradict themselves or could never work. */
export function mustBeUsable(options: ServerOptions): void {
  const { port = 8420, host = '127.0.0.1', dataDir, origin, source, standing = 'actual', tls } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(2, `expected a port from 0 to 65535, found ${port}`);
  if (host === '') throw new StartError(2, 'expected a host to listen on, found an empty one');
  if (dataDir === '') throw new StartError(2, 'expected a data folder, found an empty name');
  if (!(Math.abs(origin.latDeg) <= 90 && Math.abs(origin.lonDeg) <= 180))
    throw new StartError(2, `expected an origin in degrees, found ${origin.latDeg}, ${origin.lonDeg}`);
  if (source !== undefined && source.header.standing === standing)
    throw new StartError(
      2,
      `expected a source of another standing than the sensors', found ${standing} for both`,
    );
  if (typeof tls === 'object' && (tls.keyFile === '' || tls.certFile === ''))
    throw new StartError(2, 'expected a key and a certificate for TLS, found only one of them');
}
