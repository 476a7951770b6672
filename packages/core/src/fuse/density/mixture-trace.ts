import { emissionDelayS } from '../../base/retard.ts';
import type { HeardSensor } from '../measure/heard-sensor.ts';
import { bendAt } from './mixture-motion.ts';
import { stateSize, type Mixture } from './mixture-state.ts';

const bend = new Float64Array(2);
/** Of the last component traced back: its place relative to the sensor, m, and how long before the mixture's time, s. */
export const emitted = { east: 0, north: 0, delayS: 0 };

/**
 * Where component k was, relative to the sensor, when it made what is heard at `heardMs`: back along its path by the time
 * the sound took and by the time that the report is older than the state. false where nothing of it can have arrived.
 */
export function traceBack(mixture: Mixture, k: number, sensor: HeardSensor, heardMs: number): boolean {
  const { model } = sensor;
  const { mean } = mixture;
  const m = k * stateSize;
  const lagS = (mixture.atMs - heardMs) / 1000;
  const vE = mean[m + 2];
  const vN = mean[m + 3];
  const dE = mean[m] - model.east;
  const dN = mean[m + 1] - model.north;
  let delayS = lagS;
  if (model.waveMps !== Infinity) {
    const up = mixture.heightM - model.heightM;
    const travelS = emissionDelayS(dE - lagS * vE, dN - lagS * vN, up, vE, vN, 0, model.waveMps);
    if (!(travelS >= 0)) return false;
    delayS += travelS;
    bendAt(bend, mixture, k, delayS);
    const east = dE - delayS * vE + bend[0];
    const north = dN - delayS * vN + bend[1];
    delayS = lagS + Math.sqrt(east * east + north * north + up * up) / model.waveMps;
  }
  bendAt(bend, mixture, k, delayS);
  emitted.delayS = delayS;
  emitted.east = dE - delayS * vE + bend[0];
  emitted.north = dN - delayS * vN + bend[1];
  return true;
}
