import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnrolledSensors, startServer, type RunningServer, type ServerOptions } from '@kentongan/server';
import { ensurePages } from '@kentongan/web/pages';
import { readConfiguration, watchConfiguration, type ReadConfiguration } from '../config-watch.ts';
import type { Config } from '../config.ts';
import { liveExercise } from '../live-exercise.ts';
import { asVerbErrors } from '../start-error.ts';
import {
  flagOption,
  numberOption,
  placeOption,
  textOption,
  UsageError,
  type OptionValues,
  type Verb,
} from '../verb.ts';
import { listeningOption, listeningOptions, listeningSentence, makeExercise } from './exercise.ts';

export const defaultDataDir = 'data';
/** Where a region begins that nobody has placed yet: the exercise's own coast. */
const defaultRegion = { name: 'Odesa coast', latDeg: 46.6, lonDeg: 31.2 };
/** What waits is written in far less; a hung disk must not keep the process for ever. */
const longestCloseMs = 8000;

export const serve: Verb = {
  summary: 'The server: takes in sensors, keeps the log, concludes, and shows it. `npm start` runs it.',
  usage: '',
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    config: { type: 'string' },
    region: { type: 'string' },
    at: { type: 'string' },
    'no-exercise': { type: 'boolean' },
    scenario: { type: 'string' },
    seed: { type: 'string' },
    speed: { type: 'string' },
    ...listeningOptions.options,
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    tls: { type: 'string' },
  },
  help: {
    port: 'N          port to listen on (default 8420; 0 for any that is free)',
    host: 'H          address to listen on (default 127.0.0.1, this machine alone; 0.0.0.0 for the network)',
    data: 'DIR        where logs and keys are kept (default ./data)',
    config:
      'FILE     all of this and more as JSON: region, zones, receivers, senders, mqtt; read again when it changes',
    region: 'NAME     the name of the region',
    at: 'LAT,LON      the middle of the region, in degrees',
    'no-exercise': '        serve real sensors only',
    scenario: 'NAME   run this exercise (default raid while no sensor is enrolled)',
    seed: 'N          another night of the same exercise',
    speed: 'X         the exercise runs X times as fast as life (default 1)',
    ...listeningOptions.help,
    'tls-cert': 'F      certificate for https (PEM), with --tls-key',
    'tls-key': 'F       its key',
    tls: 'local       make an authority and a certificate for a local network',
  },
  examples: [
    'npm start',
    'npx kentongan serve --port 8421 --scenario calm --speed 2',
    'npx kentongan serve --no-exercise --host 0.0.0.0 --tls local',
  ],
  async run(values, files) {
    if (files.length > 0) throw new UsageError(`serve takes no file, found ${files[0]}`);
    const file = textOption(values, 'config');
    const read = file === undefined ? nothingConfigured : readConfiguration(file);
    const server = await asVerbErrors(async () => {
      const options = serverOptions(values, read);
      const source = exerciseSource(values, options.dataDir);
      const pagesDir = await ensurePages(tell);
      return startServer({ ...options, pagesDir, source });
    });
    if (file !== undefined) keepConfigured(server, file, read);
    await runUntilStopped(server, file === undefined ? [...stops, 'SIGHUP'] : stops);
  },
};

const nothingConfigured: ReadConfiguration = { config: {}, zones: [] };
const stops: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** The file in force is the file as it is now, unless it has a mistake: then it stays as it was. */
function keepConfigured(server: RunningServer, file: string, first: ReadConfiguration): void {
  const watch = watchConfiguration(
    file,
    first,
    async ({ config: { receivers, senders, mqtt }, zones }) => {
      await server.reconfigure({ receivers, senders, mqtt, zones });
      tell(`${file} was read again and is in force.`);
    },
    (why) => {
      server.refuseConfiguration(why);
      tell(`${why}. The configuration before it stays in force.`);
    },
  );
  process.on('SIGHUP', () => watch.readNow());
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function serverOptions(values: OptionValues, { config, zones }: ReadConfiguration): ServerOptions {
  const region = config.region ?? defaultRegion;
  const at = placeOption(values, 'at') ?? region;
  return {
    host: textOption(values, 'host') ?? config.host,
    port: numberOption(values, 'port', config.port ?? 8420, 0, 65_535),
    dataDir: textOption(values, 'data') ?? config.data ?? defaultDataDir,
    region: textOption(values, 'region') ?? region.name,
    origin: { latDeg: at.latDeg, lonDeg: at.lonDeg, heightM: config.region?.heightM ?? 0 },
    receivers: config.receivers,
    senders: config.senders,
    mqtt: config.mqtt,
    zones,
    tls: tlsOption(values, config),
    version: packageVersion(),
    tell,
  };
}

function tlsOption(values: OptionValues, config: Config): ServerOptions['tls'] {
  const word = textOption(values, 'tls');
  const certFile = textOption(values, 'tls-cert');
  const keyFile = textOption(values, 'tls-key');
  if (word !== undefined && word !== 'local') throw new UsageError(`--tls takes "local", not "${word}"`);
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new UsageError('--tls-cert and --tls-key go together');
  if (word !== undefined && certFile !== undefined)
    throw new UsageError('--tls local makes its own certificate; leave --tls-cert and --tls-key out');
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  return word === 'local' ? 'local' : config.tls;
}

/** The exercise, unless sensors are enrolled or nobody wants it. Its clock is the wall clock where it runs as fast as life. */
function exerciseSource(values: OptionValues, dataDir: string): ServerOptions['source'] {
  const name = textOption(values, 'scenario');
  const isUnwanted = flagOption(values, 'no-exercise');
  if (isUnwanted && name !== undefined)
    throw new UsageError('--no-exercise and --scenario contradict each other');
  if (isUnwanted || (name === undefined && hasEnrolledSensors(dataDir))) return undefined;
  const speed = numberOption(values, 'speed', 1, 0.1, 1000);
  const seed = numberOption(values, 'seed', 1, 0, Number.MAX_SAFE_INTEGER);
  const listening = listeningOption(values);
  const night = makeExercise(name ?? 'raid', {
    seed,
    standing: 'exercise',
    interestingAtMs: Date.now(),
    listening,
  });
  tell(`The exercise ${night.name} is running: ${night.about} Nothing in it is real.`);
  if (listening > 0) tell(listeningSentence(night));
  return liveExercise(night, speed, tell);
}

function packageVersion(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function runUntilStopped(server: RunningServer, signals: readonly NodeJS.Signals[]): Promise<void> {
  tell(`Console: ${server.consoleLink()}`);
  if (server.authorityFile !== undefined)
    tell(`Phones must trust this authority once: ${server.authorityFile}`);
  tell('Stop with Ctrl-C.');
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  await Promise.race([server.close(), sleep(longestCloseMs, undefined, { ref: false })]);
  process.exit(0);
}
