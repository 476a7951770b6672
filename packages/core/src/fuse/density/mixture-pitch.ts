import type { HeardSensor } from '../measure/heard-sensor.ts';
import { sightFrom, type SightLine } from './mixture-heard.ts';
import type { Mixture } from './mixture-state.ts';

/**
 * The pitch of an engine tells sources apart: what is heard at f was made at f0 = f (1 + v / c), with v the speed at which
 * the source went away from the sensor (Doppler). A track learns its f0 by a scalar Kalman filter and is then asked how
 * well a claim's pitch fits. The velocity is not corrected by it: f0 and velocity are learned from the same pitch, and
 * their correlation is not kept.
 */

/** Hz over which the pitches of what else is heard are spread. */
const pitchSpanHz = 120;
/** A pitch that does not fit at all counts this much: it may be a harmonic, or misheard. */
const misheard = 0.03;
/** Sigma assumed where a sensor states none, Hz; and the wander of an engine's speed, Hz²/s. */
const assumedSigmaHz = 1.5;
const wander = 0.02;
const leastVariance = 1;

const line: SightLine = { recedingMps: 0, recedingVariance: 0 };

function sigma2Of(sensor: HeardSensor): number {
  const sigma = sensor.model.sigma.frequencyHz ?? assumedSigmaHz;
  return sigma * sigma;
}

function waveOf(sensor: HeardSensor): number {
  return sensor.model.waveMps === Infinity ? 343 : sensor.model.waveMps;
}

/** Likelihood of a pitch, against that of any pitch: 1 where the track's own is not yet known. */
export function pitchFit(
  mixture: Mixture,
  sensor: HeardSensor,
  heardMs: number,
  frequencyHz: number,
): number {
  if (mixture.pitchVariance === Infinity || !sightFrom(line, mixture, sensor, heardMs)) return 1;
  const wave = waveOf(sensor);
  const expected = mixture.pitchHz / (1 + line.recedingMps / wave);
  const perMps = expected / wave;
  const variance =
    sigma2Of(sensor) + mixture.pitchVariance + perMps * perMps * line.recedingVariance + leastVariance;
  const off = frequencyHz - expected;
  const fit = (pitchSpanHz * Math.exp((-0.5 * off * off) / variance)) / Math.sqrt(2 * Math.PI * variance);
  return misheard + (1 - misheard) * fit;
}

/** Takes a pitch that is this track's with probability `weight` into its own. */
export function learnPitch(
  mixture: Mixture,
  sensor: HeardSensor,
  heardMs: number,
  frequencyHz: number,
  weight: number,
): void {
  if (!sightFrom(line, mixture, sensor, heardMs)) return;
  const wave = waveOf(sensor);
  const made = frequencyHz * (1 + line.recedingMps / wave);
  const perMps = frequencyHz / wave;
  const noise = (sigma2Of(sensor) + perMps * perMps * line.recedingVariance + leastVariance) / weight;
  if (mixture.pitchVariance === Infinity) {
    mixture.pitchHz = made;
    mixture.pitchVariance = noise;
  } else {
    const before = mixture.pitchVariance + wander * Math.max(0, (heardMs - mixture.pitchMs) / 1000);
    const gain = before / (before + noise);
    mixture.pitchHz += gain * (made - mixture.pitchHz);
    mixture.pitchVariance = Math.max(leastVariance, before * (1 - gain));
  }
  mixture.pitchMs = heardMs;
}
