import { once } from 'node:events';
import type { Place, Report } from '@kentongan/core/ingest';
import {
  describedReceivers,
  understandingOf,
  type FlowProtocol,
  type Understanding,
  type Understood,
} from '@kentongan/core/ingest/from/flow';
import { callTcp, listenTcp, listenUdp } from '@kentongan/server';
import { FailedError } from '../verb.ts';
import { addressFrom, isGroup, type Address } from './address.ts';
import { Receiver, type Recorded, type RecordedOptions } from './recorded.ts';
import type { Refusals } from './refusals.ts';
import { FactWriter, headerAt, tickMs } from './writer.ts';

/** Reports that wait for standard output to be read; beyond, a connection is not read on, and a datagram is lost and counted. */
const waitingCapacity = 10_000;

/** Facts as they come, with a tick each second, until it is interrupted (SIGINT, SIGTERM). */
export async function ingestLive(
  from: FlowProtocol,
  word: string,
  options: RecordedOptions,
  region: string,
  refusals: Refusals,
): Promise<void> {
  const address = addressFrom(word);
  const facts = new LiveFacts(
    options,
    region,
    refusals,
    isDescribed(from) ? describedReceivers[from] : undefined,
  );
  const understand = (): Understanding => understandingOf[from]({ ...options, site: options.at });
  const source = await open(address, understand, facts).catch((error: Error) => {
    throw new FailedError(`${word}: ${error.message}`);
  });
  const onPort = source.port === undefined ? '' : ` on port ${source.port}`;
  process.stderr.write(`${word}: listening${onPort}; interrupt to end\n`);
  const timer = setInterval(() => void facts.tick(), tickMs);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(timer);
  await source.close();
  await facts.end();
  refusals.tell(word);
}

function isDescribed(from: string): from is keyof typeof describedReceivers {
  return Object.hasOwn(describedReceivers, from);
}

async function open(
  address: Address,
  understand: () => Understanding,
  facts: LiveFacts,
): Promise<{ port?: number | undefined; close(): Promise<void> | void }> {
  const serve = async (socket: AsyncIterable<unknown>): Promise<void> => {
    const understanding = understand();
    for await (const bytes of socket)
      await facts.take(understanding.read(bytes as Uint8Array, Date.now(), false));
  };
  const whole = understand();
  const datagram = (bytes: Uint8Array): Promise<void> => facts.take(whole.read(bytes, Date.now(), true));
  if (address.way === 'mqtt') return subscribe(address, datagram);
  const { host, port } = address;
  if (address.way === 'tcp') return callTcp({ host, port }, serve);
  if (address.way === 'listen') return listenTcp({ host, port }, serve);
  const { onInterface = host.includes(':') ? '::' : '0.0.0.0' } = address;
  const at = isGroup(host) ? { host: onInterface, group: host, port } : { host, port };
  return listenUdp(at, (bytes) => {
    if (facts.waiting < waitingCapacity) void datagram(bytes);
    else facts.refuse(`expected at most ${waitingCapacity} reports waiting, found more`);
  });
}

async function subscribe(
  { host, port, topic, user, password }: Extract<Address, { way: 'mqtt' }>,
  take: (payload: Uint8Array) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const { MqttCall } = await import('@kentongan/server/mqtt');
  return new MqttCall({
    broker: { connect: { host, port }, ...(user && { user }), ...(password && { password }) },
    clientId: `kentongan-ingest-${process.pid}`,
    isTransient: true,
    subscriptions: [topic],
    onMessage: (_, payload) => take(payload),
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  });
}

/** Understood reports to facts, one after the other; the header stands as soon as a place is known. */
class LiveFacts {
  waiting = 0;
  readonly #refusals: Refusals;
  readonly #region: string;
  readonly #receiver: Receiver | undefined;
  #place: Place | undefined;
  #writer: FactWriter | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    options: RecordedOptions,
    region: string,
    refusals: Refusals,
    describe: ((place: Place) => Extract<Report, { kind: 'sensor' }>['sensor']) | undefined,
  ) {
    this.#refusals = refusals;
    this.#region = region;
    this.#place = options.at;
    this.#receiver = describe && new Receiver(options, describe);
  }

  refuse(why: string): void {
    this.#refusals.add(undefined, why);
  }

  /** Fulfilled when they are written. */
  take(understood: readonly Understood[]): Promise<void> {
    const receivedMs = Date.now();
    const recorded = understood.flatMap((one) => this.#recordedOf(one, receivedMs));
    this.waiting += recorded.length;
    return this.#next(async () => {
      for (const one of recorded) await this.#write(one);
      this.waiting -= recorded.length;
    });
  }

  tick(): Promise<void> {
    return this.#next(async () => {
      await this.#writer?.tickUntil(Date.now());
      await this.#writer?.flush();
    });
  }

  end(): Promise<void> {
    return this.#next(async () => {
      await this.#writer?.end();
    });
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(step);
    return this.#turn;
  }

  #recordedOf(one: Understood, receivedMs: number): Recorded[] {
    if ('error' in one) this.refuse(one.error);
    else if (one.kind === 'refused')
      this.#refusals.add(one.sensorId, `expected ${one.expected}, found ${one.found}`);
    else if (one.kind === 'detection' && this.#receiver !== undefined) {
      const { kind: _, sensorId: __, ...claim } = one;
      return [...this.#receiver.reports(claim, receivedMs)];
    } else return [{ report: one, receivedMs }];
    return [];
  }

  async #write(one: Recorded): Promise<void> {
    const { report, receivedMs } = one;
    if (this.#writer === undefined) {
      this.#place ??= report.kind === 'sensor' ? report.sensor : undefined;
      if (this.#place === undefined)
        return this.refuse('expected to know where a sensor stands; say so with --at');
      this.#writer = new FactWriter(headerAt(this.#place, receivedMs, this.#region), this.#refusals);
    }
    await this.#writer.take(one);
  }
}
