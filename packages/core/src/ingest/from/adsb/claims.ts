import type { DetectionEvent } from '../../../base/event/index.ts';
import type { AdsbMessage, Aircraft } from '../../../codec/adsb/index.ts';

/** What a sensor states of a detection; the edge adds who and when it came. */
export type AdsbClaim = Pick<
  DetectionEvent,
  'sensedMs' | 'measurement' | 'sigma' | 'classLikelihood' | 'identity' | 'sourceTrackId'
>;

const metresPerFoot = 0.3048;
const mpsPerKnot = 1852 / 3600;
const degree = Math.PI / 180;

/** A stated time further from the receiver's than this is another clock's or another zone's: the arrival stands for it. */
const believedMs = 10_000;

/** A velocity older than this says nothing of a position. */
const velocityHeldMs = 10_000;

/**
 * 95 % bound of position error by navigation accuracy category, m (DO-260B table 2-70, NACp 1-11); a sigma is a
 * 2.45th of it (two dimensions).
 */
const accuracyM = [undefined, 18_520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3];
const sigmasInBound = 2.45;

interface Heard {
  receivedMs: number;
  eastMps?: number;
  northMps?: number;
  upMps?: number;
  heightM?: number;
  category?: string;
}

/**
 * Joins one receiver's messages: SBS says position and velocity in lines of their own. Holds the last 10,000 aircraft,
 * the one heard longest ago is forgotten first.
 */
export class AdsbClaims {
  readonly #heard = new Map<string, Heard>();
  readonly #capacity = 10_000;

  /** undefined where the message bears no position (then it is remembered), or stands on the ground. */
  claimFrom(message: AdsbMessage, receivedMs: number): AdsbClaim | undefined {
    const { aircraft } = message;
    const heard = this.#remember(aircraft, receivedMs);
    if (aircraft.lat === undefined || aircraft.lon === undefined) return undefined;
    const isClaim = aircraft.alt_baro !== 'ground';
    if (!isClaim) return undefined;
    const measurement: AdsbClaim['measurement'] = {
      type: 'position',
      latDeg: aircraft.lat,
      lonDeg: aircraft.lon,
      ...(heard.heightM === undefined ? {} : { heightM: heard.heightM }),
      ...(heard.eastMps === undefined ? {} : { eastMps: heard.eastMps, northMps: heard.northMps }),
      ...(heard.upMps === undefined ? {} : { upMps: heard.upMps }),
    };
    const positionM = positionSigmaM(aircraft);
    return {
      sensedMs: sensedMsOf(message, receivedMs),
      measurement,
      ...(positionM === undefined ? {} : { sigma: { positionM } }),
      classLikelihood: likelihoodOf(heard.category),
      ...nameOf(aircraft.hex),
    };
  }

  #remember(aircraft: Aircraft, receivedMs: number): Heard {
    const known = this.#heard.get(aircraft.hex);
    this.#heard.delete(aircraft.hex);
    if (this.#heard.size >= this.#capacity) {
      const [oldest] = this.#heard.keys();
      this.#heard.delete(oldest);
    }
    const isRecent = known !== undefined && receivedMs - known.receivedMs <= velocityHeldMs;
    const category = aircraft.category ?? known?.category;
    const heard: Heard = { ...(isRecent ? known : {}), ...motionOf(aircraft), receivedMs };
    if (category !== undefined) heard.category = category;
    this.#heard.set(aircraft.hex, heard);
    return heard;
  }
}

function motionOf(aircraft: Aircraft): Omit<Heard, 'receivedMs'> {
  const motion: Omit<Heard, 'receivedMs'> = {};
  if (aircraft.gs !== undefined && aircraft.track !== undefined) {
    motion.eastMps = aircraft.gs * mpsPerKnot * Math.sin(aircraft.track * degree);
    motion.northMps = aircraft.gs * mpsPerKnot * Math.cos(aircraft.track * degree);
  }
  const rate = aircraft.geom_rate ?? aircraft.baro_rate;
  if (rate !== undefined) motion.upMps = (rate * metresPerFoot) / 60;
  // Pressure altitude stands in where no height above the ellipsoid is sent: within some hundred metres of it.
  const feet = aircraft.alt_geom ?? aircraft.alt_baro;
  if (typeof feet === 'number') motion.heightM = feet * metresPerFoot;
  return motion;
}

function sensedMsOf(message: AdsbMessage, receivedMs: number): number {
  const ageMs = (message.aircraft.seen_pos ?? 0) * 1000;
  const { statedMs } = message;
  const isBelieved = statedMs !== undefined && Math.abs(statedMs - receivedMs) <= believedMs;
  return (isBelieved ? statedMs : receivedMs) - ageMs;
}

function positionSigmaM(aircraft: Aircraft): number | undefined {
  const boundM = accuracyM[aircraft.nac_p ?? 0] ?? (aircraft.rc === 0 ? undefined : aircraft.rc);
  return boundM === undefined ? undefined : boundM / sigmasInBound;
}

/** Emitter category A7 is a rotorcraft; B6 an unmanned aircraft of any kind (DO-260B 2.2.3.2.5.2). */
function likelihoodOf(category: string | undefined): Record<string, number> {
  if (category === 'A7') return { helicopter: 1, aircraft: 0.05 };
  if (category === 'B6') return { recon: 1, multirotor: 1, aircraft: 0.5 };
  return { aircraft: 1, helicopter: category === undefined || category === 'A0' ? 0.2 : 0.02 };
}

/** `~` stands before an address that is no ICAO address: a number of the receiver's own. */
function nameOf(hex: string): Pick<AdsbClaim, 'identity' | 'sourceTrackId'> {
  if (hex.startsWith('~')) return { sourceTrackId: hex };
  return { identity: { scheme: 'icao24', id: hex, verified: false } };
}
