import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startServer, type RunningServer, type ServerOptions } from '../index.ts';

/** A data folder that goes with the test. */
export async function testFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-server-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server on a free port of this machine that goes with the test. */
export async function testServer(
  context: TestContext,
  over: Partial<ServerOptions> & { dataDir: string },
): Promise<RunningServer> {
  const server = await startServer({
    port: 0,
    region: 'test',
    origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
    standing: 'test',
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
    ...over,
  });
  context.after(() => server.close());
  return server;
}
