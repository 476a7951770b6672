import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { pagesDir } from '../build/pages.ts';
import { pagePolicy } from './page-policy.ts';

interface StagedSensor {
  publicKey: string;
  sensor: Record<string, unknown>;
  name?: string;
  spotter?: StagedSensor;
}

/** The server as far as a listening phone knows it: enrols, opens sessions, takes reports. Loopback only. */
export interface ListenStage {
  address: string;
  /** Everything that came over the network: bodies of requests and messages of sockets. */
  said: { path: string; text: string }[];
  enrolled: StagedSensor[];
  /** Detections, in the order in which they came, each with the `sensorId` whose socket said it. */
  lines: Record<string, unknown>[];
  emptyReports: number;
  /** Sockets that are open now. */
  open(): number;
  /** Drops all sockets and answers nothing at all, pages neither, until told again. */
  cut(isCut: boolean): void;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface ListenStageOptions {
  /** How far this server's clock is ahead of the phone's, ms. */
  aheadMs?: number;
  /** What it says it is; `actual` unless told otherwise. */
  standing?: 'exercise';
  /** A script of the test's own, by path. */
  scripts?: Record<string, string>;
}

export async function openListenStage(options: ListenStageOptions = {}): Promise<ListenStage> {
  const { aheadMs = 0 } = options;
  const standing = options.standing === undefined ? {} : { standing: options.standing };
  const sockets = new Set<WebSocket>();
  /** Each works once; `drill` is one of an exercise. */
  const tokens = new Set(['once', 'drill']);
  const sensors: StagedSensor[] = [];
  let isCut = false;
  const stage: ListenStage = {
    address: '',
    said: [],
    enrolled: [],
    lines: [],
    emptyReports: 0,
    open: () => sockets.size,
    cut(next) {
      isCut = next;
      if (isCut) for (const socket of sockets) socket.terminate();
    },
    close: () => closeAll(server, reports),
  };
  const serverMs = (): number => Date.now() + aheadMs;

  function answer(path: string, body: string, asksExercise: boolean): [number, unknown] {
    if (path === '/api/health')
      return [200, { standing: asksExercise ? 'exercise' : 'actual', ...standing, timeMs: serverMs() }];
    const asked = JSON.parse(body) as Record<string, unknown>;
    if (path === '/api/enrol') {
      const token = String(asked.token);
      if (!tokens.delete(token)) return [401, refusal('unauthorised')];
      const device = asked as unknown as StagedSensor;
      const said = token === 'drill' ? { standing: 'exercise' } : standing;
      stage.enrolled.push(device);
      const { spotter } = device;
      sensors.push(device, ...(spotter === undefined ? [] : [spotter]));
      const spotterId = spotter === undefined ? {} : { spotterId: `s-${sensors.length}` };
      return [200, { sensorId: `s-${sensors.indexOf(device) + 1}`, ...spotterId, ...said }];
    }
    if (path !== '/api/session') return [404, refusal('unknownPath')];
    const signer = sensors[Number(String(asked.sensorId).slice(2)) - 1];
    return isSigned(asked, signer?.publicKey, serverMs())
      ? [200, { bearer: String(asked.sensorId), expiresMs: serverMs() + 3_600_000 }]
      : [401, refusal('unauthorised')];
  }

  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://stage');
    if (isCut) return void request.socket.destroy();
    const script = options.scripts?.[path];
    if (script !== undefined)
      return void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
    if (!path.startsWith('/api/')) return void servePage(path, response);
    bodyOf(request)
      .then((body) => {
        if (body !== '') stage.said.push({ path, text: body });
        const [status, words] = answer(path, body, searchParams.get('standing') === 'exercise');
        return response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(words));
      })
      .catch(() => response.destroy());
  });
  const reports = new WebSocketServer({ noServer: true, handleProtocols: () => 'kentongan' });
  server.on('upgrade', (request, socket, head) => {
    const sensorId = /bearer\.(s-\d)/.exec(request.headers['sec-websocket-protocol'] ?? '')?.[1];
    if (isCut || sensorId === undefined) return void socket.destroy();
    reports.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.add(webSocket);
      webSocket.on('close', () => sockets.delete(webSocket));
      webSocket.on('message', (data: Buffer) => {
        const text = data.toString();
        stage.said.push({ path: '/api/sensor', text });
        const lines =
          text === ''
            ? []
            : text
                .split('\n')
                .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), sensorId }));
        if (lines.length === 0) stage.emptyReports++;
        stage.lines.push(...lines);
        webSocket.send(JSON.stringify({ admitted: lines.length, refused: [], refusedCount: 0 }));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stage.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stage;
}

function refusal(error: string): object {
  return { error, message: 'expected otherwise', serverTimeMs: Date.now() };
}

/** As the protocol says: Ed25519 over the canonical JSON of the rest, within five minutes. */
function isSigned(asked: Record<string, unknown>, publicKey: string | undefined, nowMs: number): boolean {
  if (publicKey === undefined) return false;
  const { signature, sensorId, timeMs, nonce } = asked;
  const jwk: JsonWebKey = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  const canonical = `{"nonce":${JSON.stringify(nonce)},"sensorId":${JSON.stringify(sensorId)},"timeMs":${String(timeMs)}}`;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isRight = verify(null, Buffer.from(canonical), key, Buffer.from(String(signature), 'base64url'));
  return isRight && Math.abs(Number(timeMs) - nowMs) < 300_000;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function servePage(path: string, response: ServerResponse): void {
  readFile(join(pagesDir, normalize(path.endsWith('/') ? `${path}index.html` : path)))
    .then((body) =>
      response
        .writeHead(200, {
          'Content-Type': types[extname(path)] ?? types['.html'],
          'Content-Security-Policy': pagePolicy,
        })
        .end(body),
    )
    .catch(() => response.writeHead(404).end());
}

async function closeAll(server: Server, reports: WebSocketServer): Promise<void> {
  for (const socket of reports.clients) socket.terminate();
  reports.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
