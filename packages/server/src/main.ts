import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Header } from '@kentongan/core/base/event';
import type { FastifyInstance } from 'fastify';
import { createHttp } from './api/http.ts';
import { readPages, type Page } from './api/pages.ts';
import type { Access, Served, ServedRegion } from './api/served.ts';
import { SourceBoard } from './api/sources.ts';
import { KeyStore, Nonces, Sessions } from './auth/index.ts';
import { workerHost, type HostMaker, type Region } from './decide/index.ts';
import { Equipment } from './equipment.ts';
import { feedRegion } from './feed.ts';
import { addressesElsewhere, addressHere } from './addresses.ts';
import { lockFolder, writeAddresses } from './folder.ts';
import { consoleLink, sessionSecret } from './invite.ts';
import { LogError } from './log/index.ts';
import {
  mustBeUsable,
  StartError,
  type EquipmentOptions,
  type ServerOptions,
  type ZoneCommand,
} from './options.ts';
import { starterOf } from './parts.ts';
import { createIntake, joinIntake, type Intake } from './receive/index.ts';
import { Regions } from './regions.ts';
import { localTls, ownNames } from './tls/index.ts';

export interface RunningServer {
  /** As a browser on this machine reaches it, without a slash at the end. */
  address: string;
  port: number;
  /** Ports of receivers that listen, in the order of the options in force; undefined for the others. */
  readonly receiverPorts: (number | undefined)[];
  /** The same of senders. */
  readonly senderPorts: (number | undefined)[];
  readonly mqttPort: number | undefined;
  /**
   * Puts other equipment and zones into force without losing a detection: what is the same is not touched. Rejects with
   * `StartError` where that cannot be; then what was in force still is, and operators are told.
   */
  reconfigure(configuration: Reconfiguration): Promise<void>;
  /** A configuration that cannot be used, in words that name the key: told to operators until the next one is in force. */
  refuseConfiguration(why: string): void;
  /** The console's address with a fresh one-time operator token. */
  consoleLink(operator?: string): string;
  /** Fulfilled when the source has ended and all of it is in the log; at once where there is none. */
  sourceEnded: Promise<void>;
  /** With `--tls local`: what a phone has to trust once. */
  authorityFile: string | undefined;
  /** Writes what waits and a snapshot. */
  close(): Promise<void>;
}

/** What may change while the server runs. */
export type Reconfiguration = EquipmentOptions & Pick<ServerOptions, 'zones'>;

const lookForRevokedMs = 1000;

/** What a storm test sets otherwise than a person would. */
export interface ServerInternals {
  makeHost?: HostMaker;
  snapshotEveryFacts?: number;
}

/** Starts the server. Rejects with `StartError`, one sentence, where it cannot. */
export async function startServer(
  options: ServerOptions,
  internals: ServerInternals = {},
): Promise<RunningServer> {
  mustBeUsable(options);
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    return await start(options, internals, opened, close);
  } catch (error) {
    await close();
    if (error instanceof LogError) throw new StartError(1, error.message, { cause: error });
    throw error;
  }
}

async function start(
  options: ServerOptions,
  internals: ServerInternals,
  opened: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<RunningServer> {
  const { dataDir, source, tell = () => undefined, standing = 'actual' } = options;
  const pages = pagesOf(options.pagesDir);
  const lock = lockFolder(dataDir);
  opened.push(() => lock.unlock());
  const keys = new KeyStore(dataDir);
  opened.push(() => keys.close());
  const regions = new Regions({ dataDir, makeHost: workerHost, tell, ...internals });
  opened.push(() => regions.close());
  const intake = intakeOf(options, regions, opened);
  const fed = source === undefined ? undefined : await regions.openFed(source.header);
  const exercise = joinOf(source, fed, opened);
  const revoking = setInterval(() => {
    void intake.opened()?.then((own) => own.revoke(keys.revokedIds()));
    exercise?.intake.revoke(keys.revokedIds());
  }, lookForRevokedMs);
  opened.push(() => clearInterval(revoking));
  const receivers = options.receivers ?? [];
  if (fed === undefined || receivers.length > 0 || keys.hasDevices()) await intake.open();
  const tls = await tlsOf(options);
  const access: Access = {
    keys,
    sessions: new Sessions(keys.secret(sessionSecret)),
    nonces: new Nonces(),
    intake: intake.open,
    exercise,
  };
  const equipment = new Equipment(starterOf({ options, access, regions: regions.byStanding, tls }), tell);
  const sources = new SourceBoard(equipment, () => [intake.opened(), exercise?.intake]);
  const served: Served = {
    ...access,
    version: options.version ?? '0.0.0',
    regions: regions.byStanding,
    standing,
    origin: options.origin,
    sources,
  };
  const http = createHttp(served, {
    tls,
    pages,
    onError: (error) => tell(`a request failed: ${error.stack ?? error.message}`),
  });
  opened.push(() => http.close());
  const port = await listen(http, options);
  opened.push(() => equipment.close());
  await equipment.use(options);
  const reached = [options.tls === undefined ? 'http' : 'https', options.host ?? '127.0.0.1', port] as const;
  const address = addressHere(...reached);
  writeAddresses(dataDir, { address, elsewhere: addressesElsewhere(...reached) });
  return {
    address,
    port,
    get receiverPorts() {
      return equipment.ports('receiver');
    },
    get senderPorts() {
      return equipment.ports('sender');
    },
    get mqttPort() {
      return equipment.ports('broker')[0];
    },
    async reconfigure(configuration) {
      try {
        await equipment.use(configuration);
        await intake.setZones(configuration.zones ?? []);
      } catch (error) {
        sources.refuse((error as Error).message);
        throw error;
      }
      sources.accept();
    },
    refuseConfiguration: (why) => sources.refuse(why),
    consoleLink: (operator = 'operator') =>
      consoleLink(address, keys.createOperatorToken(operator, Date.now())),
    sourceEnded: feed(options, fed, opened),
    authorityFile: tls?.authorityFile,
    close,
  };
}

/** The way into the exercise, for devices that are enrolled to it. */
function joinOf(
  source: ServerOptions['source'],
  fed: ServedRegion | undefined,
  opened: (() => Promise<void> | void)[],
): Served['exercise'] {
  if (source?.takesSensors !== true || fed === undefined) return undefined;
  const intake = joinIntake(fed.region);
  opened.push(() => intake.close());
  return { intake, header: fed.region.header };
}

interface IntakeOpener {
  open: () => Promise<Intake>;
  opened: () => Promise<Intake> | undefined;
  /** Writes those that are new or changed. */
  setZones: (zones: readonly ZoneCommand[]) => Promise<void>;
}

/** The way in for enrolled sensors: opened at most once, when it is first needed. */
function intakeOf(
  options: ServerOptions,
  regions: Regions,
  opened: (() => Promise<void> | void)[],
): IntakeOpener {
  const { region, origin, standing = 'actual' } = options;
  let zones = options.zones ?? [];
  let opening: Promise<Intake> | undefined;
  let live: Region | undefined;

  async function openOnce(): Promise<Intake> {
    const header: Header = { kind: 'log', version: 1, region, origin, standing, startMs: Date.now() };
    live = (await regions.openLive(header)).region;
    await writeZones(live, zones);
    const intake = await createIntake(live);
    opened.push(() => intake.close());
    return intake;
  }

  return {
    open: () => (opening ??= openOnce()),
    opened: () => opening,
    async setZones(other) {
      zones = other;
      if (live !== undefined) await writeZones(live, zones);
    },
  };
}

async function writeZones(
  { keeper, submit, concluded }: Region,
  zones: readonly ZoneCommand[],
): Promise<void> {
  const changed = zones.filter((zone) => !isDeepStrictEqual(keeper.zone(zone.zoneId), zone));
  if (changed.length === 0) return;
  const commands = changed.map((command) => ({ kind: 'command', by: 'configuration', command }) as const);
  await submit(commands, true);
  // In the picture too: whoever asks from now on finds them.
  await concluded();
}

function feed(
  { source, tell = () => undefined }: ServerOptions,
  fed: ServedRegion | undefined,
  opened: (() => Promise<void> | void)[],
): Promise<void> {
  if (source === undefined || fed === undefined) return Promise.resolve();
  let isStopped = false;
  opened.push(() => {
    isStopped = true;
  });
  return feedRegion(fed.region, source, () => isStopped).catch((error: Error) => {
    tell(`the ${source.header.standing} ended early: ${error.message}`);
  });
}

function pagesOf(folder: string | undefined): Map<string, Page> {
  if (folder === undefined) return new Map();
  try {
    return readPages(folder);
  } catch (cause) {
    throw new StartError(1, `the pages in ${folder} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function tlsOf(
  options: ServerOptions,
): Promise<{ key: string; cert: string; authorityFile?: string } | undefined> {
  const { tls, dataDir, host = '127.0.0.1' } = options;
  if (tls === undefined) return undefined;
  if (tls === 'local') return localTls(dataDir, ownNames(host));
  try {
    return { key: readFileSync(tls.keyFile, 'utf8'), cert: readFileSync(tls.certFile, 'utf8') };
  } catch (cause) {
    throw new StartError(1, `the key or certificate for TLS cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function listen(
  http: FastifyInstance<Server>,
  { host = '127.0.0.1', port = 8420 }: ServerOptions,
): Promise<number> {
  try {
    await http.listen({ host, port });
  } catch (cause) {
    throw new StartError(1, listenSentence(cause as NodeJS.ErrnoException, host, port), { cause });
  }
  return (http.server.address() as AddressInfo).port;
}

function listenSentence(cause: NodeJS.ErrnoException, host: string, port: number): string {
  if (cause.code === 'EADDRINUSE') return `port ${port} on ${host} is taken; choose another with --port`;
  if (cause.code === 'EACCES')
    return `port ${port} on ${host} may not be used by this user; choose one above 1023`;
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return `${host} is no address of this machine`;
  return `cannot listen on ${host}:${port}: ${cause.message}`;
}
