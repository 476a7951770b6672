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
  const { model } = sensor;
  const key = detection.origin === undefined ? `s ${model.sensorId}` : `o ${detection.origin}`;
  const known = sources.indexOf.get(key);
  if (known !== undefined) return known;
  if (detection.origin !== undefined && sources.list.length >= sourceListCapacity) {
    return sourceOf(sources, sensor, { ...detection, origin: undefined });
  }
  const domains = detection.origin === undefined ? model.domains : [`origin:${detection.origin}`];
  sources.list.push({ kind: model.type, domains });
  sources.indexOf.set(key, sources.list.length - 1);
  return sources.list.length - 1;
}
