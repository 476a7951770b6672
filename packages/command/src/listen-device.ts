import { spawn } from 'node:child_process';
import {
  acousticModel,
  claimOf,
  createAcousticDetector,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';
import { FailedError } from './verb.ts';

const sampleRateHz = 16_000;
/** An hour of seconds kept while the server cannot be reached; then the oldest make room, and how many is told. */
const queueCapacity = 3600;
const retryMs = 5000;

/**
 * Listens to an ALSA microphone through `arecord` until stopped, and posts what it heard: one line a detection, and an
 * empty report each ten seconds as a sign of life. Late detections keep their time. No sound is kept or sent.
 */
export async function listenToDevice(device: string, server: URL, key: string): Promise<void> {
  const recorder = spawn(
    'arecord',
    ['-q', '-D', device, '-t', 'raw', '-f', 'S16_LE', '-r', String(sampleRateHz), '-c', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const detector = createAcousticDetector(acousticModel, { sampleRateHz });
  const post = createPoster(server, key);
  const stop = (): void => void recorder.kill('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let startMs = Number.NaN;
  let received = 0;
  let odd: Buffer = Buffer.alloc(0);
  recorder.stdout.on('data', (chunk: Buffer) => {
    const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
    const count = bytes.length >> 1;
    odd = bytes.subarray(count * 2);
    received += count;
    // The clock of the sound card drifts from the machine's, so the start is renewed with each piece.
    const nowStartMs = Date.now() - (received / sampleRateHz) * 1000;
    startMs = Number.isNaN(startMs) ? nowStartMs : startMs + 0.001 * (nowStartMs - startMs);
    const samples = Float32Array.from({ length: count }, (_, i) => bytes.readInt16LE(2 * i) / 32_768);
    for (const window of detector.push(samples)) post(lineOf(window, startMs));
  });
  await new Promise<void>((resolve, reject) => {
    recorder.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new FailedError(
          error.code === 'ENOENT'
            ? 'arecord is not installed (Debian: apt-get install alsa-utils)'
            : error.message,
        ),
      ),
    );
    recorder.on('close', (code, signal) =>
      code === 0 || signal === 'SIGTERM'
        ? resolve()
        : reject(new FailedError(`arecord ended with ${code}; see its message above`)),
    );
  });
}

function lineOf(window: SoundWindow, startMs: number): string | undefined {
  if (!window.detected) return undefined;
  const sensedMs = Math.round(startMs + window.startMs + window.durationMs);
  return JSON.stringify({ sensedMs, ...claimOf(window, acousticModel.version) });
}

/** Sends lines in order, once each; keeps them while the server is away. */
function createPoster(server: URL, key: string): (line: string | undefined) => void {
  const address = new URL('/api/detections', server);
  const queue: string[] = [];
  let forgotten = 0;
  let isSending = false;
  let quietSeconds = 0;

  async function send(): Promise<void> {
    isSending = true;
    const lines = queue.slice(0, 500);
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' },
        body: lines.join('\n'),
      });
      if (!response.ok)
        throw new Error(`the server answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
      const answer = (await response.json()) as { refused?: { why: string }[] };
      for (const refused of answer.refused ?? []) process.stderr.write(`refused: ${refused.why}\n`);
      queue.splice(0, lines.length);
      isSending = false;
      if (queue.length > 0) void send();
    } catch (error) {
      process.stderr.write(
        `not sent, will try again: ${(error as Error).message} (${queue.length} waiting, ${forgotten} forgotten)\n`,
      );
      setTimeout(() => void send(), retryMs).unref();
    }
  }

  return (line) => {
    quietSeconds = line === undefined ? quietSeconds + 1 : 0;
    if (line !== undefined) queue.push(line);
    while (queue.length > queueCapacity) {
      queue.shift();
      forgotten++;
    }
    if (!isSending && (line !== undefined || quietSeconds % 10 === 0)) void send();
  };
}
