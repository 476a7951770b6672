import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Endpoint } from '../receive/index.ts';

/** Where datagrams come in; with `group` those of that multicast group, on the interface that has the address `host`. */
export interface UdpPort extends Endpoint {
  group?: string;
}

export interface UdpEnd {
  port: number;
  close(): void;
}

/** Rejects where the port cannot be had or the group cannot be joined. */
export async function listenUdp(
  { host, port, group }: UdpPort,
  onDatagram: (bytes: Uint8Array, from: RemoteInfo) => void,
): Promise<UdpEnd> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', reuseAddr: group !== undefined });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    // Bound to the group, it hears the group alone, not what else is sent to that port.
    socket.bind(port, group ?? host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  try {
    if (group !== undefined)
      socket.addMembership(group, host === '0.0.0.0' || host === '::' ? undefined : host);
  } catch (cause) {
    socket.close();
    throw cause;
  }
  // An error of one datagram (a port that nobody listens on any more) is no reason to stop hearing the others.
  socket.on('error', () => undefined);
  socket.on('message', onDatagram);
  return { port: socket.address().port, close: () => socket.close() };
}

/** Sends datagrams, to a group with so many hops; what the network does not take is lost, as datagrams may be. */
export function sendUdp(to: Endpoint, hops = 1): { send(bytes: Uint8Array): void; close(): void } {
  const socket: Socket = createSocket(isIPv6(to.host) ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  socket.bind(0, () => socket.setMulticastTTL(hops));
  socket.unref();
  return {
    send: (bytes) => socket.send(bytes, to.port, to.host),
    close: () => socket.close(),
  };
}
