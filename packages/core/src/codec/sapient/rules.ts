import { type DescField, type DescMessage } from '@bufbuild/protobuf';
import { type MessageRow } from '../protobuf/index.ts';
import { type SapientSchema } from './schema.ts';

/**
 * The standard's rules, checked on a decoded message: mandatory fields, oneofs and lists, forms of ids, enum values
 * that the standard has, times that are times. Compiled from the schema's table once; a good message allocates nothing.
 *
 * A mandatory enum at its zero value (UNSPECIFIED) is missing, also where it was sent: it says nothing. A mandatory
 * string may be empty where it has presence. Ids are as strict as Dstl's middleware has them by default: lower-case
 * UUID version 4, upper-case ULID.
 */
export type RuleChecker = (message: object, errors: string[]) => void;

/** No more than this many errors are named for one message, whatever a sender does. */
export const maxErrors = 32;

interface FieldRule {
  readonly local: string;
  readonly name: string;
  readonly oneofLocal: string | undefined;
  readonly kind: 'scalar' | 'enum' | 'message' | 'time';
  readonly isList: boolean;
  readonly isImplicit: boolean;
  readonly isMandatory: boolean;
  readonly idForm: 'ulid' | 'uuid' | undefined;
  readonly values: ReadonlySet<number> | undefined;
  readonly inner: MessageRules | undefined;
}

interface MessageRules {
  readonly fields: FieldRule[];
  readonly mandatoryOneofs: { local: string; name: string }[];
}

type Fields = Record<string, unknown>;
type Path = (string | number)[];

const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function compileRules(schema: SapientSchema): RuleChecker {
  const rules = messageRules(schema, schema.message, new Map());
  return (message, errors) => check(rules, message as Fields, [], errors);
}

function messageRules(
  schema: SapientSchema,
  message: DescMessage,
  compiled: Map<DescMessage, MessageRules>,
): MessageRules {
  const known = compiled.get(message);
  if (known !== undefined) return known;
  const row = schema.rowOf(message);
  if (row === undefined) throw new Error(`expected a message of the table, found ${message.typeName}`);
  const rules: MessageRules = {
    fields: [],
    mandatoryOneofs: message.oneofs
      .filter(({ name }) => row.mandatoryOneofs.includes(name))
      .map(({ name, localName }) => ({ local: localName, name })),
  };
  compiled.set(message, rules);
  for (const field of message.fields) rules.fields.push(fieldRule(schema, row, field, compiled));
  return rules;
}

function fieldRule(
  schema: SapientSchema,
  row: MessageRow,
  field: DescField,
  compiled: Map<DescMessage, MessageRules>,
): FieldRule {
  const fieldRow = row.fields.find(({ number }) => number === field.number)!;
  const isTime = field.message?.typeName === 'google.protobuf.Timestamp';
  const kind = isTime ? 'time' : field.message ? 'message' : field.enum ? 'enum' : 'scalar';
  return {
    local: field.localName,
    name: field.name,
    oneofLocal: field.fieldKind === 'list' || field.fieldKind === 'map' ? undefined : field.oneof?.localName,
    kind,
    isList: field.fieldKind === 'list',
    isImplicit: fieldRow.label === 'implicit',
    isMandatory: fieldRow.mandatory,
    idForm: fieldRow.idForm,
    values: field.enum ? new Set(field.enum.values.map(({ number }) => number)) : undefined,
    inner: kind === 'message' ? messageRules(schema, field.message!, compiled) : undefined,
  };
}

function check(rules: MessageRules, message: Fields, path: Path, errors: string[]): void {
  if (errors.length >= maxErrors) return;
  for (const { local, name } of rules.mandatoryOneofs) {
    if ((message[local] as { case?: string }).case === undefined) {
      report(errors, path, `mandatory oneof missing: ${name}`);
    }
  }
  for (const rule of rules.fields) {
    const value = valueOf(rule, message);
    if (value === undefined || (rule.isList && (value as unknown[]).length === 0)) {
      if (rule.isMandatory) report(errors, [...path, rule.name], missing(rule));
      continue;
    }
    path.push(rule.name);
    if (rule.isList) checkList(rule, value as unknown[], path, errors);
    else checkValue(rule, value, path, errors);
    path.pop();
  }
}

/** undefined where the field is absent; an implicit field is absent at its zero value. */
function valueOf(rule: FieldRule, message: Fields): unknown {
  if (rule.oneofLocal !== undefined) {
    const oneof = message[rule.oneofLocal] as { case?: string; value?: unknown };
    return oneof.case === rule.local ? oneof.value : undefined;
  }
  const value = message[rule.local];
  return rule.isImplicit && (value === '' || value === 0) ? undefined : value;
}

function checkList(rule: FieldRule, values: readonly unknown[], path: Path, errors: string[]): void {
  for (let index = 0; index < values.length; index++) {
    path.push(index);
    checkValue(rule, values[index], path, errors);
    path.pop();
  }
}

function checkValue(rule: FieldRule, value: unknown, path: Path, errors: string[]): void {
  switch (rule.kind) {
    case 'message':
      check(rule.inner!, value as Fields, path, errors);
      break;
    case 'enum':
      if (!rule.values!.has(value as number)) report(errors, path, `unknown enum value: ${String(value)}`);
      else if (rule.isMandatory && value === 0) report(errors, path, missing(rule));
      break;
    case 'time':
      if (!isTime(value as Time)) report(errors, path, 'expected a time of the years 1 to 9999');
      break;
    default:
      if (rule.idForm === 'ulid' && !ulidPattern.test(value as string))
        report(errors, path, invalid('ULID', value));
      if (rule.idForm === 'uuid' && !uuidPattern.test(value as string))
        report(errors, path, invalid('UUID', value));
  }
}

interface Time {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** Protobuf's own limits of a Timestamp: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z. */
export function isTime({ seconds, nanos }: Time): boolean {
  return seconds >= -62_135_596_800n && seconds <= 253_402_300_799n && nanos >= 0 && nanos <= 999_999_999;
}

function missing(rule: FieldRule): string {
  return `mandatory ${rule.isList ? 'repeated ' : ''}field missing`;
}

function invalid(form: string, value: unknown): string {
  return `invalid ${form}: ${String(value).slice(0, 64)}`;
}

function report(errors: string[], path: Path, what: string): void {
  if (errors.length < maxErrors) errors.push(`${path.length === 0 ? '(root)' : path.join('.')}: ${what}`);
}
