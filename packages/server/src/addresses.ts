import { isIPv6 } from 'node:net';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** Bridges and tunnels of this machine alone, where no phone is. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|tun|tap|wg|utun|zt|tailscale)/;

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** As a browser on this machine reaches a server that listens on this host. */
export function addressHere(scheme: string, host: string, port: number): string {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${scheme}://${bracketed(here)}:${port}`;
}

/**
 * As other devices of the network reach it, the likeliest first: what it listens on, or where that is every address, this
 * machine's own ones, real networks before virtual ones and IPv4 before IPv6. None where it listens on this machine alone.
 */
export function addressesElsewhere(
  scheme: string,
  host: string,
  port: number,
  interfaces: Interfaces = networkInterfaces(),
): string[] {
  if (isLoopback(host)) return [];
  if (host !== '0.0.0.0' && host !== '::') return [`${scheme}://${bracketed(host)}:${port}`];
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, address, family }) => !internal && isUsable(address, family, host))
      .map(({ address, family }) => ({
        address,
        rank: (virtual.test(name) ? 2 : 0) + (family === 'IPv6' ? 1 : 0),
      })),
  );
  return found
    .sort((a, b) => a.rank - b.rank)
    .map(({ address }) => `${scheme}://${bracketed(address)}:${port}`);
}

/** A link-local IPv6 address needs the name of the asker's own interface, which no link can know. */
function isUsable(address: string, family: string, host: string): boolean {
  return family === 'IPv4' || (host === '::' && !/^fe[89ab]/i.test(address));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** As a host stands before a port. */
export function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
