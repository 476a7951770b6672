import type { Standing, TrackEvent } from '../../base/event/index.ts';
import { cotHowFused, cotKinds, cotType, type CotAffiliation, type CotEvent } from '../../codec/cot/index.ts';
import { xmlElement, type XmlNode } from '../../codec/xml/index.ts';
import { likeliestOf, type Likeliest } from '../likeliest.ts';
import { horizontalSigmaM, verticalSigmaM } from '../uncertainty.ts';

type Track = Omit<TrackEvent, 'seq'>;

/** Before every uid of ours; `ingest/from/cot` knows our own echo by it. */
export const cotUidPrefix = 'kentongan.';

/** What a TAK client is told of a region and its log. */
export interface CotContext {
  region: string;
  standing: Standing;
}

/** Longer than a few lost updates (one a second), short enough that what was forgotten leaves the map. */
const freshMs = 15_000;

/** MIL-STD-2525 function by class; classes of drones that share a symbol differ in the callsign. */
const kinds: Readonly<Record<string, string>> = {
  'one-way': cotKinds.fixedWingDrone,
  jet: cotKinds.fixedWingDrone,
  loitering: cotKinds.fixedWingDrone,
  recon: cotKinds.fixedWingDrone,
  multirotor: cotKinds.rotaryDrone,
  cruise: 'A-W-M',
  ballistic: 'A-W-M',
  aircraft: 'A-C-F',
  helicopter: 'A-C-H',
  ground: 'G',
  surface: cotKinds.seaSurface,
  underwater: cotKinds.subsurface,
};

const attackers = new Set(['one-way', 'jet', 'loitering', 'cruise', 'ballistic']);

/**
 * Hostile only where two independent sources agree that it is an attacker; suspect where it probably is one. A civil
 * label alone (ADS-B, Remote ID, AIS can be forged) makes nothing neutral: the class must be sure without it too.
 */
function affiliationOf({ name, probability }: Likeliest, track: Track): CotAffiliation {
  const isCorroborated = track.evidence.status !== 'unverified';
  if (attackers.has(name)) return isCorroborated && probability >= 0.8 ? 'hostile' : 'suspect';
  const isCivil = name === 'aircraft' || name === 'helicopter' || name === 'bird' || name === 'surface';
  return isCivil && isCorroborated && probability >= 0.9 ? 'neutral' : 'unknown';
}

/** A track as an event of its own; dropped, as the word to take it off the map. */
export function cotFromTrack(track: Track, context: CotContext): CotEvent {
  const uid = uidOf(context, track.trackId);
  if (track.status === 'dropped') return cotDeletion(uid, track.timeMs, context);
  const likeliest = likeliestOf(track);
  const affiliation = affiliationOf(likeliest, track);
  const { timeMs, latDeg, lonDeg, heightM } = track;
  const ce = horizontalSigmaM(track);
  const le = verticalSigmaM(track);
  return {
    uid,
    type: cotType(affiliation, kinds[likeliest.name] ?? cotKinds.air),
    how: cotHowFused,
    timeMs,
    startMs: timeMs,
    staleMs: timeMs + freshMs,
    ...opexOf(context),
    point: {
      lat: latDeg,
      lon: lonDeg,
      ...(heightM === undefined ? {} : { hae: heightM }),
      ...(ce === undefined ? {} : { ce: round(ce) }),
      ...(le === undefined || heightM === undefined ? {} : { le: round(le) }),
    },
    detail: detailOf(track, likeliest, context),
  };
}

export function uidOf({ region }: CotContext, id: string): string {
  return `${cotUidPrefix}${region}.${id}`;
}

/** Exercise, simulation or operation, in CoT's letters. */
export function opexOf({ standing }: CotContext): { opex?: string } {
  return standing === 'actual' ? {} : { opex: standing === 'exercise' ? 'e' : 's' };
}

/** Said first in every name, so that nobody takes what is made up for real. */
export function standingWord({ standing }: CotContext): string {
  return standing === 'actual' ? '' : `${standing.toUpperCase()} `;
}

/** TAK's `t-x-d-d`: forget that uid. */
export function cotDeletion(uid: string, timeMs: number, context: CotContext): CotEvent {
  return {
    uid: `${uid}.gone`,
    type: 't-x-d-d',
    how: 'm-g',
    timeMs,
    startMs: timeMs,
    staleMs: timeMs + freshMs,
    ...opexOf(context),
    point: { lat: 0, lon: 0 },
    detail: [xmlElement('link', { uid, relation: 'none', type: 'none' }), xmlElement('__forcedelete')],
  };
}

function detailOf(track: Track, { name, probability }: Likeliest, context: CotContext): XmlNode[] {
  const { eastMps, northMps, evidence } = track;
  const speed = Math.sqrt(eastMps * eastMps + northMps * northMps);
  const courseDeg = (Math.atan2(eastMps, northMps) * 180) / Math.PI;
  const sources = evidence.sources === 1 ? '1 source' : `${evidence.sources} sources`;
  const words = [
    `${name} ${Math.round(probability * 100)} %`,
    `exists ${Math.round(track.existence * 100)} %`,
    `${track.status}`,
    `${evidence.status}: ${sources} (${evidence.kinds.join(', ')})`,
  ];
  return [
    xmlElement('contact', { callsign: `${standingWord(context)}${name} ${track.trackId}` }),
    xmlElement('track', { course: round(courseDeg < 0 ? courseDeg + 360 : courseDeg), speed: round(speed) }),
    xmlElement('remarks', {}, words.join('; ')),
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
