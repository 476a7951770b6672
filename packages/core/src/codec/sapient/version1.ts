import { fromJson, type JsonObject, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { StatusReportPowerSource, StatusReportPowerStatus, StatusReportStatusType } from './enums.ts';
import type { SapientMessage } from './messages.ts';
import { schemas } from './schema.ts';

/**
 * BSI Flex 335 v1.0 <-> v2.0. What version 1 says in text and version 2 as an enum is matched without regard to case
 * and punctuation; a status type or power source that version 2 does not have becomes OTHER, a power status is left
 * out. A translated registration has no `configData` (mandatory in version 2): version 1 has no such facts.
 */
export function version2FromVersion1(message: Message): SapientMessage | undefined {
  try {
    const json = toJson(schemas[1].message, message, { enumAsInteger: true }) as JsonObject;
    const edit = Object.entries(edits).find(([name]) => name in json);
    if (edit !== undefined) edit[1](json[edit[0]] as JsonObject);
    return fromJson(schemas[2].message, json, { ignoreUnknownFields: true }) as unknown as SapientMessage;
  } catch {
    return undefined; // Only where a rule is broken too (a time that is none): the reading's errors say so.
  }
}

const edits: Readonly<Record<string, (content: JsonObject) => void>> = {
  registration(content) {
    for (const mode of objects(content['modeDefinition'])) {
      toList(mode, 'detectionDefinition');
      toFirst(mode, 'task');
    }
  },
  registrationAck: (content) => toList(content, 'ackResponseReason'),
  statusReport(content) {
    toList(content, 'coverage');
    for (const power of objects([content['power'] ?? null])) {
      toEnum(
        power,
        'source',
        StatusReportPowerSource,
        'POWERSOURCE_',
        StatusReportPowerSource.POWERSOURCE_OTHER,
      );
      toEnum(power, 'status', StatusReportPowerStatus, 'POWERSTATUS_', undefined);
    }
    for (const status of objects(content['status'])) {
      toEnum(
        status,
        'statusType',
        StatusReportStatusType,
        'STATUS_TYPE_',
        StatusReportStatusType.STATUS_TYPE_OTHER,
      );
      if (status['statusLevel'] === levelOfSensorStatus) delete status['statusLevel'];
    }
  },
  task(content) {
    if (content['control'] === controlDefault) delete content['control'];
  },
  taskAck: (content) => toList(content, 'reason'),
  alertAck(content) {
    toList(content, 'reason');
    rename(content, 'alertStatus', 'alertAckStatus');
  },
  error: (content) => toList(content, 'errorMessage'),
};

/** Numbers that only version 1 has. */
const levelOfSensorStatus = 1;
const controlDefault = 4;

/**
 * For what a fusion node says to a version 1 node: acknowledgements, errors, detections and alerts.
 * Throws for a registration, status report or task: those are version 2's alone to write.
 */
export function version1FromVersion2(message: SapientMessage): Message {
  const content = message.content.case;
  if (content === 'registration' || content === 'statusReport' || content === 'task') {
    throw new Error(`expected a message that version 1 shares, found ${content}`);
  }
  const json = toJson(schemas[2].message, message as unknown as Message, {
    enumAsInteger: true,
  }) as JsonObject;
  const inner = content === undefined ? {} : (json[content] as JsonObject);
  if (content === 'registrationAck') toText(inner, 'ackResponseReason');
  if (content === 'error') toText(inner, 'errorMessage');
  if (content === 'taskAck' || content === 'alertAck') toText(inner, 'reason');
  if (content === 'alertAck') rename(inner, 'alertAckStatus', 'alertStatus');
  return fromJson(schemas[1].message, json, { ignoreUnknownFields: true });
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((item): item is JsonObject => item !== null && typeof item === 'object')
    : [];
}

function toList(content: JsonObject, name: string): void {
  const value = content[name];
  if (value !== undefined) content[name] = [value];
}

function toFirst(content: JsonObject, name: string): void {
  const value = content[name];
  if (Array.isArray(value)) content[name] = value[0];
}

function toText(content: JsonObject, name: string): void {
  const value = content[name];
  if (Array.isArray(value)) content[name] = value.join(', ');
}

function rename(content: JsonObject, from: string, to: string): void {
  if (content[from] !== undefined) content[to] = content[from];
  delete content[from];
}

function toEnum(
  content: JsonObject,
  name: string,
  values: Readonly<Record<string, number>>,
  prefix: string,
  otherwise: number | undefined,
): void {
  const text = content[name];
  if (typeof text !== 'string') return;
  const wanted = bare(text);
  const found = Object.entries(values).find(([valueName]) => bare(valueName.slice(prefix.length)) === wanted);
  const number = found?.[1] ?? otherwise;
  if (number === undefined) delete content[name];
  else content[name] = number;
}

function bare(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '').toUpperCase();
}
