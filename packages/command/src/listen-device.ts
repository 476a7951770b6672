import { spawn, type ChildProcess } from 'node:child_process';
import {
  acousticModel,
  claimOf,
  createAcousticDetector,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';
import { ServerClock } from '@kentongan/core/base/server-clock';
import { DetectionPoster } from './detection-poster.ts';
import { FailedError } from './verb.ts';

const sampleRateHz = 16_000;
const askTimeEveryMs = 60_000;
/** How long a sound card and its driver hold sound back, which none tells: 0 to 100 ms. */
const audioPathMs = 50;
const audioPathSigmaMs = 30;

/**
 * Listens to an ALSA microphone through `arecord` until stopped, and posts what it heard: one line a detection, and an
 * empty report each ten seconds as a sign of life. Times are the server's, with how well they are known; late detections
 * keep theirs. What was heard last is still judged and sent when it is stopped. No sound is kept or sent. Throws a
 * `FailedError` where there is no `arecord`, or it ends of itself.
 */
export async function listenToDevice(device: string, server: URL, key: string): Promise<void> {
  const recorder = spawn(
    'arecord',
    ['-q', '-D', device, '-t', 'raw', '-f', 'S16_LE', '-r', String(sampleRateHz), '-c', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = endOf(recorder);
  const poster = new DetectionPoster(server, key);
  const clock = new ServerClock();
  const ear = createEar((window, startMs) => poster.post(lineOf(window, startMs, clock)));
  recorder.stdout.once('data', () =>
    process.stderr.write(`listening to ${device}, sending to ${server.origin}\n`),
  );
  recorder.stdout.on('data', ear.take);
  void askTime(server, clock);
  const asking = setInterval(() => void askTime(server, clock), askTimeEveryMs);
  await ended.finally(() => clearInterval(asking));
  ear.end();
  await poster.finish();
}

/** Resolves when the recorder has ended because this process was told to stop. */
function endOf(recorder: ChildProcess): Promise<void> {
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    recorder.kill('SIGTERM');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    recorder.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      reject(
        new FailedError(
          isMissing ? 'arecord is not installed (Debian: apt-get install alsa-utils)' : error.message,
        ),
      );
    });
    // Stopped, it ends with 1 or by the signal, by its version.
    recorder.on('close', (code) =>
      isStopped ? resolve() : reject(new FailedError(`arecord ended with ${code}; see its message above`)),
    );
  });
}

/** Raw sound in, as it comes; each second out once it is judged, with when the sound began, ms since 1970 on this machine. */
function createEar(heard: (window: SoundWindow, startMs: number) => void) {
  const detector = createAcousticDetector(acousticModel, { sampleRateHz });
  let startMs = Number.NaN;
  let received = 0;
  let odd: Buffer = Buffer.alloc(0);
  const tell = (windows: readonly SoundWindow[]): void => {
    for (const window of windows) heard(window, startMs - audioPathMs);
  };
  return {
    take(chunk: Buffer): void {
      const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
      const count = bytes.length >> 1;
      odd = bytes.subarray(count * 2);
      received += count;
      // The clock of the sound card drifts from the machine's, so the start is renewed with each piece.
      const nowStartMs = Date.now() - (received / sampleRateHz) * 1000;
      startMs = Number.isNaN(startMs) ? nowStartMs : startMs + 0.001 * (nowStartMs - startMs);
      tell(detector.push(Float32Array.from({ length: count }, (_, i) => bytes.readInt16LE(2 * i) / 32_768)));
    },
    end: (): void => tell(detector.flush()),
  };
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
