import type { SensorDescription } from '../../../base/event/index.ts';
import type { AdsbMessage, Aircraft } from '../../../codec/adsb/index.ts';
import type { AsterixRecord } from '../../../codec/asterix/index.ts';
import type { Claim, Place } from '../../report.ts';
import { unwrapTimeMs } from '../../unwrap.ts';
import { metresPerFoot, mpsPerKnot } from '../../velocity.ts';
import { dayMs, degree, isSet, metresPerMile, numberAt, textAt } from './item.ts';

/** Why a record of 062, 021 or 015 is none of a target now; undefined where it may be one. */
export function noReportBecause(record: AsterixRecord): string | undefined {
  switch (record.category) {
    case 62:
      if (isSet(record, '080', 'SIM')) return 'a simulated track';
      if (isSet(record, '080', 'TSE')) return 'the end of a track';
      return isSet(record, '080', 'CST') ? 'a coasted track' : undefined;
    case 21:
      if (isSet(record, '040', 'SIM')) return 'a simulated target';
      if (isSet(record, '040', 'TST')) return 'a test target';
      return isSet(record, '040', 'RAB') ? "a fixed transponder's report" : undefined;
    default:
      if ((numberAt(record, '020', 'TTAX') ?? 0) !== 0) return 'a reference, synthetic or simulated target';
      return numberAt(record, '000', 'MT') === trackEnd ? 'the end of a track' : undefined;
  }
}

const trackEnd = 5;

/** 062: another system's track, a position with velocity. Velocity is along the system's own axes, taken for true north's. */
export function systemTrackClaim(record: AsterixRecord, receivedMs: number): Claim | undefined {
  const latDeg = numberAt(record, '105', 'LAT');
  const lonDeg = numberAt(record, '105', 'LON');
  if (latDeg === undefined || lonDeg === undefined) return undefined;
  const heightM = trackHeightM(record);
  const eastMps = numberAt(record, '185', 'VX');
  const northMps = numberAt(record, '185', 'VY');
  const climb = numberAt(record, '220');
  const positionM = trackSigmaM(record);
  const address = textAt(record, '380', 'ADR');
  const number = numberAt(record, '040');
  return {
    sensedMs: timeOf(record, '070', receivedMs),
    measurement: {
      type: 'position',
      latDeg,
      lonDeg,
      ...(heightM === undefined ? {} : { heightM }),
      ...(eastMps === undefined || northMps === undefined ? {} : { eastMps, northMps }),
      ...(climb === undefined ? {} : { upMps: (climb * metresPerFoot) / 60 }),
    },
    ...(positionM === undefined ? {} : { sigma: { positionM } }),
    ...(address === undefined ? {} : { identity: { scheme: 'icao24', id: address, verified: false } }),
    ...(number === undefined ? {} : { sourceTrackId: String(number) }),
  };
}

/** Geometric altitude in feet; else the measured or the calculated flight level. */
function trackHeightM(record: AsterixRecord): number | undefined {
  const feet = numberAt(record, '130');
  if (feet !== undefined) return feet * metresPerFoot;
  const level = numberAt(record, '136') ?? numberAt(record, '135', 'CTB');
  return level === undefined ? undefined : level * 100 * metresPerFoot;
}

/** 500/APC: standard deviations along the system's axes; 500/APW: of latitude and longitude, degrees. */
function trackSigmaM(record: AsterixRecord): number | undefined {
  const x = numberAt(record, '500', 'APC', 'X');
  const y = numberAt(record, '500', 'APC', 'Y');
  if (x !== undefined && y !== undefined) return meanSigma(x, y);
  const lat = numberAt(record, '500', 'APW', 'LAT');
  const lon = numberAt(record, '500', 'APW', 'LON');
  const latDeg = numberAt(record, '105', 'LAT') ?? 0;
  if (lat === undefined || lon === undefined) return undefined;
  return meanSigma(lat * metresPerDegree, lon * metresPerDegree * Math.cos(latDeg * degree));
}

const metresPerDegree = 111_200;

/** undefined where both are 0: nobody knows that well, it was not filled in. */
function meanSigma(xM: number, yM: number): number | undefined {
  const sigmaM = Math.sqrt((xM * xM + yM * yM) / 2);
  return sigmaM > 0 ? sigmaM : undefined;
}

/**
 * 021: an ADS-B report, in ADS-B's own words, so that it is judged as one heard here. Editions 2.x have the time of
 * applicability (071) or of reception (073); 0.26 has 030, another code for a true ICAO address, and accuracies of its
 * own that are not used.
 */
export function adsbMessageOf(record: AsterixRecord, receivedMs: number): AdsbMessage | undefined {
  const hex = textAt(record, '080');
  const lat = numberAt(record, '131', 'LAT') ?? numberAt(record, '130', 'LAT');
  const lon = numberAt(record, '131', 'LON') ?? numberAt(record, '130', 'LON');
  if (hex === undefined || lat === undefined || lon === undefined) return undefined;
  const isOldEdition = numberAt(record, '030') !== undefined;
  const isIcao = (numberAt(record, '040', 'ATP') ?? 0) === (isOldEdition ? 1 : 0);
  const level = numberAt(record, '145');
  const aircraft: Aircraft = {
    hex: isIcao ? hex : `~${hex}`,
    lat,
    lon,
    ...defined({
      alt_geom: numberAt(record, '140'),
      alt_baro: isSet(record, '040', 'GBS') ? 'ground' : level === undefined ? undefined : level * 100,
      gs: groundKnots(record),
      track: numberAt(record, '160', 'TA'),
      geom_rate: numberAt(record, '157', 'GVR') ?? numberAt(record, '157'),
      baro_rate: numberAt(record, '155', 'BVR') ?? numberAt(record, '155'),
      nac_p: numberAt(record, '090', 'NACP'),
      category: categoryOf(numberAt(record, '020')),
    }),
  };
  const item = ['071', '073', '030'].find((name) => numberAt(record, name) !== undefined);
  const statedMs = item === undefined ? undefined : timeOf(record, item, receivedMs);
  return { aircraft, at: 0, ...(statedMs === undefined ? {} : { statedMs }) };
}

function groundKnots(record: AsterixRecord): number | undefined {
  const milesPerS = numberAt(record, '160', 'GS');
  return milesPerS === undefined ? undefined : (milesPerS * metresPerMile) / mpsPerKnot;
}

/** 021/020 in the letters of DO-260B: 10 is a rotorcraft, 13 an unmanned aircraft, 1 to 6 aeroplanes by weight. */
function categoryOf(emitter: number | undefined): string | undefined {
  if (emitter === 10) return 'A7';
  if (emitter === 13) return 'B6';
  return emitter !== undefined && emitter >= 1 && emitter <= 6 ? `A${emitter}` : undefined;
}

/**
 * 015, independent non-cooperative surveillance (passive radar): a position in WGS 84, or slant range and azimuth around
 * the sensor, or an azimuth alone.
 */
export function incsClaim(record: AsterixRecord, receivedMs: number): Claim | undefined {
  const measurement = incsMeasurement(record);
  if (measurement === undefined) return undefined;
  const number = numberAt(record, '161');
  const x = numberAt(record, '600', 'HPP', 'SDHPX');
  const y = numberAt(record, '600', 'HPP', 'SDHPY');
  const positionM =
    measurement.type === 'position' && x !== undefined && y !== undefined ? meanSigma(x, y) : undefined;
  return {
    sensedMs: timeOf(record, '145', receivedMs),
    measurement,
    ...(positionM === undefined ? {} : { sigma: { positionM } }),
    ...(number === undefined ? {} : { sourceTrackId: String(number) }),
  };
}

function incsMeasurement(record: AsterixRecord): Claim['measurement'] | undefined {
  const latDeg = numberAt(record, '600', 'P84', 'LATITUDE');
  const lonDeg = numberAt(record, '600', 'P84', 'LONGITUDE');
  const heightM = numberAt(record, '601', 'GH');
  if (latDeg !== undefined && lonDeg !== undefined) {
    const velocity = defined({
      eastMps: numberAt(record, '602', 'HV', 'X'),
      northMps: numberAt(record, '602', 'HV', 'Y'),
      upMps: numberAt(record, '604', 'VV'),
    });
    return { type: 'position', latDeg, lonDeg, ...defined({ heightM }), ...velocity };
  }
  const rangeM = numberAt(record, '625', 'R');
  const azimuthDeg = numberAt(record, '627', 'AZ');
  const elevationDeg = numberAt(record, '628', 'EL');
  if (azimuthDeg === undefined) return undefined;
  const elevation = elevationDeg === undefined ? {} : { elevationRad: elevationDeg * degree };
  const bearingRad = azimuthDeg * degree;
  if (rangeM === undefined || rangeM < 0) return { type: 'bearing', bearingRad, ...elevation };
  return { type: 'rangeBearing', rangeM, bearingRad, ...elevation };
}

function timeOf(record: AsterixRecord, item: string, receivedMs: number): number {
  const timeS = numberAt(record, item);
  return timeS === undefined ? receivedMs : unwrapTimeMs(timeS * 1000, dayMs, receivedMs);
}

function defined<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

/** Another system's tracks, from wherever it has sensors: no coverage is known, and silence says nothing. */
export function trackingSystemAt({ latDeg, lonDeg, heightM = 0 }: Place): SensorDescription {
  return { type: 'system', wave: 'light', latDeg, lonDeg, heightM, sigma: { positionM: 100 } };
}
