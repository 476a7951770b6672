import type { SensorEvent } from '../event/schema.ts';
import { enuFromGeodetic, localFromEnu, type Frame } from '../frame.ts';
import { wrapAngle } from '../geometry.ts';
import { waveMpsOf } from '../retard.ts';

/**
 * What a sensor can detect and what its silence means, worked out once from its `sensor` event. Targets are given as
 * east, north, up relative to the sensor, along the axes of the *sensor's own place* (`toLocal`).
 */
export interface SensorModel {
  readonly sensorId: string;
  readonly type: SensorEvent['sensor']['type'];
  readonly state: SensorEvent['state'];
  /** Its silence at a report time is a miss: it is up and reports at known times. */
  readonly silenceInforms: boolean;
  /**
   * Its report names all that it detects, so that what it leaves out was missed. Not where what is said is said of one target:
   * what a target broadcasts of itself, a person's sighting, another system's track.
   */
  readonly isExhaustive: boolean;
  /** Region ENU, m. */
  readonly east: number;
  readonly north: number;
  readonly up: number;
  readonly heightM: number;
  /** Row-major 3x3: from the region's axes to true east, north, up at the sensor. */
  readonly local: Float64Array;
  /** Infinity for light: what is seen is seen at once. */
  readonly waveMps: number;
  /** undefined: it reports when it likes. */
  readonly periodMs: number | undefined;
  readonly phaseMs: number;
  readonly minRangeM: number;
  /** Infinity where the sensor states none. */
  readonly maxRangeM: number;
  readonly minElevationRad: number;
  readonly seesBelowHorizon: boolean;
  readonly centreRad: number;
  readonly halfWidthRad: number;
  readonly pdMax: number;
  /** Infinity: pdMax anywhere in coverage. */
  readonly halfRangeM: number;
  readonly slope: number;
  readonly clutterPerReport: number;
  readonly outlier: number;
  readonly single: boolean;
  readonly sourceDb: number | undefined;
  readonly absorptionDbPerM: number;
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  readonly sigma: Readonly<NonNullable<SensorEvent['sensor']['sigma']>>;
  /** What can fail or lie together with it, e.g. "owner:o1", "network:lte-3"; its own id where it names nothing. */
  readonly domains: readonly string[];
}

/** Pd assumed where a sensor states none. */
const defaultPd = 0.5;
/** Earth radius times 4/3: how far radio bends round the earth (ITU-R P.453 standard refraction). */
const radioEarthM = (4 / 3) * 6_371_000;

export function createSensorModel(frame: Frame, event: SensorEvent): SensorModel {
  const { sensor } = event;
  const heightM = sensor.heightM ?? 0;
  const enu = enuFromGeodetic(frame, new Float64Array(3), sensor.latDeg, sensor.lonDeg, heightM);
  const coverage = sensor.coverage ?? {};
  return {
    sensorId: event.sensorId,
    type: sensor.type,
    state: event.state,
    silenceInforms: event.state === 'up' && sensor.periodMs !== undefined && sensor.type !== 'cooperative',
    isExhaustive: ['radar', 'acoustic', 'bearing'].includes(sensor.type),
    east: enu[0],
    north: enu[1],
    up: enu[2],
    heightM,
    local: localFromEnu(frame, sensor.latDeg, sensor.lonDeg),
    waveMps: sensor.wave === 'light' ? Infinity : (sensor.waveMps ?? waveMpsOf[sensor.wave]),
    periodMs: sensor.periodMs,
    phaseMs: sensor.phaseMs ?? 0,
    minRangeM: coverage.minRangeM ?? 0,
    maxRangeM: coverage.maxRangeM ?? Infinity,
    minElevationRad: coverage.minElevationRad ?? -Math.PI / 2,
    seesBelowHorizon: coverage.horizon !== true,
    centreRad: coverage.centreRad ?? 0,
    halfWidthRad: coverage.widthRad === undefined ? Math.PI : Math.min(Math.PI, coverage.widthRad / 2),
    pdMax: sensor.pd?.max ?? defaultPd,
    halfRangeM: sensor.pd?.halfRangeM ?? Infinity,
    slope: sensor.pd?.slope ?? 0.2,
    clutterPerReport: sensor.clutter?.perReport ?? 0,
    outlier: sensor.outlier ?? 0,
    single: sensor.single ?? false,
    sourceDb: sensor.level?.sourceDb,
    absorptionDbPerM: sensor.level?.absorptionDbPerM ?? 0,
    delayMinMs: sensor.delayMs?.min ?? 0,
    delayMaxMs: sensor.delayMs?.max ?? 0,
    sigma: sensor.sigma ?? {},
    domains: domainsOf(event),
  };
}

function domainsOf(event: SensorEvent): string[] {
  const named = Object.entries(event.domains ?? {}).map(([what, name]) => `${what}:${name}`);
  if (event.owner !== undefined) named.push(`owner:${event.owner}`);
  return named.length > 0 ? named : [`sensor:${event.sensorId}`];
}

/** A vector along the region's axes, turned to the sensor's own east, north, up. out may not be the input. */
export function toLocal(
  model: SensorModel,
  out: Float64Array,
  de: number,
  dn: number,
  du: number,
): Float64Array {
  const r = model.local;
  out[0] = r[0] * de + r[1] * dn + r[2] * du;
  out[1] = r[3] * de + r[4] * dn + r[5] * du;
  out[2] = r[6] * de + r[7] * dn + r[8] * du;
  return out;
}

/**
 * Probability of detection at a slant range, within coverage. `excessDb`: how much louder than typical the target is;
 * where the sensor hears levels, a louder target is heard as one nearer by that much spreading (20 log10 r).
 */
export function pdAtRange(model: SensorModel, rangeM: number, excessDb = 0): number {
  if (model.halfRangeM === Infinity) return model.pdMax;
  const heardAsM = excessDb === 0 ? rangeM : rangeM * Math.exp((-excessDb * Math.LN10) / 20);
  const steepness = (heardAsM - model.halfRangeM) / (model.slope * model.halfRangeM);
  return model.pdMax / (1 + Math.exp(steepness));
}

/**
 * Whether a target at local (east, north, up) metres from the sensor and at `targetHeightM` above the ellipsoid is where
 * the sensor could detect it: range, sector, elevation mask, and the horizon where the sensor has one.
 */
export function covers(
  model: SensorModel,
  east: number,
  north: number,
  up: number,
  targetHeightM: number,
): boolean {
  const ground2 = east * east + north * north;
  const range = Math.sqrt(ground2 + up * up);
  if (range > model.maxRangeM || range < model.minRangeM) return false;
  if (model.halfWidthRad < Math.PI) {
    if (Math.abs(wrapAngle(Math.atan2(east, north) - model.centreRad)) > model.halfWidthRad) return false;
  }
  if (model.minElevationRad > -Math.PI / 2) {
    if (up < Math.sqrt(ground2) * Math.tan(model.minElevationRad)) return false;
  }
  return model.seesBelowHorizon || Math.sqrt(ground2) <= horizonM(model.heightM, targetHeightM);
}

/** How far apart two heights above the ellipsoid still see each other over a 4/3 earth, m. */
export function horizonM(sensorHeightM: number, targetHeightM: number): number {
  return (
    Math.sqrt(2 * radioEarthM * Math.max(0, sensorHeightM)) +
    Math.sqrt(2 * radioEarthM * Math.max(0, targetHeightM))
  );
}

/** Probability of detection of a target at local (east, north, up); 0 outside coverage. */
export function pdAt(
  model: SensorModel,
  east: number,
  north: number,
  up: number,
  targetHeightM: number,
  excessDb = 0,
): number {
  if (!covers(model, east, north, up, targetHeightM)) return 0;
  return pdAtRange(model, Math.sqrt(east * east + north * north + up * up), excessDb);
}

/** Level in dB that arrives from a typical source at a slant range; NaN where the sensor states no level. */
export function levelAtRange(model: SensorModel, rangeM: number): number {
  if (model.sourceDb === undefined) return Number.NaN;
  const r = Math.max(1, rangeM);
  return model.sourceDb - (20 / Math.LN10) * Math.log(r) - model.absorptionDbPerM * r;
}

/** Number k of the report that a time by the sensor's clock belongs to: the nearest. NaN where it has no period. */
export function reportNumber(model: SensorModel, startMs: number, sensedMs: number): number {
  if (model.periodMs === undefined) return Number.NaN;
  return Math.round((sensedMs - startMs - model.phaseMs) / model.periodMs);
}

/** Time of report k by the sensor's clock. */
export function reportTimeMs(model: SensorModel, startMs: number, k: number): number {
  return startMs + model.phaseMs + k * (model.periodMs ?? Number.NaN);
}
