import { spawn } from 'node:child_process';
import {
  acousticModel,
  claimOf,
  createAcousticDetector,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';
import { ServerClock } from '@kentongan/core/base/server-clock';
import { FailedError } from './verb.ts';

const sampleRateHz = 16_000;
/** An hour of seconds kept while the server cannot be reached; then the oldest make room, and how many is told. */
const queueCapacity = 3600;
const retryMs = 5000;
const askTimeEveryMs = 60_000;
/** How long a sound card and its driver hold sound back, which none tells: 0 to 100 ms. */
const audioPathMs = 50;
const audioPathSigmaMs = 30;

/**
 * Listens to an ALSA microphone through `arecord` until stopped, and posts what it heard: one line a detection, and an
 * empty report each ten seconds as a sign of life. Times are the server's, with how well they are known; late detections
 * keep theirs. No sound is kept or sent.
 */
export async function listenToDevice(device: string, server: URL, key: string): Promise<void> {
  const recorder = spawn(
    'arecord',
    ['-q', '-D', device, '-t', 'raw', '-f', 'S16_LE', '-r', String(sampleRateHz), '-c', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const detector = createAcousticDetector(acousticModel, { sampleRateHz });
  const post = createPoster(server, key);
  const clock = new ServerClock();
  const asking = setInterval(() => void askTime(server, clock), askTimeEveryMs);
  await askTime(server, clock);
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
    for (const window of detector.push(samples)) post(lineOf(window, startMs - audioPathMs, clock));
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
  }).finally(() => clearInterval(asking));
}

/** Where the server has not answered yet this machine's clock has to do, and nothing is said of how good it is. */
function lineOf(window: SoundWindow, startMs: number, clock: ServerClock): string | undefined {
  if (!window.detected) return undefined;
  const known = clock.at(Date.now());
  const sensedMs = Math.round(startMs + window.startMs + window.durationMs + (known?.offsetMs ?? 0));
  const claim = claimOf(window, acousticModel.version);
  const clockMs = known === undefined ? undefined : Math.hypot(known.sigmaMs, audioPathSigmaMs);
  const sigma = clockMs === undefined ? {} : { sigma: { ...claim.sigma, clockMs: Math.round(clockMs) } };
  return JSON.stringify({ sensedMs, ...claim, ...sigma });
}

/** One round trip to the server's clock; a server that is away is asked again. */
async function askTime(server: URL, clock: ServerClock): Promise<void> {
  const sentMs = Date.now();
  const startedMs = performance.now();
  try {
    const response = await fetch(new URL('/api/health', server), { signal: AbortSignal.timeout(10_000) });
    const { timeMs, standing } = (await response.json()) as { timeMs?: number; standing?: string };
    // An exercise beside it has a clock of its own.
    if (typeof timeMs !== 'number' || standing === 'exercise') return;
    const receivedMs = sentMs + performance.now() - startedMs;
    clock.add({ sentMs, serverMs: timeMs, receivedMs, stepMs: sentMs - startedMs });
  } catch {
    // Asked again in a minute.
  }
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
