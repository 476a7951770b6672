import { type DescMessage } from '@bufbuild/protobuf';
import { type MessageRow, type ProtobufTable } from '../protobuf/index.ts';
/** BSI Flex 335 by its major version; a node says which in its registration, nothing else on the wire does. */
export type SapientVersion = 1 | 2;
export interface SapientSchema {
  readonly table: ProtobufTable;
  readonly message: DescMessage;
  /** The table's row of a descriptor, which holds the rules that a descriptor cannot; undefined for protobuf's own. */
  readonly rowOf: (message: DescMessage) => MessageRow | undefined;
}
export declare const schemas: Readonly<Record<SapientVersion, SapientSchema>>;
