import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Header } from '@kentongan/core/base/event';
import type { FastifyInstance } from 'fastify';
import { createHttp } from './api/http.ts';
import { readPages, type Page } from './api/pages.ts';
import type { Served, ServedRegion } from './api/served.ts';
import { KeyStore, Nonces, Sessions } from './auth/index.ts';
import { workerHost, type HostMaker } from './decide/index.ts';
import { feedRegion } from './feed.ts';
import { lockFolder, writeAddress } from './folder.ts';
import { consoleLink, sessionSecret } from './invite.ts';
import { enrolledSender, type Sender as WhoSends } from './api/who.ts';
import { startBroker, startLink, startSender, type Broker, type Link, type Sender } from './link/index.ts';
import { LogError } from './log/index.ts';
import { mustBeUsable, StartError, type ServerOptions } from './options.ts';
import { createIntake, isAdsb, startReceiver, type Intake } from './receive/index.ts';
import { Regions } from './regions.ts';
import { localTls, ownNames } from './tls/index.ts';

export interface RunningServer {
  /** As a browser on this machine reaches it, without a slash at the end. */
  address: string;
  port: number;
  /** Ports of receivers that listen, in the order of the options; undefined for the others. */
  receiverPorts: (number | undefined)[];
  /** The same of senders. */
  senderPorts: (number | undefined)[];
  mqttPort: number | undefined;
  /** The console's address with a fresh one-time operator token. */
  consoleLink(operator?: string): string;
  /** Fulfilled when the source has ended and all of it is in the log; at once where there is none. */
  sourceEnded: Promise<void>;
  /** With `--tls local`: what a phone has to trust once. */
  authorityFile: string | undefined;
  /** Writes what waits and a snapshot. */
  close(): Promise<void>;
}

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
  const revoking = setInterval(
    () => void intake.opened()?.then((own) => own.revoke(keys.revokedIds())),
    lookForRevokedMs,
  );
  opened.push(() => clearInterval(revoking));

  const fed = source === undefined ? undefined : await regions.openFed(source.header);
  const receivers = options.receivers ?? [];
  if (fed === undefined || receivers.length > 0 || keys.hasDevices()) await intake.open();
  const tls = await tlsOf(options);
  const served: Served = {
    version: options.version ?? '0.0.0',
    keys,
    sessions: new Sessions(keys.secret(sessionSecret)),
    nonces: new Nonces(),
    regions: regions.byStanding,
    standing,
    origin: options.origin,
    intake: intake.open,
  };
  const http = createHttp(served, {
    tls,
    pages,
    onError: (error) => tell(`a request failed: ${error.stack ?? error.message}`),
  });
  opened.push(() => http.close());
  const port = await listen(http, options);
  const started = await startReceivers(options, intake.open, opened);
  const senders = await startSenders(options, regions, intake.open, opened);
  const broker = await startMqtt(options, served, tls, opened);
  const address = addressOf(options, port);
  writeAddress(dataDir, address);
  return {
    address,
    port,
    receiverPorts: started.map((receiver) => receiver.port),
    senderPorts: senders.map((sender) => sender.port),
    mqttPort: broker?.port,
    consoleLink: (operator = 'operator') =>
      consoleLink(address, keys.createOperatorToken(operator, Date.now())),
    sourceEnded: feed(options, fed, opened),
    authorityFile: tls?.authorityFile,
    close,
  };
}

/** The way in for enrolled sensors: opened at most once, when it is first needed. */
function intakeOf(
  options: ServerOptions,
  regions: Regions,
  opened: (() => Promise<void> | void)[],
): { open: () => Promise<Intake>; opened: () => Promise<Intake> | undefined } {
  const { region, origin, standing = 'actual', zones = [] } = options;
  let opening: Promise<Intake> | undefined;

  async function openOnce(): Promise<Intake> {
    const header: Header = {
      kind: 'log',
      version: 1,
      region,
      origin,
      standing,
      startMs: Date.now(),
    };
    const { region: live } = await regions.openLive(header);
    const changed = zones.filter(
      (zone) => JSON.stringify(live.keeper.zone(zone.zoneId)) !== JSON.stringify(zone),
    );
    if (changed.length > 0)
      await live.submit(
        changed.map((command) => ({ kind: 'command', by: 'configuration', command })),
        true,
      );
    const intake = await createIntake(live);
    opened.push(() => intake.close());
    return intake;
  }

  return {
    open: () => (opening ??= openOnce()),
    opened: () => opening,
  };
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

async function startReceivers(
  { receivers = [], origin, tell = () => undefined }: ServerOptions,
  openIntake: () => Promise<Intake>,
  opened: (() => Promise<void> | void)[],
): Promise<Link[]> {
  const started: Link[] = [];
  for (const options of receivers) {
    try {
      const intake = await openIntake();
      const receiver = isAdsb(options)
        ? await startReceiver(options, intake)
        : await startLink(options, intake, origin, tell);
      opened.push(() => receiver.close());
      if (receiver.port !== undefined)
        tell(`${options.sensorId} listens for ${options.protocol} on port ${receiver.port}.`);
      started.push(receiver);
    } catch (cause) {
      throw new StartError(1, `the receiver ${options.sensorId} cannot start: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return started;
}

/** A simple sensor's password is its bearer, as over HTTP. */
async function startMqtt(
  { mqtt, tell = () => undefined }: ServerOptions,
  served: Served,
  tls: { key: string; cert: string } | undefined,
  opened: (() => Promise<void> | void)[],
): Promise<Broker | undefined> {
  if (mqtt === undefined) return undefined;
  const welcome = async (bearer: string): Promise<WhoSends | undefined> => {
    const session = served.sessions.read(bearer, Date.now());
    return session?.who === 'sensor' ? enrolledSender(served, session.id) : undefined;
  };
  try {
    const broker = await startBroker(mqtt, welcome, tls);
    opened.push(() => broker.close());
    tell(`Simple sensors reach MQTT on port ${broker.port}.`);
    return broker;
  } catch (cause) {
    throw new StartError(1, `the MQTT broker cannot start: ${(cause as Error).message}`, { cause });
  }
}

async function startSenders(
  { senders = [], standing = 'actual', tell = () => undefined }: ServerOptions,
  regions: Regions,
  openIntake: () => Promise<Intake>,
  opened: (() => Promise<void> | void)[],
): Promise<Sender[]> {
  const started: Sender[] = [];
  for (const options of senders) {
    const wanted = options.standing ?? standing;
    if (wanted === standing) await openIntake();
    const served = regions.byStanding.get(wanted);
    if (served === undefined)
      throw new StartError(
        2,
        `a sender of standing ${wanted} has no log to tell of; found none of that standing`,
      );
    try {
      const sender = await startSender(options, served.region, tell);
      opened.push(() => sender.close());
      if (sender.port !== undefined) tell(`A sender of ${options.protocol} listens on port ${sender.port}.`);
      started.push(sender);
    } catch (cause) {
      throw new StartError(1, `a sender of ${options.protocol} cannot start: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return started;
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

function addressOf({ tls, host = '127.0.0.1' }: ServerOptions, port: number): string {
  const reached =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${reached}:${port}`;
}
