import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contractHeader, eventLogContract } from './contract.ts';
import { LogError } from './event-log.ts';
import { openSqliteLog } from './sqlite.ts';

eventLogContract('node:sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-log-'));
  return {
    open: async (header) => openSqliteLog(join(folder, 'log.sqlite'), header),
    remove: () => rm(folder, { recursive: true }),
  };
});

test('a file that is no log is refused in one sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-log-'));
  const file = join(folder, 'log.sqlite');
  await writeFile(file, 'this is not a database, but long enough to be looked at as one'.repeat(20));
  assert.throws(() => openSqliteLog(file, contractHeader), LogError);
  await rm(folder, { recursive: true });
});
