import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { findProgram } from './need.ts';

const host = '127.0.0.1';

export interface MosquittoOptions {
  folder: string;
  /** Clients show a certificate of this authority; without it there is no TLS. */
  tls?: { caFile: string; certFile: string; keyFile: string };
  users: Readonly<Record<string, string>>;
}

/** Somebody else's broker: a real mosquitto on a free port, that lets in only who has a password. */
export async function startMosquitto(
  context: TestContext,
  { folder, tls, users }: MosquittoOptions,
): Promise<{ port: number }> {
  const port = await freePort();
  const passwordFile = join(folder, 'passwords');
  writeFileSync(
    passwordFile,
    Object.entries(users)
      .map(([user, key]) => `${user}:${key}\n`)
      .join(''),
    {
      mode: 0o600,
    },
  );
  execFileSync('mosquitto_passwd', ['-U', passwordFile]);
  const lines = [
    'per_listener_settings false',
    'allow_anonymous false',
    `password_file ${passwordFile}`,
    'user root',
    'max_queued_messages 0',
    `listener ${port} ${host}`,
  ];
  if (tls !== undefined)
    lines.push(
      `cafile ${tls.caFile}`,
      `certfile ${tls.certFile}`,
      `keyfile ${tls.keyFile}`,
      'require_certificate true',
    );
  const configFile = join(folder, 'mosquitto.conf');
  writeFileSync(configFile, `${lines.join('\n')}\n`);
  const broker = spawn(findProgram('mosquitto')!, ['-c', configFile], { stdio: 'ignore' });
  context.after(() => broker.kill('SIGKILL'));
  await answers(port, broker);
  return { port };
}

async function answers(port: number, broker: ChildProcess): Promise<void> {
  while (broker.exitCode === null) {
    const socket = connect(port, host);
    const outcome = await Promise.race([
      once(socket, 'connect'),
      once(socket, 'error').catch((error: Error) => error),
    ]).catch((error: Error) => error);
    socket.destroy();
    if (Array.isArray(outcome) && outcome.length === 0) return;
    await wait(20);
  }
  throw new Error(`mosquitto ended with ${broker.exitCode}`);
}

/** A wire to a port that can be cut, as a network does: both ends see it break without a goodbye. */
export async function startWire(
  context: TestContext,
  to: number,
): Promise<{ port: number; cut(): void; mend(): Promise<void> }> {
  const ends = new Set<Socket>();
  const server = createServer((caller) => {
    const called = connect(to, host);
    for (const [from, other] of [
      [caller, called],
      [called, caller],
    ]) {
      ends.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        ends.delete(from);
        other.destroy();
      });
      from.pipe(other);
    }
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  context.after(() => cut());
  function cut(): void {
    server.close();
    for (const end of ends) end.destroy();
  }
  return {
    port,
    cut,
    async mend() {
      server.listen(port, host);
      await once(server, 'listening');
    },
  };
}

/** mosquitto_sub, and what it has heard: topic and payload. */
export class Listener {
  readonly heard: [topic: string, payload: string][] = [];
  readonly #lines: AsyncIterator<string>;

  constructor(context: TestContext, words: readonly string[]) {
    const child = spawn('mosquitto_sub', [...words, '-v'], { stdio: ['ignore', 'pipe', 'inherit'] });
    context.after(() => child.kill('SIGKILL'));
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Fulfilled with the first message from now on that is so. */
  async until(isSo: (topic: string, payload: string) => boolean): Promise<[string, string]> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error('mosquitto_sub ended');
      const [, topic = '', payload = ''] = /^(\S+) ?(.*)$/.exec(value) ?? [];
      this.heard.push([topic, payload]);
      if (isSo(topic, payload)) return [topic, payload];
    }
  }
}
