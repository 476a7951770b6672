import { create, createFileRegistry, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FieldDescriptorProtoSchema,
  file_google_protobuf_timestamp,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { type FieldRow, type MessageRow, type ProtobufTable, resolveType } from './table.ts';

/** Looks a message up by the name it has in its table; an unknown name throws. */
export type Descriptors = (messageName: string) => DescMessage;

const scalarTypes: Readonly<Record<string, Type>> = {
  double: Type.DOUBLE,
  float: Type.FLOAT,
  uint64: Type.UINT64,
  int32: Type.INT32,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
  uint32: Type.UINT32,
};

const timestampFile = 'google/protobuf/timestamp.proto';

type DescriptorInit = MessageInitShape<typeof DescriptorProtoSchema>;
type FieldInit = MessageInitShape<typeof FieldDescriptorProtoSchema>;

/** Protobuf's own descriptors of a table, as a `.proto` file of this package would have them, without a compiler. */
export function descriptorsFromTable(packageName: string, table: ProtobufTable): Descriptors {
  const file = create(FileDescriptorProtoSchema, {
    name: `${packageName}.proto`,
    package: packageName,
    syntax: 'proto3',
    dependency: [timestampFile],
    messageType: messagesIn(packageName, table, ''),
    enumType: enumsIn(table, ''),
  });
  const registry = createFileRegistry(file, (name) =>
    name === timestampFile ? file_google_protobuf_timestamp : undefined,
  );
  return (messageName) => {
    const message = registry.getMessage(`${packageName}.${messageName}`);
    if (message === undefined)
      throw new Error(`expected a message of ${packageName}, found "${messageName}"`);
    return message;
  };
}

function messagesIn(packageName: string, table: ProtobufTable, parent: string): DescriptorInit[] {
  return [...table.messages.values()]
    .filter(({ name }) => parentOf(name) === parent)
    .map((row) => messageInit(packageName, table, row));
}

/** Each explicit field needs a oneof of its own in a descriptor, after the real ones: protobuf's "synthetic" oneofs. */
function messageInit(packageName: string, table: ProtobufTable, row: MessageRow): DescriptorInit {
  const oneofs = [...new Set(row.fields.flatMap(({ oneof }) => (oneof === undefined ? [] : [oneof])))];
  const explicit = row.fields.filter(({ label, oneof }) => label === 'optional' && oneof === undefined);
  const allOneofs = [...oneofs, ...explicit.map(({ name }) => `_${name}`)];
  return {
    name: ownName(row.name),
    nestedType: messagesIn(packageName, table, row.name),
    enumType: enumsIn(table, row.name),
    oneofDecl: allOneofs.map((name) => ({ name })),
    field: row.fields.map((field) => {
      const oneofIndex = allOneofs.indexOf(field.oneof ?? `_${field.name}`);
      return {
        ...fieldInit(packageName, table, row.name, field),
        ...(oneofIndex >= 0 ? { oneofIndex } : {}),
        proto3Optional: explicit.includes(field),
      };
    }),
  };
}

function fieldInit(
  packageName: string,
  table: ProtobufTable,
  messageName: string,
  field: FieldRow,
): FieldInit {
  const common = {
    name: field.name,
    number: field.number,
    jsonName: jsonNameOf(field.name),
    label: field.label === 'repeated' ? Label.REPEATED : Label.OPTIONAL,
  };
  const scalar = scalarTypes[field.type];
  if (scalar !== undefined) return { ...common, type: scalar };
  if (field.type === 'google.protobuf.Timestamp') {
    return { ...common, type: Type.MESSAGE, typeName: '.google.protobuf.Timestamp' };
  }
  const name = resolveType(table, messageName, field.type);
  if (name === undefined) throw new Error(`expected a known type, found "${field.type}" in ${messageName}`);
  return {
    ...common,
    type: table.messages.has(name) ? Type.MESSAGE : Type.ENUM,
    typeName: `.${packageName}.${name}`,
  };
}

function enumsIn(table: ProtobufTable, parent: string) {
  return [...table.enums]
    .filter(([name]) => parentOf(name) === parent)
    .map(([name, values]) => ({
      name: ownName(name),
      value: [...values].map(([valueName, number]) => ({ name: valueName, number })),
    }));
}

/** Protobuf's rule for JSON names: underscores go, and the letter after one is a capital. */
export function jsonNameOf(name: string): string {
  return name.replace(/_+(.)/g, (_, letter: string) => letter.toUpperCase());
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
