import { appendFile, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createAcousticDetector, acousticModel } from '@kentongan/core/sense/acoustic';
import { createRandom } from '@kentongan/core/base/random';
import type { Random } from '@kentongan/core/base/random';
import { shareWithInterval } from './judge.ts';
import { passThroughChain, rmsOf } from './synth/chain.ts';
import { rain, voices, wind } from './synth/ambient.ts';
import { appliance, handTool, rolling, vehicle } from './synth/ground.ts';
import type { Source } from './synth/aircraft.ts';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

const usage = `node packages/lab/src/sound/false-alarms.ts --out RESULTS.ndjson [--hours 10] [--seed 1000]

Lets the shipped detector listen to hours of synthesised wind, rain, traffic, engines and speech in which nothing
flies, one minute a line; started again with the same file it goes on where it stopped. Ends with a table.`;

const MINUTE_S = 60;
const LEVEL_RMS = 0.01;

type Make = (random: Random, seconds: number) => Source;
const kinds: Readonly<Record<string, readonly Make[]>> = {
  wind: [wind],
  rain: [rain],
  traffic: [rolling],
  engines: [vehicle, handTool, appliance],
  speech: [voices],
};

type Minute = { kind: string; minute: number; windows: number; detected: number; highest: number };

/** One minute of one kind, by a generator of its own: minutes can be made in any order, or again. */
function listenTo(kind: string, minute: number, seed: number): Minute {
  const random = createRandom(seed).fork(`${kind} ${minute}`);
  const makers = kinds[kind]!;
  const source = makers[random.below(makers.length)]!(random, MINUTE_S).samples;
  const sound = passThroughChain(random, source);
  const gain = LEVEL_RMS / rmsOf(sound);
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: SYNTH_RATE_HZ });
  const windows = [...detector.push(sound.map((value) => value * gain)), ...detector.flush()];
  const ratios = windows.map((window) => window.logLikelihoodRatio['one-way']!);
  return {
    kind,
    minute,
    windows: windows.length,
    detected: windows.filter((window) => window.detected).length,
    highest: Number(Math.max(...ratios).toFixed(3)),
  };
}

async function minutesDone(path: string): Promise<Minute[]> {
  try {
    return (await readFile(path, 'utf8'))
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Minute);
  } catch {
    return [];
  }
}

function table(minutes: readonly Minute[]): string {
  const lines = [
    '| sound | hours | windows | false detections | share, 95 % interval |',
    '|---|---|---|---|---|',
  ];
  for (const kind of [...Object.keys(kinds), 'all']) {
    const own = minutes.filter((minute) => kind === 'all' || minute.kind === kind);
    const windows = own.reduce((sum, minute) => sum + minute.windows, 0);
    const detected = own.reduce((sum, minute) => sum + minute.detected, 0);
    const { share, low, high } = shareWithInterval(detected, Math.max(1, windows));
    const interval = `${share.toExponential(1)} (${low.toExponential(1)} to ${high.toExponential(1)})`;
    lines.push(`| ${kind} | ${(own.length / 60).toFixed(1)} | ${windows} | ${detected} | ${interval} |`);
  }
  return lines.join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      hours: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1000' },
    },
  });
  if (values.out === undefined) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const minutes = await minutesDone(values.out);
  const done = new Set(minutes.map(({ kind, minute }) => `${kind} ${minute}`));
  const each = Math.ceil((Number(values.hours) * 60) / Object.keys(kinds).length);
  for (let minute = 0; minute < each; minute += 1) {
    for (const kind of Object.keys(kinds)) {
      if (done.has(`${kind} ${minute}`)) continue;
      const result = listenTo(kind, minute, Number(values.seed));
      minutes.push(result);
      await appendFile(values.out, `${JSON.stringify(result)}\n`);
    }
  }
  process.stdout.write(`${table(minutes)}\n`);
}

await main();
