import { enrolledSender } from './api/who.ts';
import type { Access, ServedRegion } from './api/served.ts';
import type { Part, Starter, Wanted } from './equipment.ts';
import { startBroker, startLink, startSender, type LinkOptions, type SenderOptions } from './link/index.ts';
import { StartError, type ServerOptions } from './options.ts';
import {
  isAdsb,
  startReceiver,
  type Endpoint,
  type ReceiverOptions,
  type SourceStats,
} from './receive/index.ts';

export interface StarterParts {
  options: Pick<ServerOptions, 'origin' | 'standing' | 'tell'>;
  access: Access;
  regions: ReadonlyMap<string, ServedRegion>;
  tls: { key: string; cert: string } | undefined;
}

/** How each source and sink of this server starts. */
export function starterOf(parts: StarterParts): Starter {
  return (wanted: Wanted, stats: SourceStats): Promise<Part> => {
    if (wanted.role === 'receiver') return startsReceiver(parts, wanted.options, stats);
    if (wanted.role === 'sender') return startsSender(parts, wanted.options, stats);
    return startsBroker(parts, wanted.options, stats);
  };
}

async function startsReceiver(
  { access, options: { origin, tell = () => undefined } }: StarterParts,
  options: ReceiverOptions | LinkOptions,
  stats: SourceStats,
): Promise<Part> {
  const intake = await access.intake();
  return isAdsb(options)
    ? startReceiver(options, intake, stats)
    : startLink(options, intake, origin, stats, tell);
}

async function startsSender(
  { access, regions, options: { standing = 'actual', tell = () => undefined } }: StarterParts,
  options: SenderOptions,
  stats: SourceStats,
): Promise<Part> {
  const wanted = options.standing ?? standing;
  if (wanted === standing) await access.intake();
  const served = regions.get(wanted);
  if (served === undefined)
    throw new StartError(
      2,
      `a sender of standing ${wanted} has no log to tell of; found none of that standing`,
    );
  return startSender(options, served.region, stats, tell);
}

/** A simple sensor's password is its bearer, as over HTTP. */
async function startsBroker({ access, tls }: StarterParts, at: Endpoint, stats: SourceStats): Promise<Part> {
  const welcome = async (bearer: string) => {
    const session = access.sessions.read(bearer, Date.now());
    return session?.who === 'sensor' ? enrolledSender(access, session.id) : undefined;
  };
  return startBroker(at, welcome, stats, tls);
}
