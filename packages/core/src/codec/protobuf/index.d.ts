export { descriptorsFromTable, type Descriptors, jsonNameOf } from './descriptor.ts';
export { type FieldRow, type MessageRow, parseTable, type ProtobufTable, resolveType } from './table.ts';
export { wireShape, type WireShape, wireShapeError } from './wire-shape.ts';
