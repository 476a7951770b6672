import type { SensorDescription } from '@kentongan/core/base/event';
import { acousticModel, microphoneDescription } from '@kentongan/core/sense/acoustic';
import { addSimpleSensor, inviteSensor, type EnrolmentTerms } from '@kentongan/server';
import { renderUnicodeCompact } from 'uqr';
import { asVerbErrors } from '../start-error.ts';
import { flagOption, placeOption, textOption, UsageError, type OptionValues, type Verb } from '../verb.ts';
import { defaultDataDir } from './serve.ts';

/** What a microphone in a town hears to, as a rule. */
const middlingRangeM = 1000;
const types = ['radar', 'acoustic', 'bearing', 'spotter', 'system', 'cooperative'] as const;
type SensorType = SensorDescription['type'];

export const enrol: Verb = {
  summary: 'A one-time link, and its QR code, with which a device enrols itself as a sensor.',
  usage: '[--type T --at LAT,LON --name N]',
  options: {
    type: { type: 'string' },
    at: { type: 'string' },
    name: { type: 'string' },
    owner: { type: 'string' },
    bearer: { type: 'boolean' },
    exercise: { type: 'boolean' },
    data: { type: 'string' },
  },
  help: {
    type: `T      ${types.join(', ')} (default: the device says)`,
    at: 'LAT,LON  where it stands (default: the device says)',
    name: 'N      what people call it',
    owner: 'O     who it belongs to: evidence from one owner counts once',
    bearer: '      enrol a simple device at once and print a long-lived key for it (needs --at)',
    exercise:
      '    it takes part in the exercise that runs, and in nothing else (needs --at, its place there)',
    data: 'DIR    where the server keeps its keys (default ./data)',
  },
  examples: [
    'npx kentongan enrol --type acoustic --name "School roof"',
    'npx kentongan enrol --exercise --at 46.48,30.73 --name "Listener at the harbour"',
    'npx kentongan enrol --bearer --type acoustic --at 46.48,30.73 --name "Pier"',
  ],
  async run(values, files) {
    if (files.length > 0) throw new UsageError(`enrol takes no file, found ${files[0]}`);
    const dataDir = textOption(values, 'data') ?? defaultDataDir;
    await asVerbErrors(() =>
      flagOption(values, 'bearer') ? tellBearer(dataDir, values) : tellLink(dataDir, values),
    );
  },
};

function typeOption(values: OptionValues): SensorType | undefined {
  const type = textOption(values, 'type');
  if (type !== undefined && !(types as readonly string[]).includes(type)) {
    throw new UsageError(`--type takes one of ${types.join(', ')}, not "${type}"`);
  }
  return type as SensorType | undefined;
}

function terms(values: OptionValues): EnrolmentTerms {
  const type = typeOption(values);
  const at = placeOption(values, 'at');
  const isExercise = flagOption(values, 'exercise');
  if (isExercise && at === undefined)
    throw new UsageError(
      '--exercise needs --at LAT,LON, as a phone does not know where it stands in an exercise',
    );
  const sensor = { ...(type === undefined ? {} : { type, wave: waveOf(type) }), ...at };
  return {
    name: textOption(values, 'name'),
    owner: textOption(values, 'owner'),
    ...(Object.keys(sensor).length === 0 ? {} : { sensor }),
    ...(isExercise ? { isExercise } : {}),
  };
}

function waveOf(type: SensorType): SensorDescription['wave'] {
  return type === 'acoustic' || type === 'spotter' || type === 'bearing' ? 'sound' : 'light';
}

function tellLink(dataDir: string, values: OptionValues): void {
  const { link, otherLinks, isHereOnly } = inviteSensor(dataDir, terms(values));
  const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);
  say(renderUnicodeCompact(link));
  if (isHereOnly)
    say(
      'No phone reaches this: the server listens on this machine alone (serve --host 0.0.0.0 --tls local).',
    );
  else if (link.startsWith('http:'))
    say(
      'A phone gives its microphone only to https: serve with --tls local, or with --tls-cert and --tls-key.',
    );
  for (const other of otherLinks) say(`By another network of this machine: ${other}`);
  say('Open this link on the device within a day; it works once:');
  process.stdout.write(`${link}\n`);
}

/** It says so when it hears something; how far it hears nobody has measured yet, so a middling range is stated. */
function simpleMicrophone(at: { latDeg: number; lonDeg: number }): SensorDescription {
  const { periodMs: _, ...sensor } = microphoneDescription(
    at,
    middlingRangeM,
    acousticModel.operatingPoint.pfa,
  );
  return sensor;
}

function tellBearer(dataDir: string, values: OptionValues): void {
  const at = placeOption(values, 'at');
  if (at === undefined)
    throw new UsageError('--bearer needs --at LAT,LON, as such a device says nothing of itself');
  const type = typeOption(values) ?? 'acoustic';
  const { sensorId, bearer, address } = addSimpleSensor(dataDir, {
    name: textOption(values, 'name'),
    owner: textOption(values, 'owner'),
    isExercise: flagOption(values, 'exercise'),
    sensor: type === 'acoustic' ? simpleMicrophone(at) : { type, wave: waveOf(type), ...at },
  });
  process.stderr.write(`${sensorId} is enrolled. It posts detections as lines of JSON:\n`);
  process.stderr.write(`  curl -H "Authorization: Bearer $KEY" --data-binary @- ${address}/api/detections\n`);
  process.stdout.write(`${bearer}\n`);
}
