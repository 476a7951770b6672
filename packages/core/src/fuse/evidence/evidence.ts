import type { EvidenceStatus } from '../../base/event/index.ts';
import { sourceCapacity, type Tracks } from '../bank/tracks.ts';
import type { Source } from './sources.ts';

/** How long a source's support counts after it last spoke, ms. */
const supportMs = 120_000;
/** Least association weight a source must have given in all to count. */
const leastMass = 0.5;

export interface Evidence {
  sources: number;
  kinds: string[];
  status: EvidenceStatus;
}

/**
 * The rule: a source counts when its claims weighed 0.5 or more in all and it spoke of this track within two minutes. Two
 * sources are independent when they share no domain (owner, network, clock, model …); relays count as the source that said
 * it first. `unverified`: fewer than two independent sources. `corroborated`: two or more. `verified`: an operator affirmed
 * it, or it is corroborated by four or more independent sources of two kinds, one of them a radar.
 * The count is greedy in the order in which sources first spoke: never more than the true maximum.
 */
export function evidenceOf(tracks: Tracks, i: number, sources: readonly Source[], nowMs: number): Evidence {
  const taken: string[] = [];
  const kinds: string[] = [];
  let independent = 0;
  const from = i * sourceCapacity;
  for (let k = from; k < from + tracks.sourceCount[i]; k++) {
    if (tracks.sourceMass[k] < leastMass || nowMs - tracks.sourceMs[k] > supportMs) continue;
    const source = sources[tracks.sourceId[k]];
    if (!kinds.includes(source.kind)) kinds.push(source.kind);
    if (sharesAny(source.domains, taken)) continue;
    for (const domain of source.domains) taken.push(domain);
    independent++;
  }
  if (kinds.length > 1) kinds.sort();
  const isVerified =
    tracks.isAffirmed[i] === 1 || (independent >= 4 && kinds.length >= 2 && kinds.includes('radar'));
  const status = isVerified ? 'verified' : independent >= 2 ? 'corroborated' : 'unverified';
  return { sources: independent, kinds, status };
}

function sharesAny(domains: readonly string[], taken: readonly string[]): boolean {
  for (const domain of domains) if (taken.includes(domain)) return true;
  return false;
}
