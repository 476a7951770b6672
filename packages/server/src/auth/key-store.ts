import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SensorDescription } from '@kentongan/core/base/event';

/** What whoever hands out an enrolment fixes; it stands over what the device says of itself. */
export interface EnrolmentTerms {
  name?: string;
  owner?: string;
  sensor?: Partial<SensorDescription>;
  /** It takes part in the exercise, and in nothing else, ever. */
  isExercise?: boolean;
}

export interface Device {
  sensorId: string;
  /** Raw Ed25519 key; absent for a simple device with a long-lived bearer. */
  publicKey?: Buffer;
  name?: string;
  owner?: string;
  sensor: SensorDescription;
  /** What it says goes into the exercise's log alone. */
  isExercise: boolean;
  enrolledMs: number;
  isRevoked: boolean;
}

export interface NewDevice {
  publicKey?: Buffer;
  name?: string;
  owner?: string;
  sensor: SensorDescription;
  isExercise?: boolean;
}

export const enrolmentTokenMs = 24 * 3_600_000;
export const operatorTokenMs = 15 * 60_000;

const tables = `
  CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS token (
    hash BLOB PRIMARY KEY, purpose TEXT NOT NULL, terms TEXT NOT NULL, expiresMs REAL NOT NULL, usedMs REAL) STRICT;
  CREATE TABLE IF NOT EXISTS device (
    sensorId TEXT PRIMARY KEY, publicKey BLOB, name TEXT, owner TEXT, sensor TEXT NOT NULL,
    enrolledMs REAL NOT NULL, revokedMs REAL) STRICT;
`;

/**
 * Enrolments and tokens, in a file of their own that the server and the verbs `enrol` and `token` open at the same time.
 * Tokens are kept as SHA-256 of their 256 random bits.
 */
export class KeyStore {
  readonly #database: DatabaseSync;

  /** Throws where the folder cannot be written. */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const file = join(dataDir, 'keys.sqlite');
    this.#database = new DatabaseSync(file, { timeout: 5000 });
    chmodSync(file, 0o600);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    this.#database.exec(tables);
    this.#addColumn('device', 'isExercise', 'INTEGER NOT NULL DEFAULT 0');
    this.#addColumn('device', 'revokedBy', 'TEXT');
  }

  /** A folder of an earlier version has a table without it. */
  #addColumn(table: string, name: string, type: string): void {
    const columns = this.#database.prepare(`PRAGMA table_info(${table})`).all();
    if (columns.every((column) => column.name !== name))
      this.#database.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
  }

  /** 32 random bytes, the same for as long as the data folder lives. */
  secret(name: string): Buffer {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)');
    insert.run(name, randomBytes(32));
    const row = this.#database.prepare('SELECT value FROM secret WHERE name = ?').get(name);
    return Buffer.from(row!.value as Uint8Array);
  }

  /** Works once, within a day. */
  createEnrolmentToken(terms: EnrolmentTerms, nowMs: number): string {
    return this.#createToken('enrol', terms, nowMs + enrolmentTokenMs);
  }

  /** Works once, within 15 minutes. */
  createOperatorToken(operator: string, nowMs: number): string {
    return this.#createToken('operator', { name: operator }, nowMs + operatorTokenMs);
  }

  /** The terms of an enrolment token that is unused and in time; it stays good until `enrol` uses it up. */
  enrolmentTerms(token: string, nowMs: number): EnrolmentTerms | undefined {
    const row = this.#database
      .prepare('SELECT terms FROM token WHERE hash = ? AND purpose = ? AND usedMs IS NULL AND expiresMs > ?')
      .get(hashOf(token), 'enrol', nowMs);
    return row === undefined ? undefined : (JSON.parse(String(row.terms)) as EnrolmentTerms);
  }

  /** Uses the token up and enrols the devices, all or nothing. undefined where the token is not good. */
  enrol(token: string, devices: readonly NewDevice[], nowMs: number): Device[] | undefined {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const enrolled =
        this.#useUp(token, 'enrol', nowMs) === undefined
          ? undefined
          : devices.map((device) => this.#insert(device, nowMs));
      this.#database.exec('COMMIT');
      return enrolled;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Enrols a device without a token: for whoever holds the data folder anyway. */
  addDevice(device: NewDevice, nowMs: number): Device {
    return this.#insert(device, nowMs);
  }

  /** The operator's name, once. */
  redeemOperatorToken(token: string, nowMs: number): string | undefined {
    return this.#useUp(token, 'operator', nowMs)?.name;
  }

  device(sensorId: string): Device | undefined {
    const row = this.#database.prepare('SELECT * FROM device WHERE sensorId = ?').get(sensorId);
    return row === undefined ? undefined : deviceFrom(row);
  }

  /** `by`: the operator who did it; nobody's name where it was done with the data folder at hand. */
  revoke(sensorId: string, nowMs: number, by?: string): boolean {
    const update = this.#database.prepare(
      'UPDATE device SET revokedMs = ?, revokedBy = ? WHERE sensorId = ? AND revokedMs IS NULL',
    );
    return update.run(nowMs, by ?? null, sensorId).changes === 1;
  }

  revokedIds(): string[] {
    const rows = this.#database.prepare('SELECT sensorId FROM device WHERE revokedMs IS NOT NULL').all();
    return rows.map((row) => String(row.sensorId));
  }

  /** Any that is not of an exercise. */
  hasDevices(): boolean {
    const row = this.#database.prepare('SELECT 1 FROM device WHERE isExercise = 0 LIMIT 1').get();
    return row !== undefined;
  }

  /** undefined: no such device. */
  isOfExercise(sensorId: string): boolean | undefined {
    const row = this.#database.prepare('SELECT isExercise FROM device WHERE sensorId = ?').get(sensorId);
    return row === undefined ? undefined : row.isExercise === 1;
  }

  close(): void {
    this.#database.close();
  }

  #createToken(purpose: 'enrol' | 'operator', terms: EnrolmentTerms, expiresMs: number): string {
    const token = randomBytes(32).toString('base64url');
    this.#database
      .prepare('INSERT INTO token (hash, purpose, terms, expiresMs) VALUES (?, ?, ?, ?)')
      .run(hashOf(token), purpose, JSON.stringify(terms), expiresMs);
    return token;
  }

  #useUp(token: string, purpose: string, nowMs: number): EnrolmentTerms | undefined {
    const row = this.#database
      .prepare(
        `UPDATE token SET usedMs = ? WHERE hash = ? AND purpose = ? AND usedMs IS NULL AND expiresMs > ?
         RETURNING terms`,
      )
      .get(nowMs, hashOf(token), purpose, nowMs);
    return row === undefined ? undefined : (JSON.parse(String(row.terms)) as EnrolmentTerms);
  }

  #insert(device: NewDevice, nowMs: number): Device {
    const sensorId = `s-${randomBytes(6).toString('hex')}`;
    this.#database
      .prepare(
        `INSERT INTO device (sensorId, publicKey, name, owner, sensor, enrolledMs, isExercise)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        sensorId,
        device.publicKey ?? null,
        device.name ?? null,
        device.owner ?? null,
        JSON.stringify(device.sensor),
        nowMs,
        device.isExercise === true ? 1 : 0,
      );
    const { isExercise = false } = device;
    return { ...device, sensorId, isExercise, enrolledMs: nowMs, isRevoked: false };
  }
}

/** A token is 256 random bits, so a plain hash cannot be searched for, and looking one up tells nothing by its time. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function deviceFrom(row: Record<string, unknown>): Device {
  return {
    sensorId: String(row.sensorId),
    ...(row.publicKey === null ? {} : { publicKey: Buffer.from(row.publicKey as Uint8Array) }),
    ...(row.name === null ? {} : { name: String(row.name) }),
    ...(row.owner === null ? {} : { owner: String(row.owner) }),
    sensor: JSON.parse(String(row.sensor)) as SensorDescription,
    enrolledMs: Number(row.enrolledMs),
    isExercise: row.isExercise === 1,
    isRevoked: row.revokedMs !== null,
  };
}
