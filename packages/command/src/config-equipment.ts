import { readFileSync } from 'node:fs';
import { asterixEditionsFrom } from '@kentongan/core/codec/asterix';
import type { ClientTls, LinkOptions, ReceiverOptions, SenderOptions, ServerTls } from '@kentongan/server';
import Type, { type Static } from 'typebox';
import { UsageError } from './verb.ts';

/** The configuration's `receivers` and `senders`: other systems' equipment, and other systems' maps. */

const name = Type.String({ minLength: 1, maxLength: 64 });
const port = Type.Integer({ minimum: 0, maximum: 65_535 });
const closed = { additionalProperties: false };
const endpoint = Type.Object({ host: name, port }, closed);
/** Where simple sensors reach us by MQTT. */
export const mqttSchema = endpoint;
const place = {
  latDeg: Type.Number({ minimum: -90, maximum: 90 }),
  lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
};
const heightM = Type.Optional(Type.Number());

/** How we call or are called over TLS, and who we are at a broker. */
const brokerKeys = {
  tls: Type.Optional(
    Type.Object(
      { caFile: Type.Optional(name), certFile: Type.Optional(name), keyFile: Type.Optional(name) },
      closed,
    ),
  ),
  user: Type.Optional(name),
  passwordFile: Type.Optional(name),
};

const protocols = [
  'sbs',
  'readsb',
  'beast',
  'avr',
  'asterix',
  'ais',
  'cot',
  'remoteid',
  'sapient',
  'mqtt',
] as const;

export const receiverSchema = Type.Object(
  {
    protocol: Type.Enum([...protocols]),
    sensorId: name,
    latDeg: Type.Optional(place.latDeg),
    lonDeg: Type.Optional(place.lonDeg),
    heightM,
    connect: Type.Optional(endpoint),
    listen: Type.Optional(endpoint),
    udp: Type.Optional(Type.Object({ host: name, port, group: Type.Optional(name) }, closed)),
    file: Type.Optional(name),
    sites: Type.Optional(Type.Record(Type.String(), Type.Object({ ...place, heightM }, closed))),
    editions: Type.Optional(Type.Record(Type.String(), Type.String())),
    nodes: Type.Optional(Type.Array(name)),
    ...brokerKeys,
  },
  closed,
);

export const senderSchema = Type.Object(
  {
    protocol: Type.Enum(['cot', 'sapient', 'mqtt', 'asterix']),
    source: Type.Optional(Type.String()),
    nodeId: Type.Optional(Type.String()),
    format: Type.Optional(Type.Enum(['xml', 'tak'])),
    standing: Type.Optional(Type.Enum(['actual', 'exercise', 'test'])),
    connect: Type.Optional(endpoint),
    listen: Type.Optional(endpoint),
    udp: Type.Optional(
      Type.Object(
        { host: name, port, hops: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })) },
        closed,
      ),
    ),
    ...brokerKeys,
  },
  closed,
);

type ReceiverConfig = Static<typeof receiverSchema>;
type SenderConfig = Static<typeof senderSchema>;
type Way = 'connect' | 'listen' | 'udp' | 'file';

interface Rule {
  ways: readonly Way[];
  place: 'needed' | 'possible' | 'unused';
  /** Keys that not every protocol has. */
  own: readonly (typeof ownKeys)[number][];
}

const ownKeys = ['sites', 'editions', 'nodes', 'tls', 'user', 'passwordFile'] as const;

const adsbRule: Rule = { ways: ['connect', 'listen', 'file'], place: 'needed', own: [] };
const streamWays: readonly Way[] = ['udp', 'listen', 'connect'];
const rules: Record<(typeof protocols)[number], Rule> = {
  sbs: adsbRule,
  readsb: adsbRule,
  beast: adsbRule,
  avr: adsbRule,
  asterix: { ways: streamWays, place: 'possible', own: ['sites', 'editions'] },
  ais: { ways: streamWays, place: 'needed', own: [] },
  cot: { ways: streamWays, place: 'needed', own: [] },
  remoteid: { ways: streamWays, place: 'needed', own: [] },
  sapient: { ways: ['listen'], place: 'unused', own: ['nodes', 'tls'] },
  mqtt: { ways: ['connect'], place: 'unused', own: ['tls', 'user', 'passwordFile'] },
};

/**
 * `key`: its place in the file, as `receivers[2]`. Throws a `UsageError` that names the key and what is expected there.
 * File names are beside the configuration: `beside` resolves them.
 */
export function receiverFrom(
  receiver: ReceiverConfig,
  key: string,
  beside: (name: string) => string,
): ReceiverOptions | LinkOptions {
  const { protocol, sensorId, sites, nodes } = receiver;
  const rule = rules[protocol];
  for (const own of ownKeys)
    if (receiver[own] !== undefined && !rule.own.includes(own))
      throw new UsageError(`${key}.${own} is not a key of protocol ${protocol}; take it out`);
  const way = wayOf(receiver, rule.ways, key);
  // `rule.ways` holds exactly the ways that the protocol's options have.
  const from = { [way]: receiver[way] } as never;
  const at = placeOf(receiver, rule.place, key);
  switch (protocol) {
    case 'sbs':
    case 'readsb':
    case 'beast':
    case 'avr':
      return { protocol, sensorId, from, ...at! };
    case 'ais':
    case 'cot':
    case 'remoteid':
      return { protocol, sensorId, from, at: at! };
    case 'sapient':
      return {
        protocol,
        sensorId,
        from: { listen: receiver.listen!, ...servedTls(receiver.tls, key, beside) },
        ...(nodes === undefined ? {} : { nodes }),
      };
    case 'mqtt':
      return { protocol, sensorId, from: brokerOf(receiver, key, beside) };
    case 'asterix': {
      const editions = editionsOf(receiver, key);
      mustBeSources(sites, key);
      return {
        protocol,
        sensorId,
        from,
        editions,
        ...(at === undefined ? {} : { site: at }),
        ...(sites === undefined ? {} : { sites }),
      };
    }
  }
}

function wayOf(receiver: Partial<Record<Way, unknown>>, ways: readonly Way[], key: string): Way {
  const given = (['connect', 'listen', 'udp', 'file'] as const).filter((way) => receiver[way] !== undefined);
  const [way] = given;
  if (given.length === 1 && ways.includes(way)) return way;
  const found = given.length === 0 ? 'none' : given.join(' and ');
  const expected = ways.length === 1 ? ways[0] : `exactly one of ${ways.join(', ')}`;
  throw new UsageError(`${key} needs ${expected}, found ${found}`);
}

function placeOf(
  { latDeg, lonDeg, heightM: height }: ReceiverConfig,
  need: Rule['place'],
  key: string,
): { latDeg: number; lonDeg: number; heightM?: number } | undefined {
  if (latDeg !== undefined && lonDeg !== undefined && need !== 'unused')
    return { latDeg, lonDeg, ...(height === undefined ? {} : { heightM: height }) };
  if (need === 'unused' && (latDeg !== undefined || lonDeg !== undefined))
    throw new UsageError(`${key}.latDeg and lonDeg are not used: nodes say where they are; take them out`);
  if (need === 'needed' || latDeg !== undefined || lonDeg !== undefined)
    throw new UsageError(`${key} needs latDeg and lonDeg, where it stands, in degrees`);
  return undefined;
}

function editionsOf({ editions = {} }: ReceiverConfig, key: string): Readonly<Record<number, string>> {
  const words = Object.entries(editions).map(([category, edition]) => `${category}=${edition}`);
  const chosen = asterixEditionsFrom(words);
  if (typeof chosen === 'string') throw new UsageError(`${key}.editions: ${chosen}`);
  return chosen;
}

function mustBeSources(sites: ReceiverConfig['sites'], key: string): void {
  const wrong = Object.keys(sites ?? {}).find((source) => !/^\d{1,3}\/\d{1,3}$/.test(source));
  if (wrong !== undefined)
    throw new UsageError(`${key}.sites has keys SAC/SIC such as "25/12", not "${wrong}"`);
}

type BrokerConfig = Pick<ReceiverConfig, 'connect' | 'tls' | 'user' | 'passwordFile'>;

function brokerOf(
  { connect, tls, user, passwordFile }: BrokerConfig,
  key: string,
  beside: (name: string) => string,
): { connect: { host: string; port: number }; tls?: ClientTls; user?: string; password?: string } {
  if (passwordFile !== undefined && user === undefined)
    throw new UsageError(`${key}.passwordFile needs user, whose password it is`);
  return {
    connect: connect!,
    ...calledTls(tls, key, beside),
    ...(user === undefined ? {} : { user }),
    ...(passwordFile === undefined ? {} : { password: passwordIn(beside(passwordFile), key) }),
  };
}

type TlsConfig = ReceiverConfig['tls'];

/** Of a port that we call. */
function calledTls(tls: TlsConfig, key: string, beside: (name: string) => string): { tls?: ClientTls } {
  if (tls === undefined) return {};
  const { caFile, certFile, keyFile } = tls;
  if (caFile === undefined)
    throw new UsageError(`${key}.tls needs caFile: who signed the other end's certificate`);
  if (certFile === undefined && keyFile === undefined) return { tls: { caFile: beside(caFile) } };
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError(`${key}.tls needs certFile and keyFile together, or neither`);
  return { tls: { caFile: beside(caFile), certFile: beside(certFile), keyFile: beside(keyFile) } };
}

/** Of a port of ours. */
function servedTls(tls: TlsConfig, key: string, beside: (name: string) => string): { tls?: ServerTls } {
  if (tls === undefined) return {};
  const { caFile, certFile, keyFile } = tls;
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError(`${key}.tls needs certFile and keyFile, which show who we are`);
  const ca = caFile === undefined ? {} : { caFile: beside(caFile) };
  return { tls: { certFile: beside(certFile), keyFile: beside(keyFile), ...ca } };
}

function passwordIn(file: string, key: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw new UsageError(`${key}.passwordFile cannot be read: ${(error as Error).message}`);
  }
}

/** Throws a `UsageError` that names the key. File names are beside the configuration: `beside` resolves them. */
export function senderFrom(
  sender: SenderConfig,
  key: string,
  beside: (name: string) => string,
): SenderOptions {
  const { protocol, format, standing, nodeId, source, tls, user: _, passwordFile: __, ...ways } = sender;
  const isOf = standing === undefined ? {} : { standing };
  if (protocol === 'sapient') {
    mustNotHave(sender, ['format', 'source', 'user', 'passwordFile'], key);
    wayOf(ways, ['connect'], key);
    if (nodeId === undefined || !uuid4.test(nodeId))
      throw new UsageError(
        `${key}.nodeId: expected a UUID of version 4 in lower case, found ${nodeId ?? 'none'}`,
      );
    return { protocol, nodeId, to: { connect: ways.connect!, ...calledTls(tls, key, beside) }, ...isOf };
  }
  if (protocol === 'mqtt') {
    mustNotHave(sender, ['format', 'nodeId', 'source'], key);
    wayOf(ways, ['connect'], key);
    return { protocol, to: brokerOf(sender, key, beside), ...isOf };
  }
  if (protocol === 'asterix') {
    mustNotHave(sender, ['format', 'nodeId', 'tls', 'user', 'passwordFile'], key);
    wayOf(ways, ['udp'], key);
    return { protocol, source: sourceFrom(source, key), to: { udp: ways.udp! }, ...isOf };
  }
  mustNotHave(sender, ['nodeId', 'source', 'user', 'passwordFile'], key);
  const way = wayOf(ways, ['udp', 'listen', 'connect'], key);
  if (tls !== undefined && way === 'udp')
    throw new UsageError(`${key}.tls goes with connect or listen, found udp`);
  const secured = way === 'listen' ? servedTls(tls, key, beside) : calledTls(tls, key, beside);
  return {
    protocol,
    ...(format === undefined ? {} : { format }),
    ...isOf,
    to: { [way]: ways[way as keyof typeof ways], ...secured } as never,
  };
}

/** `25/200` as SAC and SIC. */
function sourceFrom(source: string | undefined, key: string): { sac: number; sic: number } {
  const [, sac, sic] = /^(\d{1,3})\/(\d{1,3})$/.exec(source ?? '') ?? [];
  if (sac === undefined || Number(sac) > 255 || Number(sic) > 255)
    throw new UsageError(
      `${key}.source: expected our SAC/SIC such as "25/200", each at most 255, found ${source ?? 'none'}`,
    );
  return { sac: Number(sac), sic: Number(sic) };
}

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function mustNotHave(sender: SenderConfig, names: readonly (keyof SenderConfig)[], key: string): void {
  const given = names.find((one) => sender[one] !== undefined);
  if (given !== undefined)
    throw new UsageError(`${key}.${given} is not a key of protocol ${sender.protocol}; take it out`);
}
