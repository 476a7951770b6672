import { stat, writeFile } from 'node:fs/promises';
import type { Header } from '@kentongan/core/base/event';
import { waveMpsOf } from '@kentongan/core/base/retard';
import {
  acousticModel,
  arrayDescription,
  createAcousticDetector,
  createArrayDetector,
  hydrophoneModel,
  microphoneDescription,
  type AcousticModel,
  type ArrayWindow,
} from '@kentongan/core/sense/acoustic';
import { monoOf, plotSpectrogram, readSoundFile } from '@kentongan/lab';
import { listenToDevice } from '../listen-device.ts';
import { LineOutput } from '../output.ts';
import { Progress } from '../progress.ts';
import { factsFromWindows } from '../sound-facts.ts';
import {
  FailedError,
  flagOption,
  placeOption,
  textOption,
  UsageError,
  type OptionValues,
  type Verb,
} from '../verb.ts';

export const sense: Verb = {
  summary: 'Sound in, detections out: what a microphone heard, from files or from a device.',
  usage: 'FILE… [--at LAT,LON] [--sensor ID]   or   --device NAME --server URL --key KEY',
  options: {
    at: { type: 'string' },
    sensor: { type: 'string' },
    start: { type: 'string' },
    report: { type: 'string' },
    plot: { type: 'string' },
    array: { type: 'string' },
    water: { type: 'boolean' },
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
    array:
      'PLACES   where the microphone of each channel stands, E,N;E,N;… m east and north (and up) of the middle: 3 to 16 give bearings',
    water: '         a hydrophone heard it',
    device: 'NAME    listen to an ALSA microphone (such as default or plughw:1) and send to a server',
    server: 'URL     where to send (with --device)',
    key: 'KEY        the key that "kentongan enrol --bearer" printed (with --device)',
  },
  examples: [
    'npx kentongan sense night.wav --at 49.5,31.0 | npx kentongan replay --only track',
    'npx kentongan sense night.flac --report windows --plot night.html',
    'npx kentongan sense square.wav --at 49.5,31.0 --array "0.3,0.3;0.3,-0.3;-0.3,-0.3;-0.3,0.3"',
    'npx kentongan sense --device default --server http://127.0.0.1:8420 --key "$KEY"',
  ],
  async run(values, files) {
    const device = textOption(values, 'device');
    const ear = earOption(values);
    if (device !== undefined && (ear.positionsM !== undefined || ear.model !== acousticModel))
      throw new UsageError('--array and --water are for files; --device listens to one microphone in air');
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
      const heard = await hear(file, ear);
      if (plot !== undefined) await writePlot(plot, file, heard, ear);
      for (const line of report === undefined
        ? await detectionLines(file, heard, values, ear)
        : windowLines(file, heard)) {
        output.line(JSON.stringify(line));
      }
      await output.flush();
    }
    progress.clear();
  },
};

/** What listens: a model, and where the microphones of an array stand. */
interface Ear {
  model: AcousticModel;
  /** East, north, up of each channel's, m. */
  positionsM: Float64Array | undefined;
}

function earOption(values: OptionValues): Ear {
  const places = textOption(values, 'array');
  return {
    model: flagOption(values, 'water') ? hydrophoneModel : acousticModel,
    positionsM: places === undefined ? undefined : positionsOf(places),
  };
}

function positionsOf(text: string): Float64Array {
  const places = text.split(';').map((place) => place.split(',').map(Number));
  const isPlace = (place: number[]): boolean =>
    (place.length === 2 || place.length === 3) && place.every(Number.isFinite);
  if (places.length < 3 || places.length > 16 || !places.every(isPlace))
    throw new UsageError(`--array takes 3 to 16 places in m, as "0,0.6;0.5,-0.3;-0.5,-0.3", not "${text}"`);
  return Float64Array.from(places.flatMap(([east, north, up = 0]) => [east!, north!, up]));
}

interface Heard {
  sampleRateHz: number;
  samples: Float32Array;
  windows: ArrayWindow[];
}

async function hear(file: string, { model, positionsM }: Ear): Promise<Heard> {
  const sound = await readSoundFile(file).catch((error: Error) => ({ why: error.message }));
  if ('why' in sound) throw new FailedError(`${file} cannot be heard: ${sound.why}`);
  const { sampleRateHz } = sound;
  const samples = monoOf(sound);
  const channels = positionsM === undefined ? [samples] : sound.channels;
  if (positionsM !== undefined && positionsM.length !== 3 * channels.length)
    throw new FailedError(
      `${file}: expected a channel for each of ${positionsM.length / 3} places, found ${channels.length}`,
    );
  const detector = createDetector(model, sampleRateHz, positionsM);
  const windows: ArrayWindow[] = [];
  // A minute at a time keeps what is under way small.
  const piece = 60 * sampleRateHz;
  for (let at = 0; at < samples.length; at += piece)
    windows.push(...detector.push(channels.map((channel) => channel.subarray(at, at + piece))));
  windows.push(...detector.flush());
  return { sampleRateHz, samples, windows };
}

type Detector = {
  push(channels: readonly Float32Array[]): readonly ArrayWindow[];
  flush(): readonly ArrayWindow[];
};

function createDetector(
  model: AcousticModel,
  sampleRateHz: number,
  positionsM: Float64Array | undefined,
): Detector {
  if (positionsM !== undefined)
    return createArrayDetector(model, { sampleRateHz, positionsM, waveMps: waveMpsOf[model.wave] });
  const detector = createAcousticDetector(model, { sampleRateHz });
  return { push: ([samples]) => detector.push(samples!), flush: detector.flush };
}

function windowLines(file: string, { windows }: Heard): object[] {
  return windows.map(
    ({ startMs, durationMs, logLikelihoodRatio, detected, frequencyHz, snrDb, bearing }) => ({
      file,
      startMs,
      durationMs,
      logLikelihoodRatio,
      detected,
      ...(frequencyHz === undefined ? {} : { frequencyHz }),
      ...(snrDb === undefined ? {} : { snrDb }),
      ...(bearing === undefined ? {} : { bearingRad: bearing.bearingRad, bearingSigmaRad: bearing.sigmaRad }),
    }),
  );
}

async function detectionLines(
  file: string,
  heard: Heard,
  values: OptionValues,
  { model, positionsM }: Ear,
): Promise<object[]> {
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
  const describe = positionsM === undefined ? microphoneDescription : arrayDescription;
  const description = describe(
    place,
    ranges[Math.floor(ranges.length / 2)] ?? 1000,
    model.operatingPoint.pfa,
    model.wave,
  );
  const sensorId = textOption(values, 'sensor') ?? 'mic';
  return [header, ...factsFromWindows(header, sensorId, description, heard.windows, model.version)];
}

function startOption(values: OptionValues): number | undefined {
  const text = textOption(values, 'start');
  if (text === undefined) return undefined;
  const startMs = Number(text);
  if (!(startMs >= 0)) throw new UsageError(`--start takes milliseconds since 1970, not "${text}"`);
  return startMs;
}

async function writePlot(plot: string, file: string, heard: Heard, { model }: Ear): Promise<void> {
  try {
    await writeFile(plot, plotSpectrogram({ title: file, ...heard, operatingPoint: model.operatingPoint }));
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
