import { UsageError } from '../verb.ts';

/** Where live bytes come from. */
export type Address =
  | { way: 'tcp'; host: string; port: number }
  | { way: 'listen'; host: string; port: number }
  /** `onInterface`: by whose address a group is joined. */
  | { way: 'udp'; host: string; port: number; onInterface?: string }
  | { way: 'mqtt'; host: string; port: number; topic: string; user?: string; password?: string };

const scheme = /^(udp|tcp|listen|mqtt):\/\//;
const mqttPort = 1883;

export function isAddress(word: string): boolean {
  return scheme.test(word);
}

/** `udp://239.255.0.1:8600?interface=10.1.2.3`, `tcp://[::1]:30005`, `listen://0.0.0.0:5000`, `mqtt://user:password@host:1883/a/+/b`. */
export function addressFrom(word: string): Address {
  const [, way] = scheme.exec(word) ?? [];
  const url = parsed(word);
  const isNamed = way === 'mqtt' || (url !== undefined && url.port !== '');
  if (way === undefined || url === undefined || url.hostname === '' || !isNamed)
    throw new UsageError(
      `an address is udp://HOST:PORT, tcp://HOST:PORT, listen://HOST:PORT or mqtt://HOST:PORT/TOPIC, not "${word}"`,
    );
  const port = url.port === '' ? mqttPort : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (way === 'tcp' || way === 'listen') return { way, host, port };
  const onInterface = url.searchParams.get('interface');
  if (way === 'udp') return { way, host, port, ...(onInterface === null ? {} : { onInterface }) };
  // A topic may hold "+" and end in "#", which a URL takes for an empty fragment and forgets.
  const topic = decodeURIComponent(/^mqtt:\/\/[^/]*\/(.*)$/.exec(word)?.[1] ?? '');
  if (topic === '') throw new UsageError(`"${word}" needs a topic, as in mqtt://HOST:PORT/TOPIC`);
  const [user, password] = [url.username, url.password].map(decodeURIComponent);
  return {
    way: 'mqtt',
    host,
    port,
    topic,
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
  };
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** 224.0.0.0/4 and ff00::/8: datagrams to many, which one joins. */
export function isGroup(host: string): boolean {
  const first = Number(/^(\d{1,3})\.\d/.exec(host)?.[1] ?? 0);
  return (first >= 224 && first <= 239) || /^ff[0-9a-f]{2}:/i.test(host);
}
