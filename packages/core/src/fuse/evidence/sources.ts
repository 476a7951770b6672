import type { DetectionEvent } from '../../base/event/index.ts';
import type { Sensor } from '../sensors/sensor.ts';

/** Who said something first: a sensor, or the origin whose words a sensor relays. */
export interface Source {
  readonly kind: string;
  readonly domains: readonly string[];
  /** How often it reports, where it reports steadily, ms. */
  readonly periodMs?: number;
}

/** Most sources known at once: sensors and origins; a relay whose origin no longer fits counts as its sensor. */
const sourceListCapacity = 262_144;

export interface Sources {
  readonly list: Source[];
  /** By what was said first. */
  readonly indexOf: Map<string, number>;
  /** By sensor index. */
  readonly ofSensor: (number | undefined)[];
}

export function createSources(): Sources {
  return { list: [], indexOf: new Map(), ofSensor: [] };
}

/** Index of the source of a detection in `sources.list`. */
export function sourceOf(sources: Sources, sensor: Sensor, detection: DetectionEvent): number {
  const { origin } = detection;
  if (origin === undefined) return sourceOfSensor(sources, sensor);
  const known = sources.indexOf.get(origin);
  if (known !== undefined) return known;
  if (sources.list.length >= sourceListCapacity) return sourceOfSensor(sources, sensor);
  const source = { kind: sensor.model.type, domains: [`origin:${origin}`] };
  sources.indexOf.set(origin, sources.list.length);
  return sources.list.push(source) - 1;
}

/** Index of a sensor that speaks for itself. */
export function sourceOfSensor(sources: Sources, sensor: Sensor): number {
  const known = sources.ofSensor[sensor.index];
  // A hole of the list comes back from a snapshot as null.
  if (typeof known === 'number') return known;
  const { type, domains, periodMs } = sensor.model;
  const index = sources.list.push({ kind: type, domains, periodMs }) - 1;
  sources.ofSensor[sensor.index] = index;
  return index;
}
