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
  for await (const bytes of readWholeLines(file)) {
    const lines = bytes.toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    yield lines;
  }
}

/** The same as bytes: each chunk begins with a line and ends with a line's end, or the file's. */
export async function* readWholeLines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restLength = 0;
  let isFirst = true;
  for await (const read of await openBytes(file)) {
    const chunk = isFirst ? withoutMark(read as Buffer) : (read as Buffer);
    isFirst = false;
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0)
      yield rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)]);
    if (end > 0) rest = [];
    restLength = (end > 0 ? 0 : restLength) + chunk.length - end;
    if (restLength > longestLine)
      throw new FailedError(`${file} has a line of more than ${longestLine} bytes`);
    if (end < chunk.length) rest.push(chunk.subarray(end));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

const newline = 10;
const longestLine = 16 * 1024 * 1024;
/** As much as is read at once: less costs a trip to the file system more often, more leaves the processor's cache. */
const chunkBytes = 256 * 1024;

/** A byte order mark before the first line is none of it. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

/** The bytes of a file or of standard input, gunzipped where they should be. Throws `FailedError` where it cannot be read. */
export async function openBytes(file: string): Promise<Readable> {
  if (file === '-') return process.stdin;
  await mustBeReadable(file);
  const raw = createReadStream(file, { highWaterMark: chunkBytes });
  if (!file.endsWith('.gz')) return raw;
  const gunzip = createGunzip({ chunkSize: chunkBytes });
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
