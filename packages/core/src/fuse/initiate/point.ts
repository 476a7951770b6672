import type { Frame } from '../../base/frame.ts';
import { upAtHeight } from '../../base/frame.ts';
import { toLocal } from '../../base/sensor-model/index.ts';
import { birthSpeedMps, modeCount, modeShare } from '../density/modes.ts';
import { leastClutter } from '../learn/report-rates.ts';
import { maxRows } from '../measure/rows.ts';
import type { Values } from '../measure/values.ts';
import { highestM, isOpen, lowestM, openPd, pdOverHeights } from '../measure/visible.ts';
import type { Report, Sensor } from '../sensors/sensor.ts';
import { intensityAt, type Intensity } from './intensity.ts';
import { bearingBirthDensity } from './triangulate.ts';

/** Range assumed for sensors that state none, m. */
const assumedReachM = 100_000;
/** Range rates over which false detections are spread where a sensor measures them, m/s. */
const falseRateSpanMps = 200;

/**
 * Density of false detections in the measurement's own units: what a report states, spread evenly over the sensor's coverage
 * in its own coordinates.
 */
export function clutterDensity(sensor: Sensor, values: Values): number {
  const { model } = sensor;
  const reach = Math.min(model.maxRangeM, assumedReachM);
  const perReport = Math.max(leastClutter, sensor.clutterPerReport);
  const width = 2 * model.halfWidthRad;
  switch (values.shape) {
    case 'bearing':
      return perReport / width;
    case 'range-bearing':
      return perReport / (width * (reach - model.minRangeM));
    case 'range-bearing-rate':
      return perReport / (width * (reach - model.minRangeM) * falseRateSpanMps);
    default:
      return perReport / (Math.PI * reach * reach) / (values.shape === 'position' ? 1 : 1e4);
  }
}

const relative = new Float64Array(3);

/** Region east, north and up of a range-bearing or position value, on the surface at height 0, into out. */
export function placeOf(out: Float64Array, frame: Frame, sensor: Sensor, values: Values, j: number): void {
  const z = j * maxRows;
  if (values.shape === 'position' || values.shape === 'position-velocity') {
    out[0] = values.z[z];
    out[1] = values.z[z + 1];
    return;
  }
  const { model } = sensor;
  const r = model.local;
  const range = values.z[z];
  const sin = Math.sin(values.z[z + 1]);
  const cos = Math.cos(values.z[z + 1]);
  // The slant range's ground part follows from where the surface is below that place: one round suffices.
  let up = 0;
  let ground = range;
  for (let round = 0; round < 2; round++) {
    const east = ground * sin;
    const north = ground * cos;
    out[0] = model.east + r[0] * east + r[3] * north + r[6] * up;
    out[1] = model.north + r[1] * east + r[4] * north + r[7] * up;
    const rise = upAtHeight(frame, out[0], out[1], 0) - model.up;
    toLocal(model, relative, out[0] - model.east, out[1] - model.north, rise);
    up = relative[2];
    ground = Math.sqrt(Math.max(0, range * range - up * up));
  }
}

const place = new Float64Array(2);

/** As `placeOf`, as if the earth were flat: within 100 m below 100 km, for looking up a cell. */
function roughPlaceOf(out: Float64Array, sensor: Sensor, values: Values, j: number): void {
  const z = j * maxRows;
  out[0] = values.z[z];
  out[1] = values.z[z + 1];
  if (values.shape === 'position' || values.shape === 'position-velocity') return;
  const { model } = sensor;
  const east = values.z[z] * Math.sin(values.z[z + 1]);
  const north = values.z[z] * Math.cos(values.z[z + 1]);
  out[0] = model.east + model.local[0] * east + model.local[3] * north;
  out[1] = model.north + model.local[1] * east + model.local[4] * north;
}

/**
 * Density, in the measurement's own units, of detections of targets found for the first time: intensity of undetected
 * targets there, times Pd, times area per unit of measurement.
 */
export function birthDensity(intensity: Intensity, report: Report, values: Values, j: number): number {
  const { sensor } = report;
  const { model } = sensor;
  const z = j * maxRows;
  if (values.shape === 'bearing') return bearingBirthDensity(intensity, report);
  roughPlaceOf(place, sensor, values, j);
  const undetected = intensityAt(intensity, place[0], place[1], report.sensedMs);
  if (values.shape === 'position') return undetected;
  if (values.shape === 'position-velocity') return undetected * velocityDensity(values, z);
  const rangeM = values.z[z];
  const pd = isOpen(model)
    ? openPd(model, rangeM)
    : pdOverHeights(model, 0, rangeM, rangeM, lowestM, highestM);
  const perPolar = undetected * pd * values.z[z];
  if (values.shape === 'range-bearing') return perPolar;
  return perPolar * rateDensity(values.z[z + 2], values.variance[z + 2]);
}

function rateDensity(rateMps: number, variance: number): number {
  let density = 0;
  for (let mode = 0; mode < modeCount; mode++) {
    const s2 = birthSpeedMps[mode] * birthSpeedMps[mode] + variance;
    density += (modeShare[mode] * Math.exp((-0.5 * rateMps * rateMps) / s2)) / Math.sqrt(2 * Math.PI * s2);
  }
  return density;
}

function velocityDensity(values: Values, z: number): number {
  const vE = values.z[z + 2];
  const vN = values.z[z + 3];
  let density = 0;
  for (let mode = 0; mode < modeCount; mode++) {
    const s2 = birthSpeedMps[mode] * birthSpeedMps[mode] + values.variance[z + 2];
    density += (modeShare[mode] * Math.exp((-0.5 * (vE * vE + vN * vN)) / s2)) / (2 * Math.PI * s2);
  }
  return density;
}

const spot = new Float64Array(2);

/** Region covariance (ee, en, nn) of the place a detection gives, into out[2…4]; place into out[0…1]. */
export function birthPlace(out: Float64Array, frame: Frame, sensor: Sensor, values: Values, j: number): void {
  const z = j * maxRows;
  placeOf(spot, frame, sensor, values, j);
  out[0] = spot[0];
  out[1] = spot[1];
  if (values.shape === 'position' || values.shape === 'position-velocity') {
    out[2] = out[4] = values.variance[z];
    out[3] = 0;
    return;
  }
  const range = values.z[z];
  const r = sensor.model.local;
  const se = Math.sin(values.z[z + 1]);
  const sn = Math.cos(values.z[z + 1]);
  const alongE = se * r[0] + sn * r[3];
  const alongN = se * r[1] + sn * r[4];
  const acrossE = sn * r[0] - se * r[3];
  const acrossN = sn * r[1] - se * r[4];
  const along = values.variance[z];
  const across = range * range * values.variance[z + 1];
  out[2] = along * alongE * alongE + across * acrossE * acrossE;
  out[3] = along * alongE * alongN + across * acrossE * acrossN;
  out[4] = along * alongN * alongN + across * acrossN * acrossN;
}
