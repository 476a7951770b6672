import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { accumulate, type LiveMessage, type Picture } from '@kentongan/core/tell/picture';
import { WebSocket } from 'ws';
import type { RunningServer } from '../index.ts';
import { operatorBearer } from './device.ts';

export interface Watching {
  picture(): Picture;
  /** Fulfilled with the first picture that is so. */
  until(isSo: (picture: Picture) => boolean): Promise<Picture>;
  alertsSeen(): string[];
  ask(request: object): void;
}

/** A console: reads `/api/live` and adds it up. */
export async function watchLive(
  context: TestContext,
  server: RunningServer,
  standing?: string,
): Promise<Watching> {
  const bearer = await operatorBearer(server.consoleLink());
  const query = standing === undefined ? '' : `?standing=${standing}`;
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/api/live${query}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  context.after(() => socket.terminate());
  let current: Picture | undefined;
  const alerts = new Set<string>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as LiveMessage;
    current = message.type === 'picture' ? message : accumulate(current!, message);
    for (const { alertId } of message.alerts) alerts.add(alertId);
  });
  await once(socket, 'message');
  return {
    picture: () => current!,
    async until(isSo) {
      while (!isSo(current!)) await once(socket, 'message');
      return current!;
    },
    alertsSeen: () => [...alerts],
    ask: (request) => socket.send(JSON.stringify(request)),
  };
}
