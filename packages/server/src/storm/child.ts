import { once } from 'node:events';
import { createPipeline } from '@kentongan/core/pipeline';
import { startServer } from '../main.ts';
import { createChainPipeline } from './chain-pipeline.ts';
import { stormOptions } from './options.ts';

/**
 * The server that the storm kills. Loads its code, waits for a line on standard input, starts, and says on standard output
 * which port it has.
 */
await once(process.stdin, 'data');
const [dataDir, kind] = process.argv.slice(2);
const server = await startServer(stormOptions(dataDir), {
  createPipeline: kind === 'chain' ? createChainPipeline : createPipeline,
  snapshotEveryFacts: 400,
});
process.stdout.write(`${server.port}\n`);
