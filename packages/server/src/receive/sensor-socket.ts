import type { RawData, WebSocket } from 'ws';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import type { Intake } from './intake.ts';

/** Messages of one socket that wait for their answer; beyond, it is not read on. */
const unansweredCapacity = 16;
const lookEveryMs = 1000;
const pingEveryLooks = 5;
/** No pong or message for so long: nobody is there any more, though the connection does not know. */
const lostAfterMs = 15_000;

/** Close codes of our own: 4000-4999 are for applications (RFC 6455, 7.4.2). */
export const closeCodes = { ended: 4401, revoked: 4403, slow: 4408 } as const;

/**
 * Reads a sensor's reports, one message each, and answers each in order. For as long as the socket is open, and its pongs
 * show that someone is there, the sensor is alive.
 */
export function serveSensorSocket(socket: WebSocket, sensorId: string, intake: Intake): void {
  let unanswered = 0;
  let answers = Promise.resolve();
  let heardMs = performance.now();
  let looks = 0;
  const stats = intake.reporter(sensorId, 'websocket');
  stats.opened();
  intake.alive(sensorId);

  const timer = setInterval(() => {
    if (intake.isRevoked(sensorId)) socket.close(closeCodes.revoked, 'revoked');
    else if (performance.now() - heardMs > lostAfterMs) socket.terminate();
    else intake.alive(sensorId);
    if (looks++ % pingEveryLooks === 0) socket.ping();
  }, lookEveryMs);

  async function answer(text: string): Promise<void> {
    const words = await answerTo(intake, sensorId, text);
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(words));
    unanswered--;
    if (unanswered < unansweredCapacity && socket.isPaused) socket.resume();
  }

  socket.on('message', (data: RawData) => {
    heardMs = performance.now();
    unanswered++;
    if (unanswered >= unansweredCapacity) socket.pause();
    const text = textOf(data);
    answers = answers.then(() => answer(text)).catch(() => socket.terminate());
  });
  socket.on('pong', () => {
    heardMs = performance.now();
  });
  socket.on('close', () => {
    clearInterval(timer);
    stats.closed(undefined);
  });
  socket.on('error', () => socket.terminate());
}

async function answerTo(intake: Intake, sensorId: string, text: string): Promise<object> {
  if (intake.isRevoked(sensorId))
    return { error: 'revoked', message: `expected an enrolled sensor, found ${sensorId}, revoked` };
  try {
    return await intake.report(sensorId, text, 'websocket');
  } catch (error) {
    if (error instanceof BusyError || error instanceof LogError)
      return { error: 'busy', message: error.message };
    throw error;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}
