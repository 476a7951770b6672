import type {
  ArrivalEvent,
  CommandEvent,
  Header,
  SensorEvent,
  TickEvent,
  TrackEvent,
} from '../event/index.ts';
import { createFrame, geodeticFromEnu } from '../frame.ts';

/** Events of an invented region, for tests of steps: places in metres east and north of its origin, times in s. */

export const startMs = 1_790_000_000_000;
export const header: Header = {
  kind: 'log',
  version: 1,
  region: 'test',
  origin: { latDeg: 45, lonDeg: 10, heightM: 0 },
  standing: 'test',
  startMs,
};
const frame = createFrame(header.origin);
let seq = 0;

export function at(atS: number): number {
  return startMs + 1000 * atS;
}

/** latDeg and lonDeg of a place. */
export function placeAt(east: number, north: number): { latDeg: number; lonDeg: number } {
  const [latDeg, lonDeg] = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
  return { latDeg, lonDeg };
}

export function tick(atS: number): TickEvent {
  return { seq: ++seq, kind: 'tick', timeMs: at(atS) };
}

export function command(atS: number, body: CommandEvent['command'], by?: string): CommandEvent {
  return { seq: ++seq, kind: 'command', timeMs: at(atS), command: body, ...(by !== undefined && { by }) };
}

/** A square zone with this centre and half side, m. */
export function squareZone(zoneId: string, east: number, north: number, halfM = 1000): CommandEvent {
  const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]; // prettier-ignore
  const polygon = corners.map(([x, y]) => {
    const { latDeg, lonDeg } = placeAt(east + x * halfM, north + y * halfM);
    return [lonDeg, latDeg];
  });
  return command(0, { type: 'zone', zoneId, polygon, population: 1000 });
}

/** A one-way drone, corroborated and well known, unless `changes` say otherwise. */
export function track(
  atS: number,
  trackId: string,
  [east, north, eastMps, northMps]: readonly [number, number, number, number],
  changes: Partial<TrackEvent> = {},
): TrackEvent {
  return {
    seq: ++seq,
    kind: 'track',
    timeMs: at(atS),
    cause: [1],
    trackId,
    status: 'confirmed',
    existence: 1,
    ...placeAt(east, north),
    eastMps,
    northMps,
    covariance: [10_000, 0, 0, 0, 10_000, 0, 0, 1, 0, 1],
    classProb: { 'one-way': 1 },
    evidence: { sources: 3, kinds: ['acoustic'], status: 'corroborated' },
    ...changes,
  };
}

/** An arrival `etaS` from now, with a window of 10 s either side. */
export function arrival(
  atS: number,
  trackId: string,
  zoneId: string,
  probability: number,
  etaS: number,
): ArrivalEvent {
  const etaMs = at(atS + etaS);
  return {
    seq: ++seq,
    kind: 'arrival',
    timeMs: at(atS),
    cause: [1],
    trackId,
    zoneId,
    probability,
    etaMs,
    etaP10Ms: etaMs - 10_000,
    etaP90Ms: etaMs + 10_000,
  };
}

export function microphone(
  atS: number,
  sensorId: string,
  east: number,
  north: number,
  state: SensorEvent['state'] = 'up',
): SensorEvent {
  return {
    seq: ++seq,
    kind: 'sensor',
    timeMs: at(atS),
    sensorId,
    state,
    sensor: { type: 'acoustic', wave: 'sound', ...placeAt(east, north), periodMs: 1000 },
  };
}
