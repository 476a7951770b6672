import type { SensorDescription, SensorEvent } from '@kentongan/core/base/event';
import type { SensorModel } from '@kentongan/core/base/sensor-model';

/** One sensor as it really is: what it says of itself, and what it does not know. */
export interface Site {
  sensorId: string;
  owner: string;
  /** For people: what it is and which town is nearest. */
  name: string;
  /** What it says of itself. */
  sensor: SensorDescription;
  /** The same, worked out. */
  model: SensorModel;
  /** `down` from the start: it says so and is silent. */
  state: 'up' | 'down';
  /** Up, and never hears anything. */
  isDeaf: boolean;
  /** What it makes up: drones that are not there, or nothing, ever. */
  lie: 'fakes' | 'silence' | undefined;
  /** Its clock minus true time. */
  clockMs: number;
  /** When its network is gone, s since the start; from `staleS` on it is said to be stale. */
  outages: { fromS: number; toS: number; staleS: number }[];
  /** How much louder than usual its surroundings are, dB: a slow swing. */
  noise: { amplitudeDb: number; periodS: number; phaseRad: number };
}

export function noiseDbAt({ noise }: Site, atS: number): number {
  return noise.amplitudeDb * Math.sin((2 * Math.PI * atS) / noise.periodS + noise.phaseRad);
}

export function isCutOff(site: Site, atS: number): boolean {
  return site.outages.some(({ fromS, toS }) => atS >= fromS && atS < toS);
}

/** The state that it is said to have at a time. */
export function statedState(site: Site, atS: number): SensorEvent['state'] {
  if (site.state === 'down') return 'down';
  return site.outages.some(({ staleS, toS }) => atS >= staleS && atS < toS) ? 'stale' : 'up';
}
