import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FailedError } from './verb.ts';

/**
 * The lines of a file (gunzipped where its name ends in `.gz`), or of standard input for `-`, in batches: one array a
 * chunk read, so that nobody awaits once a line. Memory is bounded by the chunk and the longest line (16 MiB).
 */
export async function* readLines(file: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of await openBytes(file)) {
    const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine)
      throw new FailedError(`${file} has a line of more than ${longestLine} characters`);
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

const longestLine = 16 * 1024 * 1024;

/** The bytes of a file or of standard input, gunzipped where they should be. Throws `FailedError` where it cannot be read. */
export async function openBytes(file: string): Promise<Readable> {
  if (file === '-') return process.stdin;
  await mustBeReadable(file);
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (!file.endsWith('.gz')) return raw;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (error) => gunzip.destroy(error));
  return raw.pipe(gunzip);
}

async function mustBeReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch {
    throw new FailedError(`${file} cannot be read: no such file, or no permission`);
  }
  if ((await stat(file)).isDirectory()) throw new FailedError(`${file} is a folder, expected a file`);
}
