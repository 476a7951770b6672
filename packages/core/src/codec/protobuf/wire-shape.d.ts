import { type DescMessage } from '@bufbuild/protobuf';
/**
 * What a message's bytes must look like before they are decoded: per field number its wire type and, for a message,
 * the shape of what is inside. The decoder itself neither compares wire types nor keeps an inner message within its
 * outer one (a length that lies is only noticed at the very end), so both are checked here, without allocating.
 */
export interface WireShape {
  readonly wireTypes: Int8Array;
  readonly packable: Uint8Array;
  readonly inner: readonly (WireShape | undefined)[];
}
export declare function wireShape(message: DescMessage): WireShape;
/** undefined where the bytes have that shape; else what was expected and found, and where. Unknown fields pass. */
export declare function wireShapeError(shape: WireShape, bytes: Uint8Array): string | undefined;
