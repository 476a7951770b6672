import type { SensorDescription } from '../../../base/event/index.ts';
import type { AsterixRecord } from '../../../codec/asterix/index.ts';
import type { Claim, Place } from '../../report.ts';
import { unwrapTimeMs } from '../../unwrap.ts';
import { metresPerFoot } from '../../velocity.ts';
import { dayMs, degree, isSet, metresPerMile, numberAt, textAt } from './item.ts';

/** 001/141 is 16 bits of 1/128 s: it starts again every 512 s. */
const truncatedMs = 512_000;

/** Mean radius; over 474 km the ellipsoid differs by less than the height itself is wrong. */
const earthM = 6_371_000;
/** Pressure altitude against height above the ellipsoid: weather, and up to 100 m of geoid. */
const heightSigmaM = 250;
const metresPerLevel = 100 * metresPerFoot;

/** Why a plot is none of a target in the air; undefined where it may be one. */
export function noTargetBecause(record: AsterixRecord): string | undefined {
  if (isSet(record, '020', 'SIM')) return 'a simulated target';
  if (isSet(record, '020', 'TST')) return 'a test target';
  if (isSet(record, '020', 'RAB')) return "a fixed transponder's reply";
  if (isSet(record, '170', 'GHO')) return 'a ghost by the radar';
  if (numberAt(record, '020', 'TYP') === 0 && record.category === 48) return 'a track without detection';
  return undefined;
}

/**
 * 048 and 001: polar around the radar's site, slant range and azimuth from true north. Undefined where no place was
 * measured. A stated pressure altitude gives the elevation; it is the target's own word, with a sigma of 250 m.
 */
export function radarClaim(record: AsterixRecord, site: Place, receivedMs: number): Claim | undefined {
  const rho = numberAt(record, '040', 'RHO');
  const theta = numberAt(record, '040', 'THETA');
  if (rho === undefined || theta === undefined) return undefined;
  const rangeM = rho * metresPerMile;
  const heightM = heightOf(record);
  const elevation = heightM === undefined ? {} : elevationOf(rangeM, heightM, site.heightM ?? 0);
  const trackNumber = record.category === 48 ? numberAt(record, '161', 'TRN') : numberAt(record, '161');
  const address = record.category === 48 ? textAt(record, '220') : undefined;
  return {
    sensedMs: sensedMsOf(record, receivedMs),
    measurement: {
      type: 'rangeBearing',
      rangeM,
      bearingRad: theta * degree,
      ...(elevation.rad === undefined ? {} : { elevationRad: elevation.rad }),
    },
    ...(elevation.sigmaRad === undefined ? {} : { sigma: { elevationRad: elevation.sigmaRad } }),
    ...(address === undefined || address === '000000'
      ? {}
      : { identity: { scheme: 'icao24', id: address, verified: false } }),
    ...(trackNumber === undefined ? {} : { sourceTrackId: String(trackNumber) }),
  };
}

function sensedMsOf(record: AsterixRecord, receivedMs: number): number {
  const isTruncated = record.category === 1;
  const timeS = numberAt(record, isTruncated ? '141' : '140');
  if (timeS === undefined) return receivedMs;
  return unwrapTimeMs(timeS * 1000, isTruncated ? truncatedMs : dayMs, receivedMs);
}

/** Only what was validated and not garbled (090: V and G are 0). */
function heightOf(record: AsterixRecord): number | undefined {
  if (isSet(record, '090', 'V') || isSet(record, '090', 'G')) return undefined;
  const level = numberAt(record, '090', record.category === 48 ? 'FL' : 'HGT');
  return level === undefined ? undefined : level * metresPerLevel;
}

/** Of what is `rangeM` away in a straight line and `heightM` above a round earth. Empty where no such point exists. */
function elevationOf(rangeM: number, heightM: number, siteM: number): { rad?: number; sigmaRad?: number } {
  const from = earthM + siteM;
  const to = earthM + heightM;
  const sine = (to * to - from * from - rangeM * rangeM) / (2 * rangeM * from);
  if (!(Math.abs(sine) < 1)) return {};
  const cosine = Math.sqrt(1 - sine * sine);
  return { rad: Math.asin(sine), sigmaRad: Math.max(0.001, heightSigmaM / (rangeM * Math.max(cosine, 0.1))) };
}

/** What RHO of 048 can say. */
const farthestM = 256 * metresPerMile;

/**
 * How a radar is enrolled when nothing else is said of it. An air surveillance radar turns, and says of each target when
 * it saw it: it has no common time of report, so its silence does not count.
 */
export function radarAt({ latDeg, lonDeg, heightM = 0 }: Place): SensorDescription {
  return {
    type: 'radar',
    wave: 'light',
    latDeg,
    lonDeg,
    heightM,
    coverage: { maxRangeM: farthestM, horizon: true },
    pd: { max: 0.9 },
    sigma: { rangeM: 60, bearingRad: 0.0015 },
  };
}
