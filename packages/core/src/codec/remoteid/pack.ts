import {
  messageBytes,
  readRemoteIdMessage,
  type RemoteIdMessage,
  type RemoteIdRefusal,
  type RemoteIdTransport,
} from './message.ts';

/** A pack holds at most this many messages (F3411-22a 5.4.5.22). */
const maxMessages = 9;
const packType = 15;
const packHeaderBytes = 3;

/**
 * What stands behind the application code 0x0d: a counter byte, then one message or a pack of them. A message that
 * cannot be read is refused by itself; the others of its pack are read.
 */
export function readRemoteIdPayload(
  payload: Uint8Array,
  transport: RemoteIdTransport,
): (RemoteIdMessage | RemoteIdRefusal)[] {
  return readRemoteIdBody(payload.subarray(1), transport, payload[0]);
}

/** The message or pack alone, where a receiver tells transport and counter otherwise or not. */
export function readRemoteIdBody(
  body: Uint8Array,
  transport: RemoteIdTransport | undefined,
  counter: number | undefined,
): (RemoteIdMessage | RemoteIdRefusal)[] {
  if (body.length < packHeaderBytes)
    return [{ error: `expected a message of ${messageBytes} bytes, found ${body.length}` }];
  if (body.every((byte) => byte === 0)) return [{ error: 'expected a message, found only zeros' }];
  if (body[0] >> 4 === packType) return readPack(body, transport, counter);
  if (body.length < messageBytes) {
    return [{ error: `expected a message of ${messageBytes} bytes, found ${body.length}` }];
  }
  return [readRemoteIdMessage(body.subarray(0, messageBytes), transport, counter)];
}

/** | 0: type 15 (high), version (low) | 1: bytes of one message, 25 | 2: messages | 3: the messages | */
function readPack(
  body: Uint8Array,
  transport: RemoteIdTransport | undefined,
  counter: number | undefined,
): (RemoteIdMessage | RemoteIdRefusal)[] {
  const [, size, count] = body;
  if (size !== messageBytes)
    return [{ error: `expected messages of ${messageBytes} bytes in a pack, found ${size}` }];
  if (count < 1 || count > maxMessages)
    return [{ error: `expected 1 to ${maxMessages} messages in a pack, found ${count}` }];
  const messages = body.subarray(packHeaderBytes, packHeaderBytes + count * messageBytes);
  if (messages.every((byte) => byte === 0))
    return [{ error: 'expected messages in a pack, found only zeros' }];
  const found: (RemoteIdMessage | RemoteIdRefusal)[] = [];
  for (let at = 0; at + messageBytes <= messages.length; at += messageBytes) {
    found.push(readRemoteIdMessage(messages.subarray(at, at + messageBytes), transport, counter));
  }
  if (found.length < count) {
    found.push({ error: `expected ${count} messages in a pack, found room for ${found.length}` });
  }
  return found;
}
