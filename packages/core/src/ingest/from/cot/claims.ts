import type { SensorDescription } from '../../../base/event/index.ts';
import { cotAtomOf, cotUnknown, type CotEvent } from '../../../codec/cot/index.ts';
import { attributeOf, isElement } from '../../../codec/xml/index.ts';
import { refused, type Claim, type Place, type RefusedReport } from '../../report.ts';
import { velocityOf } from '../../velocity.ts';

/** Before the uid of every event that we send: one that comes back is our own echo. */
export const ownUidPrefix = 'kentongan.';

/** Where ATAK has no better guess, "unknown" is written as 9999999, and now and then as a little less. */
const unknownFromM = 9_000_000;

/**
 * A thing in the air or at sea that another system says is there. undefined for what is about something else (messages
 * between programs, drawings, people and vehicles on the ground, our own echo); a refusal for what should have been one.
 */
export function cotClaim(event: CotEvent): Claim | RefusedReport | undefined {
  const atom = cotAtomOf(event.type);
  if (atom === undefined || event.uid.startsWith(ownUidPrefix)) return undefined;
  const likelihood = likelihoodOf(atom.kind);
  if (likelihood === undefined) return undefined;
  const { point, timeMs, startMs, staleMs, uid } = event;
  if (!(staleMs > startMs)) return refused(undefined, 'stale after start', `${(staleMs - startMs) / 1000} s`);
  const isNowhere = point.lat === 0 && point.lon === 0;
  if (isNowhere) return refused(undefined, 'a position', 'latitude and longitude 0');
  const positionM = known(point.ce);
  return {
    sensedMs: timeMs,
    measurement: {
      type: 'position',
      latDeg: point.lat,
      lonDeg: point.lon,
      ...heightOf(point.hae),
      ...motionOf(event),
    },
    // ce is one sigma of a circle (MITRE's Event schema); 0 is written by who knows none.
    ...(positionM === undefined || positionM === 0 ? {} : { sigma: { positionM } }),
    // Merely `air` tells nothing of the class.
    ...(Object.keys(likelihood).length === 0 ? {} : { classLikelihood: likelihood }),
    sourceTrackId: uid.slice(0, 128),
  };
}

function known(valueM: number | undefined): number | undefined {
  return valueM === undefined || valueM < 0 || valueM >= unknownFromM ? undefined : valueM;
}

function heightOf(hae: number | undefined): { heightM?: number } {
  const isKnown = hae !== undefined && hae > -1000 && hae < Math.min(cotUnknown, 100_000);
  return isKnown ? { heightM: hae } : {};
}

/** `<track course speed>`: degrees from true north, metres per second. */
function motionOf(event: CotEvent): { eastMps?: number; northMps?: number } {
  const track = event.detail.find(
    (node) => typeof node !== 'string' && isElement(node) && node.name === 'track',
  );
  if (track === undefined || typeof track === 'string' || !isElement(track)) return {};
  const speed = Number(attributeOf(track, 'speed') ?? 'none');
  const course = Number(attributeOf(track, 'course') ?? 'none');
  const isKnown = speed >= 0 && speed < 10_000 && course >= -360 && course <= 360;
  return isKnown ? velocityOf(speed, course) : {};
}

/**
 * What a kind of MIL-STD-2525 speaks for. `A-M-F-Q` is any fixed-wing drone; that someone calls a thing a civil
 * aircraft weighs a factor of 20 at most. undefined: on or under the ground, or no kind at all.
 */
function likelihoodOf(kind: string): Record<string, number> | undefined {
  const forged = { 'one-way': 0.05, jet: 0.05, loitering: 0.05 };
  const [battle] = kind.split('-');
  if (battle === 'S') return { surface: 1 };
  if (battle === 'U') return { underwater: 1 };
  if (battle !== 'A') return undefined;
  if (/^A-.-F-[qQ]/.test(kind)) return { 'one-way': 1, jet: 1, loitering: 1, recon: 1, multirotor: 0.2 };
  if (/^A-.-H-[qQ]/.test(kind)) return { multirotor: 1, loitering: 0.5, recon: 0.3, helicopter: 0.2 };
  if (kind.startsWith('A-W-M')) return { cruise: 1, ballistic: 1, jet: 0.5, 'one-way': 0.3 };
  if (/^A-.-H/.test(kind)) return { helicopter: 1, multirotor: 0.3, ...forged };
  if (/^A-.-F/.test(kind)) return { aircraft: 1, recon: 0.2, ...forged };
  return {};
}

/** A TAK server or a mesh of TAK clients: where its eyes are is not known, and its silence says nothing. */
export function takSystemAt({ latDeg, lonDeg, heightM = 0 }: Place): SensorDescription {
  return { type: 'system', wave: 'light', latDeg, lonDeg, heightM, sigma: { positionM: 100 } };
}
