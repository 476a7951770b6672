/**
 * A protobuf schema as a table, one field a line, with the rules that `.proto` files can only hold as options:
 *
 * ```
 * message Location
 *   1 x double mandatory                 explicit presence ("optional" in proto3), unless said otherwise:
 *   2 tags string repeated               repeated, packed where protobuf packs
 *   3 model string implicit              proto3's plain field: its zero value is the same as absent
 *   4 area Area in shape_oneof           a member of a oneof
 *   5 node_id string uuid                an id of that form
 *   oneof shape_oneof mandatory
 * enum Location.Kind
 *   0 KIND_UNSPECIFIED
 * ```
 * A name with a dot is nested in the message before the dot; types resolve from the innermost message outwards.
 */

export interface FieldRow {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly label: 'optional' | 'repeated' | 'implicit';
  readonly oneof: string | undefined;
  readonly mandatory: boolean;
  readonly idForm: 'ulid' | 'uuid' | undefined;
}

export interface MessageRow {
  readonly name: string;
  readonly fields: FieldRow[];
  readonly mandatoryOneofs: string[];
}

export interface ProtobufTable {
  readonly messages: Map<string, MessageRow>;
  /** By enum name: its values' names and numbers, in order. */
  readonly enums: Map<string, Map<string, number>>;
}

/** Later texts replace a message or an enum of the same name. A line that does not fit throws: the table is ours. */
export function parseTable(...texts: readonly string[]): ProtobufTable {
  const table: ProtobufTable = { messages: new Map(), enums: new Map() };
  for (const text of texts) {
    let message: MessageRow | undefined;
    let values: Map<string, number> | undefined;
    for (const line of text.split('\n')) {
      const words = line.trim().split(/\s+/);
      if (words[0] === '') continue;
      if (words[0] === 'message') {
        message = { name: words[1], fields: [], mandatoryOneofs: [] };
        values = undefined;
        table.messages.set(message.name, message);
      } else if (words[0] === 'enum') {
        values = new Map();
        table.enums.set(words[1], values);
      } else if (values !== undefined) values.set(words[1], Number(words[0]));
      else if (message === undefined) throw new Error(`expected "message" or "enum", found "${line}"`);
      else if (words[0] === 'oneof') message.mandatoryOneofs.push(words[1]);
      else message.fields.push(fieldRow(words, line));
    }
  }
  return table;
}

function fieldRow(words: readonly string[], line: string): FieldRow {
  const [number, name, type, ...rest] = words;
  const inAt = rest.indexOf('in');
  const oneof = inAt < 0 ? undefined : rest[inAt + 1];
  const flags = inAt < 0 ? rest : rest.toSpliced(inAt, 2);
  const unknown = flags.find((flag) => !['repeated', 'implicit', 'mandatory', 'ulid', 'uuid'].includes(flag));
  if (type === undefined || unknown !== undefined || !(Number(number) > 0)) {
    throw new Error(`expected "number name type [flags]", found "${line}"`);
  }
  return {
    number: Number(number),
    name,
    type,
    label: flags.includes('repeated') ? 'repeated' : flags.includes('implicit') ? 'implicit' : 'optional',
    oneof,
    mandatory: flags.includes('mandatory'),
    idForm: flags.includes('ulid') ? 'ulid' : flags.includes('uuid') ? 'uuid' : undefined,
  };
}

/** The full name that `type` has when a field of `messageName` uses it; undefined for protobuf's own types. */
export function resolveType(table: ProtobufTable, messageName: string, type: string): string | undefined {
  const scopes = messageName.split('.');
  for (let depth = scopes.length; depth >= 0; depth--) {
    const name = [...scopes.slice(0, depth), type].join('.');
    if (table.messages.has(name) || table.enums.has(name)) return name;
  }
  return undefined;
}
