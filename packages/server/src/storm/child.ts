import { once } from 'node:events';
import { localHosts } from '../decide/index.ts';
import { startServer, type ServerInternals } from '../main.ts';
import { createChainPipeline } from './chain-pipeline.ts';
import { stormOptions } from './options.ts';

/**
 * The server that the storm kills. Loads its code, waits for a line on standard input, starts, and says on standard output
 * which port it has.
 */
await once(process.stdin, 'data');
const [dataDir, kind] = process.argv.slice(2);
const server = await startServer(stormOptions(dataDir), internalsOf(kind));
process.stdout.write(`${server.port}\n`);

/** Snapshots so often that most restarts begin with one. */
function internalsOf(name: string): ServerInternals {
  if (name === 'chain') return { makeHost: localHosts(createChainPipeline), snapshotEveryFacts: 400 };
  return name === 'real' ? { snapshotEveryFacts: 30 } : {};
}
