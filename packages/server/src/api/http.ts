import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import { openApiDocument } from '@kentongan/core/tell/http';
import { BusyError } from '../decide/index.ts';
import { LogError } from '../log/index.ts';
import { serveSensorSocket, type IntakeAnswer } from '../receive/index.ts';
import { enrol, openSession } from './enrolment.ts';
import { ApiError, type ErrorCode } from './errors.ts';
import { healthOf } from './health.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { pagePolicy, type Page } from './pages.ts';
import { Quota } from './quota.ts';
import { regionFor, standingIn, type Served } from './served.ts';
import { cookieName, isFromElsewhere, operatorOf, sensorOf, type Sender } from './who.ts';

const bodyBytes = 1024 * 1024;
const unzippedBytes = 8 * 1024 * 1024;
const messageBytes = 256 * 1024;
/** What one address may ask for without being a sensor with a bearer: enrolments and sessions cost a signature each. */
const openAllowance = { burst: 2000, perSecond: 200 };
/** Bytes of events that may wait in a public reader's connection. */
const publicBufferedBytes = 1024 * 1024;

export interface HttpOptions {
  tls: { key: string; cert: string } | undefined;
  pages: ReadonlyMap<string, Page>;
  onError: (error: Error) => void;
}

/** All routes; not listening yet. */
export function createHttp(served: Served, options: HttpOptions): FastifyInstance<Server> {
  const app: FastifyInstance<Server> = Fastify({
    logger: false,
    bodyLimit: bodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    serverFactory: (handler) =>
      options.tls === undefined ? createServer(handler) : createTlsServer(options.tls, handler),
  });
  setDefaults(app, options);
  addOpenRoutes(app, served);
  addOperatorRoutes(app, served);
  addSensorRoutes(app, served);
  addPages(app, options.pages);
  addSockets(app, served);
  return app;
}

function setDefaults(app: FastifyInstance<Server>, options: HttpOptions): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'no-referrer');
    if (request.url.startsWith('/api/')) reply.header('Cache-Control', 'no-store');
  });
  app.setNotFoundHandler((request, reply) => {
    sendError(
      reply,
      new ApiError(
        'unknownPath',
        `expected a path of this server, found ${request.method} ${request.url.slice(0, 200)}`,
      ),
    );
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refused = refusalFrom(error);
    if (refused === undefined) options.onError(error);
    sendError(reply, refused ?? new ApiError('busy', 'the server failed at this request'));
  });
}

function refusalFrom(error: FastifyError): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof BusyError || error instanceof LogError) return new ApiError('busy', error.message);
  if (error.statusCode === 413)
    return new ApiError('tooLarge', `expected a body of at most ${bodyBytes} bytes`);
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new ApiError('malformed', error.message);
  return undefined;
}

const retryAfter: Partial<Record<ErrorCode, string>> = { busy: '1', tooMany: '5' };

function sendError(reply: FastifyReply, error: ApiError): void {
  const wait = retryAfter[error.code];
  if (wait !== undefined) reply.header('Retry-After', wait);
  void reply
    .code(error.statusCode)
    .send({ error: error.code, message: error.message, serverTimeMs: Date.now() });
}

function addOpenRoutes(app: FastifyInstance<Server>, served: Served): void {
  const quota = new Quota(openAllowance);
  const limited = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    if (!quota.take(request.ip, performance.now()))
      throw new ApiError(
        'tooMany',
        `expected at most ${openAllowance.perSecond} requests a second from an address`,
      );
    done();
  };
  app.get('/api/openapi.json', { onRequest: limited }, () => openApiDocument(served.version));
  app.get('/api/health', { onRequest: limited }, (request) => healthOf(served, standingIn(request)));
  app.get('/api/public/alerts', { onRequest: limited }, (request, reply) => {
    reply.type('application/geo+json');
    return regionFor(served, standingIn(request)).feed.alerts();
  });
  app.get('/api/public/live', { onRequest: limited }, (request, reply) =>
    servePublicLive(served, request, reply),
  );
  app.post('/api/enrol', { onRequest: limited }, (request) => enrol(served, request.body));
  app.post('/api/session', { onRequest: limited }, (request, reply) => {
    const session = openSession(served, request.body);
    if (session.operator !== undefined) reply.header('Set-Cookie', cookieFor(request, session));
    return session;
  });
}

function cookieFor(request: FastifyRequest, session: { bearer: string; expiresMs: number }): string {
  const maxAgeS = Math.floor((session.expiresMs - Date.now()) / 1000);
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${cookieName(request.raw)}=${session.bearer}; HttpOnly; SameSite=Strict; Path=/api; Max-Age=${maxAgeS}${secure}`;
}

function servePublicLive(served: Served, request: FastifyRequest, reply: FastifyReply): void {
  const { feed } = regionFor(served, standingIn(request));
  if (feed.isFullFor(request.ip))
    throw new ApiError('busy', 'expected a free place, found none: too many readers');
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Accel-Buffering': 'no',
  });
  const lastEventId = request.headers['last-event-id'];
  const leave = feed.join(
    {
      address: request.ip,
      write(text) {
        raw.write(text);
        return raw.writableLength <= publicBufferedBytes;
      },
      end: () => raw.destroy(),
    },
    typeof lastEventId === 'string' ? lastEventId : undefined,
  );
  raw.on('close', leave);
  raw.on('error', leave);
}

function addSensorRoutes(app: FastifyInstance<Server>, served: Served): void {
  const senders = new WeakMap<FastifyRequest, Sender>();
  void app.register(async (scope) => {
    // Whatever a simple device calls its lines, they are read as lines.
    scope.removeAllContentTypeParsers();
    // Before the body is read: a stranger's is not.
    scope.addHook('onRequest', async (request) => {
      senders.set(request, await sensorOf(served, request.raw));
    });
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/api/detections', (request) => takeDetections(senders.get(request)!, request));
  });
}

async function takeDetections({ sensorId, intake }: Sender, request: FastifyRequest): Promise<IntakeAnswer> {
  return intake.report(sensorId, await textIn(request), 'http');
}

const unzip = promisify(gunzip);

async function textIn(request: FastifyRequest): Promise<string> {
  const body = request.body as Buffer | undefined;
  if (body === undefined || body.length === 0) return '';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body.toString('utf8');
  if (encoding !== 'gzip')
    throw new ApiError(
      'malformed',
      `expected content-encoding gzip or none, found ${JSON.stringify(encoding)}`,
    );
  try {
    return (await unzip(body, { maxOutputLength: unzippedBytes })).toString('utf8');
  } catch {
    throw new ApiError('malformed', `expected gzip of at most ${unzippedBytes} bytes, found something else`);
  }
}

function addPages(app: FastifyInstance<Server>, pages: ReadonlyMap<string, Page>): void {
  app.get('/*', (request, reply) => {
    const path = request.url.split(/[?#]/, 1)[0];
    const page = pages.get(path);
    const elsewhere = page === undefined ? folderOf(pages, path) : undefined;
    if (elsewhere !== undefined) return reply.redirect(elsewhere);
    if (page === undefined) {
      reply.callNotFound();
      return reply;
    }
    reply.header('Content-Security-Policy', pagePolicy);
    reply.header('Cross-Origin-Opener-Policy', 'same-origin');
    reply.header('ETag', page.etag);
    reply.header('Cache-Control', page.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
    return reply.type(page.type).send(page.body);
  });
}

/** `/` is the console; a folder's name without its slash is the folder. */
function folderOf(pages: ReadonlyMap<string, Page>, path: string): string | undefined {
  const folder = path === '/' ? '/console/' : `${path}/`;
  return pages.has(folder) ? folder : undefined;
}

function addSockets(app: FastifyInstance<Server>, served: Served): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytes,
    clientTracking: true,
    handleProtocols: (offered) => (offered.has('kentongan') ? 'kentongan' : false),
  });
  app.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const accept = (then: (webSocket: WebSocket) => void): void =>
      sockets.handleUpgrade(request, socket, head, then);
    upgrade(served, request, accept).catch((error: FastifyError) => refuseUpgrade(socket, error));
  });
  app.addHook('preClose', (done) => {
    sockets.close();
    for (const webSocket of sockets.clients) leaveSocket(webSocket, 1001, 'the server ends');
    done();
  });
}

async function upgrade(
  served: Served,
  request: IncomingMessage,
  accept: (then: (webSocket: WebSocket) => void) => void,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server');
  if (url.pathname === '/api/live') {
    if (isFromElsewhere(request))
      throw new ApiError('forbidden', 'expected a page of this server, found another');
    operatorOf(served, request);
    const { live } = regionFor(served, url.searchParams.get('standing') ?? undefined);
    if (live.isFull) throw new ApiError('busy', 'expected a free place, found none: too many readers');
    accept((webSocket) => serveLive(live, webSocket));
  } else if (url.pathname === '/api/sensor') {
    const { sensorId, intake } = await sensorOf(served, request);
    accept((webSocket) => serveSensorSocket(webSocket, sensorId, intake));
  } else
    throw new ApiError(
      'unknownPath',
      `expected /api/live or /api/sensor, found ${url.pathname.slice(0, 200)}`,
    );
}

function serveLive(live: ReturnType<typeof regionFor>['live'], webSocket: WebSocket): void {
  const { ask, leave } = live.join({
    send: (text) => webSocket.send(text),
    bufferedBytes: () => webSocket.bufferedAmount,
    close: (code, reason) => leaveSocket(webSocket, code, reason),
  });
  webSocket.on('message', (data) => ask(Buffer.from(data as Buffer).toString('utf8')));
  webSocket.on('close', leave);
  webSocket.on('error', () => webSocket.terminate());
}

/** Says goodbye, and goes without an answer soon after. */
function leaveSocket(webSocket: WebSocket, code: number, reason: string): void {
  webSocket.close(code, reason);
  setTimeout(() => webSocket.terminate(), 500).unref();
}

function refuseUpgrade(socket: Duplex, error: FastifyError): void {
  const refused = refusalFrom(error) ?? new ApiError('busy', 'the server failed at this request');
  const body = JSON.stringify({ error: refused.code, message: refused.message, serverTimeMs: Date.now() });
  socket.end(
    `HTTP/1.1 ${refused.statusCode} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
