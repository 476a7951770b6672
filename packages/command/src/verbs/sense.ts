import { stat, writeFile } from 'node:fs/promises';
import type { Header } from '@kentongan/core/base/event';
import {
  acousticModel,
  createAcousticDetector,
  microphoneDescription,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';
import { monoOf, plotSpectrogram, readSoundFile } from '@kentongan/lab';
import { listenToDevice } from '../listen-device.ts';
import { LineOutput } from '../output.ts';
import { Progress } from '../progress.ts';
import { factsFromWindows } from '../sound-facts.ts';
import { FailedError, placeOption, textOption, UsageError, type OptionValues, type Verb } from '../verb.ts';

export const sense: Verb = {
  summary: 'Sound in, detections out: what a microphone heard, from files or from a device.',
  usage: 'FILE… [--at LAT,LON] [--sensor ID]   or   --device NAME --server URL --key KEY',
  options: {
    at: { type: 'string' },
    sensor: { type: 'string' },
    start: { type: 'string' },
    report: { type: 'string' },
    plot: { type: 'string' },
    device: { type: 'string' },
    server: { type: 'string' },
    key: { type: 'string' },
  },
  help: {
    at: 'LAT,LON     where the microphone stood',
    sensor: 'ID      what to call it (default mic)',
    start:
      'MS       when the recording began, ms since 1970 (default: as the file was last written, less its length)',
    report: 'windows write each second with its likelihoods instead',
    plot: 'FILE      write a spectrogram with what was heard, as a page (.html)',
    device: 'NAME    listen to an ALSA microphone (such as default or plughw:1) and send to a server',
    server: 'URL     where to send (with --device)',
    key: 'KEY        the key that "kentongan enrol --bearer" printed (with --device)',
  },
  examples: [
    'npx kentongan sense night.wav --at 49.5,31.0 | npx kentongan replay --only track',
    'npx kentongan sense night.flac --report windows --plot night.html',
    'npx kentongan sense --device default --server http://127.0.0.1:8420 --key "$KEY"',
  ],
  async run(values, files) {
    const device = textOption(values, 'device');
    if (device !== undefined) return listenToDevice(device, serverOption(values), keyOption(values));
    if (files.length === 0) throw new UsageError('sense needs at least one sound file, or --device');
    const report = textOption(values, 'report');
    if (report !== undefined && report !== 'windows')
      throw new UsageError(`--report takes windows, not "${report}"`);
    const plot = textOption(values, 'plot');
    if (plot !== undefined && files.length > 1) throw new UsageError('--plot takes one file');
    if (plot !== undefined && !plot.endsWith('.html'))
      throw new UsageError(`--plot takes a file that ends in .html, not "${plot}"`);
    if (report === undefined && files.length > 1)
      throw new UsageError('detections of one microphone come from one file; --report windows takes several');
    const output = new LineOutput();
    const progress = new Progress();
    for (const [index, file] of files.entries()) {
      progress.show(() => `${file} (${index + 1} of ${files.length})`);
      const heard = await hear(file);
      if (plot !== undefined) await writePlot(plot, file, heard);
      for (const line of report === undefined
        ? await detectionLines(file, heard, values)
        : windowLines(file, heard)) {
        output.line(JSON.stringify(line));
      }
      await output.flush();
    }
    progress.clear();
  },
};

interface Heard {
  sampleRateHz: number;
  samples: Float32Array;
  windows: SoundWindow[];
}

async function hear(file: string): Promise<Heard> {
  const sound = await readSoundFile(file).catch((error: Error) => ({ why: error.message }));
  if ('why' in sound) throw new FailedError(`${file} cannot be heard: ${sound.why}`);
  const samples = monoOf(sound);
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: sound.sampleRateHz });
  const windows: SoundWindow[] = [];
  // A minute at a time keeps what is under way small.
  const piece = 60 * sound.sampleRateHz;
  for (let at = 0; at < samples.length; at += piece)
    windows.push(...detector.push(samples.subarray(at, at + piece)));
  windows.push(...detector.flush());
  return { sampleRateHz: sound.sampleRateHz, samples, windows };
}

function windowLines(file: string, { windows }: Heard): object[] {
  return windows.map(({ startMs, durationMs, logLikelihoodRatio, detected, frequencyHz, snrDb }) => ({
    file,
    startMs,
    durationMs,
    logLikelihoodRatio,
    detected,
    ...(frequencyHz === undefined ? {} : { frequencyHz }),
    ...(snrDb === undefined ? {} : { snrDb }),
  }));
}

async function detectionLines(file: string, heard: Heard, values: OptionValues): Promise<object[]> {
  const place = placeOption(values, 'at');
  if (place === undefined) throw new UsageError('detections need --at LAT,LON, where the microphone stood');
  const startMs =
    startOption(values) ?? (await stat(file)).mtimeMs - (heard.samples.length / heard.sampleRateHz) * 1000;
  const header: Header = {
    kind: 'log',
    version: 1,
    region: 'recording',
    origin: { ...place, heightM: 0 },
    standing: 'test',
    startMs: Math.round(startMs),
  };
  const ranges = heard.windows.map(({ rangeNowM }) => rangeNowM).toSorted((a, b) => a - b);
  const description = microphoneDescription(
    place,
    ranges[Math.floor(ranges.length / 2)] ?? 1000,
    acousticModel.operatingPoint.pfa,
  );
  const sensorId = textOption(values, 'sensor') ?? 'mic';
  return [header, ...factsFromWindows(header, sensorId, description, heard.windows)];
}

function startOption(values: OptionValues): number | undefined {
  const text = textOption(values, 'start');
  if (text === undefined) return undefined;
  const startMs = Number(text);
  if (!(startMs >= 0)) throw new UsageError(`--start takes milliseconds since 1970, not "${text}"`);
  return startMs;
}

async function writePlot(plot: string, file: string, heard: Heard): Promise<void> {
  try {
    await writeFile(plot, plotSpectrogram({ title: file, ...heard }));
  } catch (error) {
    throw new FailedError(`${plot} cannot be written: ${(error as Error).message}`);
  }
}

function serverOption(values: OptionValues): URL {
  const text = textOption(values, 'server') ?? 'http://127.0.0.1:8420';
  if (!URL.canParse(text))
    throw new UsageError(`--server takes an address such as http://127.0.0.1:8420, not "${text}"`);
  return new URL(text);
}

function keyOption(values: OptionValues): string {
  const key = textOption(values, 'key') ?? process.env.KENTONGAN_KEY;
  if (key === undefined)
    throw new UsageError('--device needs --key, which "kentongan enrol --bearer" prints (or KENTONGAN_KEY)');
  return key;
}
