import { type DescMessage } from '@bufbuild/protobuf';
import { type ProtobufTable } from './table.ts';
/** Looks a message up by the name it has in its table; an unknown name throws. */
export type Descriptors = (messageName: string) => DescMessage;
/** Protobuf's own descriptors of a table, as a `.proto` file of this package would have them, without a compiler. */
export declare function descriptorsFromTable(packageName: string, table: ProtobufTable): Descriptors;
/** Protobuf's rule for JSON names: underscores go, and the letter after one is a capital. */
export declare function jsonNameOf(name: string): string;
