export {
  inspectRemoteId,
  inspectRemoteIdText,
  type RemoteIdDropCounts,
  type RemoteIdInspection,
} from './inspect.ts';
export { readRemoteIdText } from './json.ts';
export {
  type Auth,
  type BasicId,
  type Location,
  type OperatorId,
  readRemoteIdMessage,
  type RemoteIdMessage,
  type RemoteIdRefusal,
  type RemoteIdTransport,
  type SelfId,
  type System,
} from './message.ts';
export { readRemoteIdBody, readRemoteIdPayload } from './pack.ts';
export { type CapturedPacket, type RemoteIdDrop, RemoteIdPackets } from './packet.ts';
export type { RemoteIdPayload } from './payload.ts';
