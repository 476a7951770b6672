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
export declare function parseTable(...texts: readonly string[]): ProtobufTable;
/** The full name that `type` has when a field of `messageName` uses it; undefined for protobuf's own types. */
export declare function resolveType(
  table: ProtobufTable,
  messageName: string,
  type: string,
): string | undefined;
