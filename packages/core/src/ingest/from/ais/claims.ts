import type { AisFields, AisMessage } from '../../../codec/ais/index.ts';
import type { SensorDescription } from '../../../base/event/index.ts';
import type { Claim, Place } from '../../report.ts';
import { believedMs, cooperativeReceiver, fixedMs } from '../../cooperative.ts';
import { mpsPerKnot, velocityOf } from '../../velocity.ts';

/** 1/10000 minute in a degree; types 17, 22, 23 and 27 have 1/10 minute. */
const finePerDegree = 600_000;
const coarsePerDegree = 600;

/** 95 % bound of 10 m with a high-accuracy receiver, else "above 10 m": GNSS without correction. */
const accurateSigmaM = 5;
const plainSigmaM = 15;
/** Long-range broadcasts have places of 1/10 minute. */
const coarseSigmaM = 60;

/**
 * Where a vessel or a rescue aircraft says it is; undefined for everything else (base stations, aids to navigation,
 * names, texts), and where the position is not available. Anyone can send it: it may explain a track, no more.
 */
export function aisClaim(heard: AisMessage, receivedMs: number): Claim | undefined {
  const { message } = heard;
  if (heard.own || !mobileTypes.has(message.type)) return undefined;
  const place = placeOf(message);
  if (place === undefined) return undefined;
  const isAircraft = message.type === 9;
  return {
    sensedMs: sensedMsOf(heard, receivedMs),
    measurement: {
      type: 'position',
      ...place,
      // The sea lies within 110 m of the ellipsoid; a rescue aircraft states its altitude, 4095 for none.
      heightM: isAircraft && message.alt !== undefined && message.alt < 4095 ? message.alt : 0,
      ...motionOf(message),
    },
    sigma: { positionM: sigmaOf(message) },
    classLikelihood: isAircraft ? { aircraft: 1, helicopter: 1 } : { surface: 1 },
    identity: { scheme: 'mmsi', id: String(message.mmsi).padStart(9, '0'), verified: false },
  };
}

const mobileTypes = new Set([1, 2, 3, 9, 18, 19, 27]);

function placeOf({ type, lat, lon }: AisFields): { latDeg: number; lonDeg: number } | undefined {
  if (lat === undefined || lon === undefined) return undefined;
  const perDegree = type === 27 ? coarsePerDegree : finePerDegree;
  const latDeg = lat / perDegree;
  const lonDeg = lon / perDegree;
  // 91 and 181 degrees mean "not available", and so do, in practice, both zero.
  if (Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180 || (lat === 0 && lon === 0)) return undefined;
  return { latDeg, lonDeg };
}

/** Speed in 1/10 knot (types 9 and 27: knots), course in 1/10 degree (type 27: degrees); each with its own "none". */
function motionOf({ type, speed, course }: AisFields): { eastMps?: number; northMps?: number } {
  if (speed === undefined || course === undefined) return {};
  const isLongRange = type === 27;
  const mostSpeed = isLongRange ? 62 : 1022;
  const courseDeg = isLongRange ? course : course / 10;
  if (speed > mostSpeed || courseDeg >= 360) return {};
  const knots = isLongRange || type === 9 ? speed : speed / 10;
  return velocityOf(knots * mpsPerKnot, courseDeg);
}

function sigmaOf({ type, accuracy }: AisFields): number {
  if (type === 27) return coarseSigmaM;
  return accuracy === true ? accurateSigmaM : plainSigmaM;
}

/** The receiver's time, refined by the second of the minute at which the position was fixed. */
function sensedMsOf({ message, statedMs }: AisMessage, receivedMs: number): number {
  const isBelieved = statedMs !== undefined && Math.abs(statedMs - receivedMs) <= believedMs;
  const heardMs = isBelieved ? statedMs : receivedMs;
  const { second } = message;
  if (second === undefined || second >= 60) return heardMs;
  return fixedMs(second * 1000, 60_000, heardMs);
}

/** VHF reaches some 75 km from a mast; ducts over warm sea carry it several times as far. */
const farthestM = 400_000;

export function aisReceiver(place: Place): SensorDescription {
  return cooperativeReceiver(place, farthestM, plainSigmaM);
}
