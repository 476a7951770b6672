import { type DescMessage } from '@bufbuild/protobuf';
import { descriptorsFromTable, type MessageRow, parseTable, type ProtobufTable } from '../protobuf/index.ts';
import { commonTable } from './table/common.ts';
import { registrationTable } from './table/registration.ts';
import { reportsTable } from './table/reports.ts';
import { taskTable } from './table/task.ts';
import { version1Table } from './table/version1.ts';

/** BSI Flex 335 by its major version; a node says which in its registration, nothing else on the wire does. */
export type SapientVersion = 1 | 2;

export interface SapientSchema {
  readonly table: ProtobufTable;
  readonly message: DescMessage;
  /** The table's row of a descriptor, which holds the rules that a descriptor cannot; undefined for protobuf's own. */
  readonly rowOf: (message: DescMessage) => MessageRow | undefined;
}

function schema(packageName: string, ...tables: readonly string[]): SapientSchema {
  const table = parseTable(...tables);
  const descriptors = descriptorsFromTable(packageName, table);
  return {
    table,
    message: descriptors('SapientMessage'),
    rowOf: ({ typeName }) => table.messages.get(typeName.slice(packageName.length + 1)),
  };
}

const version2Tables = [commonTable, reportsTable, registrationTable, taskTable];

export const schemas: Readonly<Record<SapientVersion, SapientSchema>> = {
  1: schema('sapient_msg.bsi_flex_335_v1_0', ...version2Tables, version1Table),
  2: schema('sapient_msg.bsi_flex_335_v2_0', ...version2Tables),
};
