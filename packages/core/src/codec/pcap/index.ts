export { capturedPackets, capturedPieces } from './pieces.ts';
export type { CapturedPiece } from './pieces.ts';
export { isCapture, PcapReader } from './reader.ts';
export type { CapturedPacket, PcapRefusal } from './reader.ts';
export { Unpacker } from './unpack.ts';
export type { Payload, UnpackRefusal } from './unpack.ts';
