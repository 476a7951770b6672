import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { checkHeader, type Conclusion, type Fact, type Header } from '@kentongan/core/base/event';
import { LogError, type EventLog, type StoredSnapshot } from './event-log.ts';

/** Raise it with every change to the tables. */
const formatVersion = 1;

/** Rows read between two turns of the event loop. */
const readBatch = 2000;

const tables = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS fact (seq INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS conclusion (seq INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS snapshot (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
`;

export function logFile(folder: string): string {
  return join(folder, 'log.sqlite');
}

/** The header of the log in this file; undefined where there is none yet. */
export function readSqliteHeader(file: string): Header | undefined {
  const database = open(file);
  try {
    return storedHeader(database, file);
  } finally {
    database.close();
  }
}

/**
 * Opens the log in this file, or begins it with this header. A log that is there keeps its own `startMs`; of another
 * region or standing it is refused.
 */
export function openSqliteLog(file: string, header: Header): EventLog {
  const database = open(file);
  try {
    const stored = storedHeader(database, file);
    if (stored === undefined) writeHeader(database, header);
    else mustAgree(stored, header, file);
    return new SqliteLog(database, file, stored ?? header);
  } catch (error) {
    database.close();
    throw error;
  }
}

function open(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(file, { timeout: 5000 });
    // FULL: a commit is on the disk before it is answered for, also when the power fails (sqlite.org/pragma.html).
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(tables);
    return database;
  } catch (cause) {
    throw new LogError(`${file} cannot be opened as a log: ${reason(cause)}`, { cause });
  }
}

function storedHeader(database: DatabaseSync, file: string): Header | undefined {
  const meta = database.prepare('SELECT value FROM meta WHERE name = ?');
  const version = meta.get('format')?.value;
  if (version === undefined) return undefined;
  if (version !== String(formatVersion))
    throw new LogError(`${file}: expected log format ${formatVersion}, found ${String(version)}`);
  const header = checkHeader(JSON.parse(String(meta.get('header')?.value)));
  if (!header.ok) throw new LogError(`${file}: expected ${header.expected}, found ${header.found}`);
  return header.value;
}

function writeHeader(database: DatabaseSync, header: Header): void {
  const insert = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
  database.exec('BEGIN');
  insert.run('format', String(formatVersion));
  insert.run('header', JSON.stringify(header));
  database.exec('COMMIT');
}

function mustAgree(stored: Header, header: Header, file: string): void {
  for (const name of ['standing', 'region', 'origin'] as const) {
    const there = JSON.stringify(stored[name]);
    const wanted = JSON.stringify(header[name]);
    if (there !== wanted) throw new LogError(`${file} is a log of ${name} ${there}, expected ${wanted}`);
  }
}

class SqliteLog implements EventLog {
  readonly header: Header;
  lastSeq = 0;
  lastTimeMs: number;
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #insertFact: StatementSync;
  readonly #insertConclusion: StatementSync;

  constructor(database: DatabaseSync, file: string, header: Header) {
    this.header = header;
    this.lastTimeMs = header.startMs;
    this.#database = database;
    this.#file = file;
    this.#insertFact = database.prepare('INSERT INTO fact (seq, line) VALUES (?, ?)');
    this.#insertConclusion = database.prepare('INSERT OR IGNORE INTO conclusion (seq, line) VALUES (?, ?)');
    const last = database.prepare('SELECT line FROM fact ORDER BY seq DESC LIMIT 1').get();
    if (last === undefined) return;
    const fact = JSON.parse(String(last.line)) as Fact;
    this.lastSeq = fact.seq;
    this.lastTimeMs = fact.timeMs;
  }

  // Async by contract; here the commit itself blocks for as long as the disk takes, so batches are what makes it fast.
  async append(facts: readonly Fact[], conclusions: readonly Conclusion[]): Promise<void> {
    this.#mustGoOn(facts);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const fact of facts) this.#insertFact.run(fact.seq, JSON.stringify(fact));
      for (const conclusion of conclusions)
        this.#insertConclusion.run(conclusion.seq, JSON.stringify(conclusion));
      this.#database.exec('COMMIT');
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw new LogError(`${this.#file} takes nothing: ${reason(cause)}`, { cause });
    }
    const last = facts.at(-1);
    if (last === undefined) return;
    this.lastSeq = last.seq;
    this.lastTimeMs = last.timeMs;
  }

  #mustGoOn(facts: readonly Fact[]): void {
    let expected = this.lastSeq + 1;
    for (const fact of facts) {
      if (fact.seq !== expected)
        throw new RangeError(`expected a fact with seq ${expected}, found ${fact.seq}`);
      expected++;
    }
  }

  facts(afterSeq: number): AsyncIterable<Fact[]> {
    return this.#read<Fact>('fact', afterSeq);
  }

  conclusions(afterSeq: number): AsyncIterable<Conclusion[]> {
    return this.#read<Conclusion>('conclusion', afterSeq);
  }

  async *#read<T extends { seq: number }>(
    table: 'fact' | 'conclusion',
    afterSeq: number,
  ): AsyncGenerator<T[]> {
    const page = this.#database.prepare(
      `SELECT line FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ${readBatch}`,
    );
    for (let after = afterSeq; ;) {
      const events = page.all(after).map((row) => JSON.parse(String(row.line)) as T);
      if (events.length === 0) return;
      after = events.at(-1)!.seq;
      yield events;
      await setImmediate();
    }
  }

  async saveSnapshot(snapshot: StoredSnapshot): Promise<void> {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#database
        .prepare('INSERT OR REPLACE INTO snapshot (seq, text) VALUES (?, ?)')
        .run(snapshot.seq, snapshot.text);
      this.#database.exec(
        'DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT 2)',
      );
      this.#database.exec('COMMIT');
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw new LogError(`${this.#file} takes no snapshot: ${reason(cause)}`, { cause });
    }
  }

  async snapshots(): Promise<StoredSnapshot[]> {
    const rows = this.#database.prepare('SELECT seq, text FROM snapshot ORDER BY seq DESC LIMIT 2').all();
    return rows.map((row) => ({ seq: Number(row.seq), text: String(row.text) }));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
