import { revokeSensor } from '@kentongan/server';
import { asVerbErrors } from '../start-error.ts';
import { FailedError, textOption, UsageError, type Verb } from '../verb.ts';
import { defaultDataDir } from './serve.ts';

export const revoke: Verb = {
  summary: "Withdraws a sensor's enrolment for good; a running server refuses it within a second.",
  usage: 'SENSOR',
  options: { data: { type: 'string' } },
  help: { data: 'DIR        where the server keeps its keys (default ./data)' },
  examples: ['npx kentongan revoke s-1f00aa12bb34'],
  async run(values, [sensorId, ...more]) {
    if (sensorId === undefined || more.length > 0)
      throw new UsageError(`revoke takes one sensor, found ${more.length === 0 ? 'none' : more.join(' ')}`);
    const dataDir = textOption(values, 'data') ?? defaultDataDir;
    const isRevoked = await asVerbErrors(() => revokeSensor(dataDir, sensorId));
    if (!isRevoked)
      throw new FailedError(
        `expected an enrolled sensor that is not revoked in ${dataDir}, found ${sensorId}`,
      );
    process.stderr.write(`${sensorId} is revoked.\n`);
  },
};
