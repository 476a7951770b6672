import { createWriteStream, type WriteStream } from 'node:fs';
import { createExercise, exerciseNames, mostListening, type Exercise } from '@kentongan/lab';
import { LineOutput } from '../output.ts';
import { Progress } from '../progress.ts';
import {
  FailedError,
  flagOption,
  numberOption,
  placeOption,
  textOption,
  UsageError,
  type OptionValues,
  type Verb,
} from '../verb.ts';

const listeningUnlessTold = 3;

/** Of every verb that runs an exercise; `listeningOption` reads them. */
export const listeningOptions: Pick<Verb, 'options' | 'help'> = {
  options: { audio: { type: 'boolean' }, microphones: { type: 'string' } },
  help: {
    audio: '         at a few microphones the sound is really made and really judged, as a phone does',
    microphones: `N   at how many (with --audio; default ${listeningUnlessTold}, at most ${mostListening})`,
  },
};

export const exercise: Verb = {
  summary: 'A night of which everything is known, as facts: for rehearsing and for judging.',
  usage: `NAME   (${exerciseNames.join(', ')})`,
  options: {
    seed: { type: 'string' },
    truth: { type: 'string' },
    at: { type: 'string' },
    standing: { type: 'string' },
    ...listeningOptions.options,
  },
  help: {
    seed: 'N          another night of the same kind (default 1); the same seed gives the same bytes',
    truth: 'FILE      also write what really flew',
    at: 'LAT,LON      an invented country there, instead of the coast at Odesa',
    standing: 'S      exercise (default) or test',
    ...listeningOptions.help,
  },
  examples: [
    'npx kentongan exercise raid --seed 7 --truth raid.truth.ndjson > raid.ndjson',
    'npx kentongan exercise raid --seed 7 --audio > raid.ndjson',
    'npx kentongan exercise quiet | npx kentongan replay --only alert',
  ],
  async run(values, names) {
    if (names.length !== 1) throw new UsageError(`exercise takes one name of ${exerciseNames.join(', ')}`);
    const standing = textOption(values, 'standing') ?? 'exercise';
    if (standing !== 'exercise' && standing !== 'test') {
      throw new UsageError(`--standing takes exercise or test, not "${standing}"`);
    }
    const seed = numberOption(values, 'seed', 1, 0, Number.MAX_SAFE_INTEGER);
    const listening = listeningOption(values);
    const night = makeExercise(names[0], { seed, standing, at: placeOption(values, 'at'), listening });
    if (listening > 0) process.stderr.write(`${listeningSentence(night)}\n`);
    const truthFile = textOption(values, 'truth');
    const truth = truthFile === undefined ? undefined : await openTruth(truthFile);
    await write(night, truth);
  },
};

/** At how many microphones sound is made: none without `--audio`. */
export function listeningOption(values: OptionValues): number {
  if (flagOption(values, 'audio'))
    return numberOption(values, 'microphones', listeningUnlessTold, 1, mostListening);
  if (values.microphones !== undefined) throw new UsageError('--microphones goes with --audio');
  return 0;
}

export function listeningSentence({ listening }: Exercise): string {
  return `Sound is made and judged at ${listening.join(', ')}: about 0.3 s of processor for each and minute.`;
}

/** Unknown names and seeds as a usage error. */
export function makeExercise(name: string, options: Parameters<typeof createExercise>[1]): Exercise {
  try {
    return createExercise(name, options);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

async function openTruth(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error) => reject(new FailedError(`${file} cannot be written: ${error.message}`)));
  });
  return stream;
}

async function write(night: Exercise, truthStream: WriteStream | undefined): Promise<void> {
  const output = new LineOutput();
  const truth = truthStream === undefined ? undefined : new LineOutput(truthStream);
  const progress = new Progress();
  output.line(JSON.stringify(night.header));
  for (const fact of night.facts({ onTruth: (row) => truth?.line(JSON.stringify(row)) })) {
    output.line(JSON.stringify(fact));
    if (output.isFull) await output.flush();
    if (truth?.isFull === true) await truth.flush();
    progress.show(() => `${night.name}: ${((fact.timeMs - night.header.startMs) / 60_000).toFixed(1)} min`);
  }
  progress.clear();
  await output.flush();
  await truth?.flush();
  if (truthStream !== undefined) await new Promise<void>((resolve) => truthStream.end(resolve));
}
