import type { CommandEvent, SensorEvent } from '../base/event/index.ts';
import { enuFromGeodetic, type Frame } from '../base/frame.ts';
import { distanceToAreaM, type Area } from '../base/geometry.ts';
import { areaFromZone } from '../base/zone-area.ts';
import type { Policy } from './policy.ts';

/** Where zones lie and which sensors are around them; worked out from the state, never part of it. */
export interface Surroundings {
  placeZone(event: CommandEvent, sensors: ReadonlyMap<string, SensorEvent>, policy: Policy): void;
  removeZone(zoneId: string): void;
  placeSensor(event: SensorEvent, policy: Policy): void;
  /** Whether enough of the sensors around a zone are up. */
  isFresh(zoneId: string, sensors: ReadonlyMap<string, SensorEvent>, policy: Policy): boolean;
  /** Whether a place is within so far of a zone; false for a zone without an outline. */
  isWithin(zoneId: string, place: Float64Array, mostM: number): boolean;
}

export function createSurroundings(frame: Frame): Surroundings {
  const areas = new Map<string, Area>();
  const around = new Map<string, Set<string>>();
  const enu = new Float64Array(3);

  function relate(event: SensorEvent, zoneId: string, area: Area, policy: Policy): void {
    if (!speaksForPlaces(event)) return;
    const { latDeg, lonDeg, heightM } = event.sensor;
    enuFromGeodetic(frame, enu, latDeg, lonDeg, heightM ?? 0);
    const reachM = Math.max(policy.aroundM, statedRangeM(event));
    if (isWithinArea(area, enu[0], enu[1], reachM)) around.get(zoneId)?.add(event.sensorId);
    else around.get(zoneId)?.delete(event.sensorId);
  }

  return {
    placeZone(event, sensors, policy) {
      if (event.command.type !== 'zone') return;
      const { zoneId } = event.command;
      const area = areaFromZone(frame, event.command);
      around.set(zoneId, new Set());
      if (area === undefined) {
        areas.delete(zoneId);
        return;
      }
      areas.set(zoneId, area);
      for (const sensor of sensors.values()) relate(sensor, zoneId, area, policy);
    },
    removeZone(zoneId) {
      areas.delete(zoneId);
      around.delete(zoneId);
    },
    placeSensor(event, policy) {
      for (const [zoneId, area] of areas) relate(event, zoneId, area, policy);
    },
    isFresh(zoneId, sensors, policy) {
      let up = 0;
      let all = 0;
      for (const sensorId of around.get(zoneId) ?? []) {
        const state = sensors.get(sensorId)?.state;
        if (state === undefined || state === 'revoked') continue;
        all++;
        if (state === 'up') up++;
      }
      return up >= policy.freshSensors && up >= policy.freshShare * all;
    },
    isWithin(zoneId, place, mostM) {
      const area = areas.get(zoneId);
      return area !== undefined && isWithinArea(area, place[0], place[1], mostM);
    },
  };
}

function isWithinArea(area: Area, east: number, north: number, mostM: number): boolean {
  const { box } = area;
  if (east < box[0] - mostM || north < box[1] - mostM || east > box[2] + mostM || north > box[3] + mostM) {
    return false;
  }
  return distanceToAreaM(area, east, north) <= mostM;
}

/** How far it says that it sees: where its Pd has fallen to half, or 0 where it does not say. */
function statedRangeM({ sensor }: SensorEvent): number {
  return sensor.pd?.halfRangeM ?? sensor.coverage?.maxRangeM ?? 0;
}

/** A sensor whose silence tells something about what flies near: not a transponder receiver, not a person. */
function speaksForPlaces({ sensor }: SensorEvent): boolean {
  return sensor.type !== 'cooperative' && sensor.type !== 'spotter' && sensor.periodMs !== undefined;
}
