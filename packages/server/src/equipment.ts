import { isDeepStrictEqual } from 'node:util';
import type { Source } from '@kentongan/core/tell/sources';
import { bracketed } from './addresses.ts';
import type { LinkOptions, SenderOptions } from './link/index.ts';
import { StartError, type EquipmentOptions } from './options.ts';
import { SourceStats, type Endpoint, type ReceiverOptions, type SourceWay } from './receive/index.ts';

/** One source or sink as it is wanted. */
export type Wanted =
  | { role: 'receiver'; options: ReceiverOptions | LinkOptions }
  | { role: 'sender'; options: SenderOptions }
  | { role: 'broker'; options: Endpoint };

/** One that runs. */
export interface Part {
  /** The port it listens on; undefined where it calls. */
  port: number | undefined;
  /** Lets go of its port at once; fulfilled when what was read is in the log. */
  close(): Promise<void>;
  /** Nothing takes its place. */
  forgotten?(): void;
  /** Goes on under other options without letting go of its port; false where they need another start. */
  become?(options: never): Promise<boolean>;
}

export type Starter = (wanted: Wanted, stats: SourceStats) => Promise<Part>;

/** Where it stands in the configuration, and what nothing else there has. */
type Place = Wanted & { key: string; at: string };
interface Running {
  place: Place;
  part: Part;
  stats: SourceStats;
}

/**
 * The sources and sinks that run. Changing them touches only what is different: the rest keeps its sockets and what it has
 * read. What is replaced or taken out says goodbye and is read to its end, beside what takes its place.
 */
export class Equipment {
  readonly #start: Starter;
  readonly #tell: (sentence: string) => void;
  readonly #running = new Map<string, Running>();
  readonly #ending = new Set<Promise<void>>();
  #places: Place[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(start: Starter, tell: (sentence: string) => void) {
    this.#start = start;
    this.#tell = tell;
  }

  /** One change at a time. Rejects with `StartError`, which names the key, where it cannot be: then all is as before. */
  use(options: EquipmentOptions): Promise<void> {
    const changed = this.#turn.then(() => this.#change(placesOf(options)));
    this.#turn = changed.catch(() => undefined);
    return changed;
  }

  /** Ports of those that listen, in the order of the options; undefined for the others. */
  ports(role: Wanted['role']): (number | undefined)[] {
    return this.#places
      .filter((place) => place.role === role)
      .map(({ key }) => this.#running.get(key)?.part.port);
  }

  status(): Source[] {
    return this.#places.flatMap(({ key }) => this.#running.get(key)?.stats.status() ?? []);
  }

  async close(): Promise<void> {
    await this.#turn;
    for (const running of this.#running.values()) this.#stop(running, false);
    await Promise.all(this.#ending);
  }

  async #change(places: Place[]): Promise<void> {
    mustDiffer(places);
    const wanted = new Map(places.map((place) => [place.key, place]));
    const became: Running[] = [];
    const gone: Running[] = [];
    for (const running of this.#running.values()) {
      const place = wanted.get(running.place.key);
      if (place !== undefined && isDeepStrictEqual(place.options, running.place.options)) continue;
      if (place !== undefined && (await running.part.become?.(place.options as never))) became.push(running);
      else gone.push(running);
    }
    for (const running of gone) this.#stop(running, !wanted.has(running.place.key));
    const fresh = places.filter(({ key }) => !this.#running.has(key));
    try {
      for (const place of fresh) this.#running.set(place.key, await this.#started(place));
    } catch (cause) {
      await this.#restore(fresh, gone, became);
      throw cause;
    }
    for (const running of became) running.place = wanted.get(running.place.key)!;
    this.#places = places;
  }

  #stop({ place, part }: Running, isForgotten: boolean): void {
    this.#running.delete(place.key);
    const ending = part.close().then(() => {
      if (isForgotten) part.forgotten?.();
      this.#ending.delete(ending);
    });
    this.#ending.add(ending);
  }

  async #started(place: Place): Promise<Running> {
    const stats = statsOf(place);
    try {
      const part = await this.#start(place, stats);
      if (part.port !== undefined) this.#tell(`${nameOf(place)} listens on port ${part.port}.`);
      return { place, part, stats };
    } catch (cause) {
      if (cause instanceof StartError) throw new StartError(cause.exitCode, `${place.at}: ${cause.message}`);
      const why = whyOf(cause as NodeJS.ErrnoException);
      throw new StartError(1, `${place.at}: the ${nameOf(place)} cannot start: ${why}`, { cause });
    }
  }

  /** What ran before runs again; what of it cannot is shown as failed. */
  async #restore(
    fresh: readonly Place[],
    gone: readonly Running[],
    became: readonly Running[],
  ): Promise<void> {
    const begun = fresh.flatMap(({ key }) => this.#running.get(key) ?? []);
    for (const running of begun) this.#stop(running, true);
    for (const { place, part } of became) await part.become?.(place.options as never);
    for (const { place } of gone) this.#running.set(place.key, await this.#startedOrFailed(place));
  }

  async #startedOrFailed(place: Place): Promise<Running> {
    try {
      return await this.#started(place);
    } catch (cause) {
      const why = (cause as Error).message;
      this.#tell(why);
      const stats = statsOf(place);
      stats.fail(why);
      return { place, stats, part: { port: undefined, close: async () => undefined } };
    }
  }
}

function placesOf({ receivers = [], senders = [], mqtt }: EquipmentOptions): Place[] {
  return [
    ...receivers.map((options, index): Place => ({
      role: 'receiver',
      options,
      key: `receiver ${options.sensorId}`,
      at: `receivers[${index}]`,
    })),
    ...senders.map((options, index): Place => ({
      role: 'sender',
      options,
      key: `sender ${options.protocol} ${whereOf(options.to)}`,
      at: `senders[${index}]`,
    })),
    ...(mqtt === undefined ? [] : [{ role: 'broker', options: mqtt, key: 'broker', at: 'mqtt' } as const]),
  ];
}

/** Two of one name could not be told apart, neither by what they say nor by what they do. */
function mustDiffer(places: readonly Place[]): void {
  const seen = new Map<string, string>();
  for (const { key, at } of places) {
    const other = seen.get(key);
    if (other !== undefined)
      throw new StartError(2, `${at} is the same ${key} as ${other}; expected another name or address`);
    seen.set(key, at);
  }
}

function nameOf(place: Place): string {
  if (place.role === 'receiver') return `receiver ${place.options.sensorId}`;
  return place.role === 'sender' ? `sender of ${place.options.protocol}` : 'MQTT broker';
}

function statsOf(place: Place): SourceStats {
  const { key: sourceId, role } = place;
  if (place.role === 'broker') {
    const where = whereOf({ listen: place.options });
    return new SourceStats({ sourceId, name: 'mqtt', role, protocol: 'mqtt', where }, 'listens');
  }
  const { protocol } = place.options;
  const ways: object = place.role === 'receiver' ? place.options.from : place.options.to;
  const where = whereOf(ways);
  const name = place.role === 'receiver' ? place.options.sensorId : where;
  return new SourceStats({ sourceId, name, role, protocol, where }, wayOf(ways, role));
}

function wayOf(ways: object, role: Wanted['role']): SourceWay {
  if ('connect' in ways) return 'calls';
  if ('listen' in ways) return 'listens';
  if ('file' in ways) return 'reads';
  return role === 'sender' ? 'sends' : 'datagrams';
}

/** As `udp 239.2.3.1:6969`. */
function whereOf(ways: object): string {
  const [[way, to]] = Object.entries(ways).filter(([name]) => name !== 'tls') as [
    [string, string | (Endpoint & { group?: string })],
  ];
  if (typeof to === 'string') return `${way} ${to}`;
  const group = to.group === undefined ? '' : ` group ${to.group}`;
  return `${way} ${bracketed(to.host)}:${to.port}${group}`;
}

const fixes: Record<string, string> = {
  EADDRINUSE: 'choose another port, or stop what has this one',
  EACCES: 'choose a port above 1023, or a file that this user may read',
  EADDRNOTAVAIL: 'its host is no address of this machine',
  ENOENT: 'name a file that is there',
};

function whyOf({ code = '', message }: NodeJS.ErrnoException): string {
  return fixes[code] === undefined ? message : `${message}; ${fixes[code]}`;
}
