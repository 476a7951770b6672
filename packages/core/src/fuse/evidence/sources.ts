import type { DetectionEvent } from '../../base/event/index.ts';
import type { Sensor } from '../sensors/sensor.ts';

/** Who said something first: a sensor, or the origin whose words a sensor relays. */
export interface Source {
  readonly kind: string;
  readonly domains: readonly string[];
}

/** Most sources known at once: sensors and origins; a relay whose origin no longer fits counts as its sensor. */
const sourceListCapacity = 262_144;

export interface Sources {
  readonly list: Source[];
  readonly indexOf: Map<string, number>;
}

export function createSources(): Sources {
  return { list: [], indexOf: new Map() };
}

/** Index of the source of a detection in `sources.list`. */
export function sourceOf(sources: Sources, sensor: Sensor, detection: DetectionEvent): number {
  const { origin } = detection;
  if (origin === undefined) return sourceOfSensor(sources, sensor);
  const known = sources.indexOf.get(`o ${origin}`);
  if (known !== undefined) return known;
  if (sources.list.length >= sourceListCapacity) return sourceOfSensor(sources, sensor);
  return addToList(sources, `o ${origin}`, { kind: sensor.model.type, domains: [`origin:${origin}`] });
}

/** Index of a sensor that speaks for itself. */
export function sourceOfSensor(sources: Sources, sensor: Sensor): number {
  const { sensorId, type, domains } = sensor.model;
  const key = `s ${sensorId}`;
  return sources.indexOf.get(key) ?? addToList(sources, key, { kind: type, domains });
}

function addToList(sources: Sources, key: string, source: Source): number {
  sources.list.push(source);
  sources.indexOf.set(key, sources.list.length - 1);
  return sources.list.length - 1;
}
