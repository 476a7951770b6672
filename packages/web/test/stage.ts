import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { emptyChanges, type LiveMessage, type Picture } from '@kentongan/core/tell/picture';
import type { Sources } from '@kentongan/core/tell/sources';
import type { PendingCommands } from '@kentongan/core/tell/http';
import { json } from 'node:stream/consumers';
import { WebSocketServer, type WebSocket } from 'ws';
import { pagesDir } from '../build/pages.ts';

/** A stage for pages: the built files, and a live picture that the test sets. Loopback only. */
export interface Stage {
  address: string;
  /** Requests for anything that is not on this stage. */
  strayRequests: string[];
  show(picture: Picture): void;
  /** What `GET /api/sources` answers from now on; undefined: nothing. */
  showSources(sources: Sources | undefined): void;
  /** What `GET /api/commands` answers from now on. */
  showCommands(commands: PendingCommands): void;
  /** How acts are answered from now on. */
  answerActs(status: number, body: object): void;
  /** What the page did, oldest first. */
  acts: { method: string; path: string; body: unknown }[];
  send(message: LiveMessage): void;
  /** Stops speaking on all sockets without closing them, as a network does that breaks. */
  fallSilent(): void;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

const noSources: Sources = {
  serverTimeMs: 0,
  configuration: { state: 'inForce', sinceMs: 0 },
  sources: [],
};

export async function openStage(first: Picture): Promise<Stage> {
  let picture = first;
  let isSilent = false;
  let sources: Sources | undefined = noSources;
  let commands: PendingCommands = { operator: 'anna', serverTimeMs: picture.serverTimeMs, pending: [] };
  let acted = { status: 200, body: {} };
  const acts: Stage['acts'] = [];
  const takeAct = async (request: IncomingMessage, path: string): Promise<void> => {
    const { method = '' } = request;
    acts.push({ method, path, body: method === 'POST' ? await json(request) : undefined });
  };
  const sockets = new Set<WebSocket>();
  const stray: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stage').pathname;
    if (path === '/api/session' || path === '/api/picture') return void response.writeHead(200).end('{}');
    if (path === '/api/sources')
      return void response.writeHead(sources === undefined ? 503 : 200).end(JSON.stringify(sources ?? {}));
    if (path.startsWith('/api/commands')) {
      if (request.method === 'GET') return void response.writeHead(200).end(JSON.stringify(commands));
      return void takeAct(request, path).then(() =>
        response.writeHead(acted.status).end(JSON.stringify(acted.body)),
      );
    }
    readFile(join(pagesDir, normalize(path.endsWith('/') ? `${path}index.html` : path)))
      .then((body) =>
        response.writeHead(200, { 'Content-Type': types[extname(path)] ?? types['.html'] }).end(body),
      )
      .catch(() => {
        if (!path.startsWith('/map/')) stray.push(path);
        response.writeHead(404).end();
      });
  });
  const live = new WebSocketServer({ server, path: '/api/live' });
  live.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (!isSilent) socket.send(JSON.stringify({ type: 'picture', ...picture }));
  });
  const send = (message: LiveMessage): void => {
    if (isSilent) return;
    // The clock that the next pulse goes on from.
    const { serverTimeMs, asOfMs } = message;
    picture = { ...picture, serverTimeMs, asOfMs };
    for (const socket of sockets) socket.send(JSON.stringify(message));
  };
  const pulse = setInterval(
    () => send({ type: 'changes', ...emptyChanges(picture.serverTimeMs, picture.asOfMs) }),
    500,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strayRequests: stray,
    show(next) {
      picture = next;
      send({ type: 'picture', ...next });
    },
    showSources(next) {
      sources = next;
    },
    showCommands(next) {
      commands = next;
    },
    answerActs(status, body) {
      acted = { status, body };
    },
    acts,
    send,
    fallSilent() {
      isSilent = true;
    },
    close: () => closeAll(server, live, pulse),
  };
}

async function closeAll(server: Server, live: WebSocketServer, pulse: NodeJS.Timeout): Promise<void> {
  clearInterval(pulse);
  for (const socket of live.clients) socket.terminate();
  live.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
