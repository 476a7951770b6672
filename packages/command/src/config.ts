import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { commandBodySchema, type Command } from '@kentongan/core/base/event';
import type { LinkOptions, ReceiverOptions, SenderOptions } from '@kentongan/server';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { mqttSchema, receiverFrom, receiverSchema, senderFrom, senderSchema } from './config-equipment.ts';
import { UsageError } from './verb.ts';

/** The server's configuration file: JSON, checked key by key. What a flag says too, the flag decides. */

const port = Type.Integer({ minimum: 0, maximum: 65_535 });
const place = {
  latDeg: Type.Number({ minimum: -90, maximum: 90 }),
  lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
};

const configSchema = Type.Object(
  {
    region: Type.Optional(
      Type.Object(
        { name: Type.String({ minLength: 1 }), ...place, heightM: Type.Optional(Type.Number()) },
        { additionalProperties: false },
      ),
    ),
    host: Type.Optional(Type.String({ minLength: 1 })),
    port: Type.Optional(port),
    data: Type.Optional(Type.String({ minLength: 1 })),
    zonesFile: Type.Optional(
      Type.String({ minLength: 1, description: 'zone commands, one JSON object a line' }),
    ),
    receivers: Type.Optional(Type.Array(receiverSchema, { maxItems: 256 })),
    mqtt: Type.Optional(mqttSchema),
    senders: Type.Optional(Type.Array(senderSchema, { maxItems: 64 })),
    tls: Type.Optional(
      Type.Union([
        Type.Literal('local'),
        Type.Object({ keyFile: Type.String(), certFile: Type.String() }, { additionalProperties: false }),
      ]),
    ),
  },
  { additionalProperties: false },
);

export type Config = Omit<Static<typeof configSchema>, 'receivers' | 'senders'> & {
  receivers?: (ReceiverOptions | LinkOptions)[];
  senders?: SenderOptions[];
};
export type ZoneCommand = Extract<Command, { type: 'zone' }>;

const validator = Compile(configSchema);
const zoneValidator = Compile(commandBodySchema);

/** Throws a `UsageError` that names the file, the key and what is expected there. File names in it are beside it. */
export function readConfig(file: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  if (!validator.Check(value)) {
    throw new UsageError(`${file}: ${sentenceOf(validator.Errors(value)[0])}`);
  }
  const beside = (name: string): string => resolve(dirname(file), name);
  return {
    ...value,
    zonesFile: value.zonesFile === undefined ? undefined : beside(value.zonesFile),
    receivers: value.receivers?.map((receiver, index) =>
      receiverFrom(receiver, `${file}: receivers[${index}]`, beside),
    ),
    senders: value.senders?.map((sender, index) => senderFrom(sender, `${file}: senders[${index}]`, beside)),
  };
}

/** The key, what is wrong with it, and what would be right. */
function sentenceOf(error: TLocalizedValidationError): string {
  const key = error.instancePath === '' ? 'the file' : error.instancePath;
  if (error.keyword === 'boolean') return `${key} is an unknown key; take it out`;
  if (error.keyword === 'enum') return `${key} ${error.message}: ${error.params.allowedValues.join(', ')}`;
  return `${key} ${error.message}`;
}

/** Zones as `zone` commands, one JSON object a line, bare or as the `command` of an event. */
export function readZones(file: string): ZoneCommand[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => zoneFrom(line, `${file}, line ${number}`));
}

function zoneFrom(line: string, where: string): ZoneCommand {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(`${where}: expected one JSON object`);
  }
  const body = (value as { command?: unknown }).command ?? value;
  if (!zoneValidator.Check(body) || body.type !== 'zone') {
    throw new UsageError(`${where}: expected a zone, {"type":"zone","zoneId":…,"name":…,"geometry":…}`);
  }
  return body;
}
