import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Header, Standing } from '@kentongan/core/base/event';
import { logFile, readSqliteHeader } from './log/index.ts';
import { StartError } from './options.ts';

const logsSetAside = 3;

/**
 * The data folder, for one server alone: two writers of one log would make two orders. The lock is the operating system's
 * and goes with the process, however that ends. Throws `StartError` where the folder cannot be had.
 */
export function lockFolder(dataDir: string): { unlock(): void } {
  let database: DatabaseSync;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(dataDir, 'lock.sqlite'));
  } catch (cause) {
    throw new StartError(1, `the data folder ${dataDir} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const isTaken = (cause as { errcode?: number }).errcode === sqliteBusy;
    const why = isTaken ? 'is in use by another server' : `cannot be written: ${(cause as Error).message}`;
    throw new StartError(1, `the data folder ${dataDir} ${why}`, { cause });
  }
  return {
    unlock() {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const sqliteBusy = 5;

export function standingFolder(dataDir: string, standing: Standing): string {
  const folder = join(dataDir, standing);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * A source brings its own header: the same one goes on with its log, another begins a new one. Of the logs so set aside
 * the newest three are kept.
 */
export function setAsideOtherLog(folder: string, header: Header): void {
  const file = logFile(folder);
  if (!existsSync(file)) return;
  const stored = readSqliteHeader(file);
  if (stored === undefined || JSON.stringify(stored) === JSON.stringify(header)) return;
  renameSync(file, join(folder, `before-${String(stored.startMs).padStart(16, '0')}.sqlite`));
  const aside = readdirSync(folder).filter((name) => /^before-\d+\.sqlite$/.test(name));
  for (const name of aside.sort().slice(0, -logsSetAside)) rmSync(join(folder, name));
}

/** Where a server is reached. */
export interface Addresses {
  /** By a browser on its own machine. */
  address: string;
  /** By other devices, the likeliest first; none where it listens on its machine alone. */
  elsewhere: string[];
}

const runningFile = (dataDir: string): string => join(dataDir, 'server.json');

/** Tells the verbs that hand out links where the server of this folder is reached. */
export function writeAddresses(dataDir: string, addresses: Addresses): void {
  writeFileSync(runningFile(dataDir), `${JSON.stringify(addresses)}\n`, { mode: 0o600 });
}

/** Where the server of this folder was reached last; undefined where none ever ran. */
export function readAddresses(dataDir: string): Addresses | undefined {
  const file = runningFile(dataDir);
  if (!existsSync(file)) return undefined;
  return { elsewhere: [], ...(JSON.parse(readFileSync(file, 'utf8')) as Pick<Addresses, 'address'>) };
}
