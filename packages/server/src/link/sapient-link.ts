import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Place } from '@kentongan/core/ingest';
import { SapientReports } from '@kentongan/core/ingest/from/sapient';
import { listenTcp, type Endpoint, type SourceStats, type TcpEnd } from '../receive/index.ts';
import { SapientSession } from './sapient-session.ts';
import type { Taker } from './taker.ts';
import { servedWith, type ServerTls } from './tls-dial.ts';

/** Edge nodes at once. */
const nodeCapacity = 256;

/**
 * A fusion node that SAPIENT edge nodes connect to. The protocol knows no credentials: give it an address that only they
 * can reach, or TLS with client certificates, and name the nodes that may register.
 */
export async function startSapientLink(
  { from, nodes }: { from: { listen: Endpoint; tls?: ServerTls }; nodes?: readonly string[] },
  taker: Taker,
  origin: Place,
  stats: SourceStats,
): Promise<TcpEnd> {
  const fusionId = randomUUID();
  const reports = new SapientReports(origin);
  const sessions = new Map<string, Socket>();
  const allowed = nodes === undefined ? undefined : new Set(nodes);

  async function serve(socket: Socket): Promise<void> {
    const session = new SapientSession({ fusionId, reports, taker, allowed });
    socket.setNoDelay(true);
    socket.on('close', () => {
      const { nodeId } = session;
      if (nodeId === undefined || sessions.get(nodeId) !== socket) return;
      sessions.delete(nodeId);
      taker.gone(nodeId);
    });
    for await (const piece of socket) {
      const answers = await session.read(piece as Uint8Array);
      // Once we have said goodbye, what still comes is kept, and not answered.
      for (const answer of answers) if (socket.writable) socket.write(answer);
      const { nodeId } = session;
      if (nodeId === undefined || sessions.get(nodeId) === socket) continue;
      // A node that connects again has lost its old connection, whether we noticed or not.
      sessions.get(nodeId)?.destroy();
      sessions.set(nodeId, socket);
    }
  }

  return listenTcp(from.listen, serve, {
    capacity: nodeCapacity,
    watch: stats,
    tls: servedWith(from.tls),
  });
}
