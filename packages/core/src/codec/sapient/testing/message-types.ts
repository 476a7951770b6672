import { jsonNameOf, type MessageRow, type ProtobufTable, resolveType } from '../../protobuf/index.ts';

/**
 * The types of SAPIENT's messages as TypeScript, written from the codec's own tables so that they cannot disagree.
 * To write them anew: `KENTONGAN_WRITE=1 node --test packages/core/src/codec/sapient/message-types.test.ts`, then format.
 */

const scalars: Readonly<Record<string, string>> = {
  double: 'number',
  float: 'number',
  int32: 'number',
  uint32: 'number',
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
  'google.protobuf.Timestamp': 'Timestamp',
};

/** `Registration.NodeType` in the table is `RegistrationNodeType` in code. */
function typeName(tableName: string): string {
  return tableName === 'Error' ? 'ErrorMessage' : tableName.replaceAll('.', '');
}

const heading = '/** Written from the tables by testing/message-types.ts; change those. */';

/** Places, directions and speeds, which registrations and other messages share. */
export function placeTypes(table: ProtobufTable): string {
  return typesFile([], rowsOf(table, isOfPlace));
}

export function registrationTypes(table: ProtobufTable): string {
  return typesFile([importsOf(table, './places.ts', isOfPlace)], rowsOf(table, isOfRegistration));
}

/** The messages but for what the two above have. */
export function messageTypes(table: ProtobufTable): string {
  const imports = [
    importsOf(table, './places.ts', isOfPlace),
    importsOf(table, './registration.ts', isOfRegistration),
  ];
  const timestamp =
    '/** Seconds and nanoseconds since 1970 UTC. */\nexport interface Timestamp { seconds: bigint; nanos: number }';
  const rows = rowsOf(table, (name) => !isOfPlace(name) && !isOfRegistration(name));
  return typesFile(imports, [timestamp, ...rows]);
}

type NameTest = (messageName: string) => boolean;
type ImportFor = (body: string) => string[];

const isOfPlace: NameTest = (name) => /^(Location|RangeBearing|ENUVelocity)/.test(name);
const isOfRegistration: NameTest = (name) => name === 'Registration' || name.startsWith('Registration.');

function rowsOf(table: ProtobufTable, isWanted: NameTest): string[] {
  const rows = [...table.messages.values()].filter(({ name }) => isWanted(name));
  return rows.map((row) => messageType(table, row));
}

/** What a body takes of the messages that another file has. */
function importsOf(table: ProtobufTable, file: string, isThere: NameTest): ImportFor {
  const names = [...table.messages.keys()].filter(isThere).map(typeName).sort();
  return (body) => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
    return used.length === 0 ? [] : [`import type { ${used.join(', ')} } from '${file}';`];
  };
}

function typesFile(imports: readonly ImportFor[], types: readonly string[]): string {
  const body = types.join('\n\n');
  const enumsImport = "import type * as enums from './enums.ts';";
  const head = [enumsImport, ...imports.flatMap((importFor) => importFor(body))].join('\n');
  return `${[heading, head, body].join('\n\n')}\n`;
}

function messageType(table: ProtobufTable, row: MessageRow): string {
  const lines: string[] = [];
  const oneofs = new Set<string>();
  for (const field of row.fields) {
    const type = fieldType(table, row.name, field.type);
    const local = jsonNameOf(field.name);
    if (field.oneof !== undefined) {
      if (!oneofs.has(field.oneof))
        lines.push(`${jsonNameOf(field.oneof)}: ${oneofType(table, row, field.oneof)};`);
      oneofs.add(field.oneof);
    } else if (field.label === 'repeated') lines.push(`${local}: ${type}[];`);
    else lines.push(`${local}${field.label === 'optional' ? '?' : ''}: ${type};`);
  }
  return `export interface ${typeName(row.name)} {\n${lines.join('\n')}\n}`;
}

function oneofType(table: ProtobufTable, row: MessageRow, oneof: string): string {
  const cases = row.fields
    .filter((field) => field.oneof === oneof)
    .map(
      (field) => `| { case: '${jsonNameOf(field.name)}'; value: ${fieldType(table, row.name, field.type)} }`,
    );
  return `${cases.join('\n')}\n| { case: undefined; value?: undefined }`;
}

function fieldType(table: ProtobufTable, messageName: string, type: string): string {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar;
  const name = resolveType(table, messageName, type)!;
  return table.enums.has(name) ? `enums.${typeName(name)}` : typeName(name);
}

export function enumTypes(table: ProtobufTable): string {
  const parts = [...table.enums].map(([name, values]) => {
    const rows = [...values].map(([value, number]) => `${value}: ${number},`);
    const type = typeName(name);
    return `export const ${type} = {\n${rows.join('\n')}\n} as const;\nexport type ${type} = number;`;
  });
  return `${heading}\n\n${parts.join('\n\n')}\n`;
}
