import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Endpoint {
  host: string;
  port: number;
}

/** One end of TCP that stays: a port that others call, or a call that is made again whenever it ends. */
export interface TcpEnd {
  /** The port it listens on; undefined where it calls. */
  port: number | undefined;
  close(): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 30_000;
/** Callers at once. */
const connectionCapacity = 16;

type Serve = (socket: Socket) => Promise<void>;

/** Serves each caller; who fails is hung up on. Rejects where the port cannot be had. */
export async function listenTcp(
  at: Endpoint,
  serve: Serve,
  capacity: number = connectionCapacity,
): Promise<TcpEnd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket).catch(() => socket.destroy());
  });
  server.maxConnections = capacity;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Calls again for as long as it runs, ever less often up to every 30 s. */
export function callTcp(to: Endpoint, serve: Serve, dialTo: (to: Endpoint) => Socket = dialTcp): TcpEnd {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let isClosed = false;

  function dial(): void {
    socket = dialTo(to);
    socket.setKeepAlive(true, 10_000);
    socket.once('connect', () => {
      retryMs = firstRetryMs;
    });
    socket.once('close', () => {
      if (isClosed) return;
      timer = setTimeout(dial, retryMs);
      retryMs = Math.min(longestRetryMs, 2 * retryMs);
    });
    serve(socket).catch(() => socket?.destroy());
  }

  dial();
  return {
    port: undefined,
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}

function dialTcp(to: Endpoint): Socket {
  return connect(to.port, to.host);
}
