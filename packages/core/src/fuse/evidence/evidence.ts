import type { EvidenceStatus } from '../../base/event/index.ts';
import { leftOf, sourceCapacity, speak, type Tracks } from '../bank/tracks.ts';
import { unreliableShare } from '../learn/hearing-health.ts';
import type { Source, Sources } from './sources.ts';

/** How long a source's support counts after it last spoke, ms. */
const supportMs = 120_000;
/** What a source that reports steadily said fades over so many of its reports. */
const fadeReports = 20;
/** What a detection that is surely the track's says for it: natural log of a likelihood ratio. */
const saidByOne = 4;
/** Most that one silent report says against it, and a Pd from which it says anything. */
const mostPd = 0.98;
const leastPd = 0.03;
/** A source counts while the track is at least twice as likely by what is left of what it said. */
const leastSaid = Math.LN2;
/** Of those in earshot so many may lie or be deaf that no voice weighs more than this, for a track or against. */
const mostVoice = Math.log((1 - unreliableShare) / unreliableShare);
/** What must be left of the sum of all voices: one voice, as one may lie; sums of whole voices differ in their last digits. */
const leastBalance = 0.999 * mostVoice;

export interface Evidence {
  sources: number;
  kinds: string[];
  status: EvidenceStatus;
}

/** A report of a source holds a detection that is track i's with probability `weight`, 0 to 1. */
export function speakFor(
  tracks: Tracks,
  i: number,
  { list }: Sources,
  source: number,
  weight: number,
  atMs: number,
): void {
  speak(tracks, i, source, saidByOne * weight, atMs, fadeMsOf(list[source]));
}

/** So many reports of a source, which would each have held track i with probability `pd`, did not. */
export function speakAgainst(
  tracks: Tracks,
  i: number,
  { list }: Sources,
  source: number,
  pd: number,
  reports: number,
  atMs: number,
): void {
  if (!(pd > leastPd)) return;
  speak(tracks, i, source, reports * Math.log(1 - Math.min(mostPd, pd)), atMs, fadeMsOf(list[source]));
}

/**
 * What is left of what a source said of track i by `atMs`: natural log of how much likelier its reports are with the track
 * than without; 0 for one that said nothing of it.
 */
export function saidBy(tracks: Tracks, i: number, { list }: Sources, source: number, atMs: number): number {
  const from = i * sourceCapacity;
  for (let k = from; k < from + tracks.sourceCount[i]; k++)
    if (tracks.sourceId[k] === source) return leftOf(tracks, k, atMs, fadeMsOf(list[source]));
  return 0;
}

/** Time in which what a source said fades, ms; never for one that speaks when it likes, whose silence says nothing. */
function fadeMsOf({ periodMs }: Source): number {
  return periodMs === undefined ? Infinity : fadeReports * periodMs;
}

/**
 * The rule: a source counts when the track is at least twice as likely by what it lately said, claims for it and silences
 * against it, each fading over 20 of its reports; and when it spoke within two minutes. So one stray claim of a microphone
 * that should have gone on hearing does not count. Two sources are independent when they share no domain (owner, network,
 * clock, model …); relays count as the source that said it first. `unverified`: fewer than two independent sources, or
 * those in earshot contradict them: the sum of all voices, each bounded by what one in five liars leaves to it, is less than
 * one such voice, so that those who agree must outnumber the others.
 * `corroborated`: two or more. `verified`: an operator affirmed it, or it is corroborated by four or more independent
 * sources of two kinds, one of them a radar.
 * The count is greedy in the order in which sources first spoke: never more than the true maximum.
 */
export function evidenceOf(tracks: Tracks, i: number, sources: readonly Source[], nowMs: number): Evidence {
  const taken: string[] = [];
  const kinds: string[] = [];
  let independent = 0;
  let balance = 0;
  const from = i * sourceCapacity;
  for (let k = from; k < from + tracks.sourceCount[i]; k++) {
    const source = sources[tracks.sourceId[k]];
    if (nowMs - tracks.sourceMs[k] > supportMs) continue;
    const said = leftOf(tracks, k, nowMs, fadeMsOf(source));
    balance += Math.max(-mostVoice, Math.min(mostVoice, said));
    if (said < leastSaid) continue;
    if (!kinds.includes(source.kind)) kinds.push(source.kind);
    if (sharesAny(source.domains, taken)) continue;
    for (const domain of source.domains) taken.push(domain);
    independent++;
  }
  if (kinds.length > 1) kinds.sort();
  return {
    sources: independent,
    kinds,
    status: statusOf(tracks.isAffirmed[i] === 1, independent, kinds, balance),
  };
}

function statusOf(
  isAffirmed: boolean,
  independent: number,
  kinds: readonly string[],
  balance: number,
): EvidenceStatus {
  if (isAffirmed) return 'verified';
  if (independent < 2 || balance < leastBalance) return 'unverified';
  return independent >= 4 && kinds.length >= 2 && kinds.includes('radar') ? 'verified' : 'corroborated';
}

function sharesAny(domains: readonly string[], taken: readonly string[]): boolean {
  for (const domain of domains) if (taken.includes(domain)) return true;
  return false;
}
