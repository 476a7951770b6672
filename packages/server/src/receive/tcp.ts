import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';

export interface Endpoint {
  host: string;
  port: number;
}

/** One end of TCP that stays: a port that others call, or a call that is made again whenever it ends. */
export interface TcpEnd {
  /** The port it listens on; undefined where it calls. */
  port: number | undefined;
  /**
   * Lets go of its port at once, says goodbye on the connections there are (FIN) and goes on reading until the other end
   * says so too, falls silent for 3 s, or has gone on for 30 s. Fulfilled when what was read has been served.
   */
  close(): Promise<void>;
}

/** Is told how connections come and go. */
export interface ConnectionWatch {
  opened(): void;
  /** `why`: in words where it broke, or could not even be opened. */
  closed(why: string | undefined): void;
}

export interface ListenOptions {
  /** Callers at once; beyond, they are hung up on. */
  capacity?: number;
  watch?: ConnectionWatch;
  tls?: TlsOptions;
}

export interface CallOptions {
  dial?: (to: Endpoint) => Socket;
  watch?: ConnectionWatch;
}

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
const connectionCapacity = 16;
const longestDrainMs = 30_000;
const longestSilenceMs = 3000;
const lookEveryMs = 500;

type Serve = (socket: Socket) => Promise<void>;

/** Serves each caller; who fails is hung up on. Rejects where the port cannot be had. */
export async function listenTcp(
  at: Endpoint,
  serve: Serve,
  { capacity = connectionCapacity, watch, tls }: ListenOptions = {},
): Promise<TcpEnd> {
  const serving = new Map<Socket, Promise<void>>();
  const begin = (socket: Socket): void => {
    watch?.opened();
    let why: string | undefined;
    socket.on('error', (error) => (why = error.message));
    socket.on('close', () => watch?.closed(why));
    // What was read last may be on its way to the log when the connection is closed already.
    const served = serve(socket)
      .catch(() => void socket.destroy())
      .then(() => void serving.delete(socket));
    serving.set(socket, served);
  };
  const server = tls === undefined ? createServer(begin) : createTlsServer(tls, begin);
  // Who fails the handshake came and went, and operators see why.
  server.on('tlsClientError', ({ message }: Error, { authorizationError: code }: TLSSocket) => {
    watch?.opened();
    watch?.closed(code ? `expected a certificate that we trust, found ${String(code)}` : message);
  });
  server.maxConnections = capacity;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      await Promise.all([...serving].map(([socket, served]) => drain(socket, served)));
    },
  };
}

/** Calls again for as long as it runs, ever less often up to every 30 s. */
export function callTcp(to: Endpoint, serve: Serve, { dial = dialTcp, watch }: CallOptions = {}): TcpEnd {
  let socket: Socket;
  let serving: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let isClosed = false;

  function call(): void {
    let why: string | undefined;
    const called = dial(to);
    socket = called;
    called.setKeepAlive(true, 10_000);
    // Over TLS, whose certificate does not hold was never reached: it is called ever less often, too.
    called.once(called instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      retryMs = firstRetryMs;
      watch?.opened();
    });
    called.on('error', (error) => (why = error.message));
    called.once('close', () => {
      watch?.closed(why);
      if (isClosed) return;
      timer = setTimeout(call, retryMs);
      retryMs = Math.min(longestRetryMs, 2 * retryMs);
    });
    const served = serve(called).catch(() => void called.destroy());
    serving = serving.then(() => served);
  }

  call();
  return {
    port: undefined,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      if (socket.connecting) socket.destroy();
      await drain(socket, serving);
    },
  };
}

async function drain(socket: Socket, served: Promise<void>): Promise<void> {
  const beginMs = performance.now();
  let [readBytes, readMs] = [socket.bytesRead, beginMs];
  socket.end();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (socket.bytesRead > readBytes) [readBytes, readMs] = [socket.bytesRead, nowMs];
    if (nowMs - readMs > longestSilenceMs || nowMs - beginMs > longestDrainMs) socket.destroy();
  }, lookEveryMs);
  await served;
  clearInterval(timer);
  socket.destroy();
}

/** Calls without TLS. */
export function dialTcp(to: Endpoint): Socket {
  return connect(to.port, to.host);
}
