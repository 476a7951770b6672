/**
 * Whether a microphone that says it is up hears at all. Its silence is weighed with that, or one deaf microphone empties
 * the sky around it. A deaf one makes no false detections either, so silence speaks, slowly, against every sensor, and
 * faster where a sure track should have been heard; any detection clears it. And it is deaf, or a liar, throughout: its
 * tenth silence about a track tells little where nine before were against it, for either the track is not there or the
 * microphone does not hear.
 */
export interface HearingHealth {
  /** By sensor index: log odds that it is deaf. */
  deafLog: Float64Array;
}

/** Share of microphones that are covered, muted or lie: what is believed of each until it is heard. */
export const unreliableShare = 0.2;
const priorLog = Math.log(unreliableShare / (1 - unreliableShare));
const clearedLog = Math.log(0.002);
/** It never becomes more certain than this that a sensor is deaf. */
const mostLog = Math.log(50);
/** Silences of one sensor at one target are correlated (wind, terrain, aspect): each counts this much. */
const missWeight = 0.15;

export function createHearingHealth(): HearingHealth {
  return { deafLog: new Float64Array(0) };
}

function room(health: HearingHealth, sensor: number): void {
  if (sensor < health.deafLog.length) return;
  const larger = new Float64Array(Math.max(sensor + 1, health.deafLog.length * 2, 64)).fill(priorLog);
  larger.set(health.deafLog);
  health.deafLog = larger;
}

/**
 * Probability that the sensor hears, given that a track is there of which it has said `said` (natural log of how much
 * likelier its reports are with the track than without): what its silence was against the track is for its deafness.
 */
export function aliveOf(health: HearingHealth, sensor: number, said: number): number {
  room(health, sensor);
  return 1 / (1 + Math.exp(health.deafLog[sensor] - Math.min(0, said)));
}

export function clearDeaf(health: HearingHealth, sensor: number): void {
  room(health, sensor);
  health.deafLog[sensor] = clearedLog;
}

/** A silent report: `clutter` false detections were due on average, a sure track with probability `pd`. */
export function suspectDeaf(health: HearingHealth, sensor: number, clutter: number, pd: number): void {
  room(health, sensor);
  const against = Math.min(clutter, 0.2) - missWeight * Math.log(1 - Math.min(pd, 0.9));
  health.deafLog[sensor] = Math.min(mostLog, health.deafLog[sensor] + against);
}
