import {
  checkHeader,
  type CommandEvent,
  type Header,
  type SensorEvent,
  type TrackEvent,
} from '@kentongan/core/base/event';
import { createFrame, enuFromGeodetic, type Frame } from '@kentongan/core/base/frame';
import { horizontalCovariance } from '@kentongan/core/tell/uncertainty';
import { objectsOf, type Lines } from '../score/lines.ts';
import type { ScoreInput } from '../score/score.ts';
import { readTruth } from '../score/targets.ts';

/** A line on the map: seconds since the start, east and north in metres, one entry a point. */
export interface Trail {
  name: string;
  class: string;
  atS: number[];
  east: number[];
  north: number[];
  /** Of a track, at each point: half axes of the ellipse that holds it with 95 %, m, and the long one's bearing, degrees. */
  ellipse: [number, number, number][];
}

/** What a plot shows, thinned to what an eye can tell apart. */
export interface Drawing {
  header: Header;
  truths: Trail[];
  tracks: Trail[];
  zones: { name: string; ring: [number, number][] }[];
  sensors: { sensorId: string; type: string; east: number; north: number }[];
}

/** One point of a trail in each span of so many seconds, the same spans for all, so that what stood side by side is drawn so. */
const thinS = 4;
/** A trail that pauses this long is drawn as two. */
const pauseS = 30;

export async function collectDrawing({ facts, truth, conclusions }: ScoreInput): Promise<Drawing> {
  const ignore = () => {};
  const drawing = await readFacts(facts);
  const { header } = drawing;
  const frame = createFrame(header.origin);
  for (const path of (await readTruth(truth, frame, ignore)).values()) {
    const trail = blankTrail(path.targetId, path.class);
    path.timeMs.forEach((timeMs, i) =>
      addPoint(trail, (timeMs - header.startMs) / 1000, path.east[i], path.north[i]),
    );
    drawing.truths.push(trail);
  }
  const open = new Map<string, Trail>();
  for await (const value of objectsOf(conclusions, ignore)) {
    if (value.kind !== 'track') continue;
    const track = value as unknown as TrackEvent;
    if (track.status === 'confirmed' || track.status === 'coasting') addTrack(drawing, open, frame, track);
  }
  return drawing;
}

async function readFacts(facts: Lines): Promise<Drawing> {
  let header: Header | undefined;
  let frame: Frame | undefined;
  const zones = new Map<string, Drawing['zones'][number]>();
  const sensors = new Map<string, Drawing['sensors'][number]>();
  for await (const line of facts) {
    if (line.includes('"kind":"detection"') || line.includes('"kind":"tick"')) continue;
    for await (const value of objectsOf([line], () => {})) {
      if (header === undefined || frame === undefined) {
        const checked = checkHeader(value);
        if (!checked.ok)
          throw new TypeError(`the facts' first line: expected ${checked.expected}, found ${checked.found}`);
        header = checked.value;
        frame = createFrame(header.origin);
      } else if (value.kind === 'sensor') {
        const sensor = sensorFrom(frame, value as unknown as SensorEvent);
        sensors.set(sensor.sensorId, sensor);
      } else if (value.kind === 'command') addZone(zones, frame, value as unknown as CommandEvent);
    }
  }
  if (header === undefined)
    throw new TypeError('expected a header as the first line of the facts, found none');
  return { header, truths: [], tracks: [], zones: [...zones.values()], sensors: [...sensors.values()] };
}

const enu = new Float64Array(3);

function sensorFrom(frame: Frame, { sensorId, sensor }: SensorEvent) {
  enuFromGeodetic(frame, enu, sensor.latDeg, sensor.lonDeg, sensor.heightM ?? 0);
  return { sensorId, type: sensor.type, east: enu[0], north: enu[1] };
}

function addZone(
  zones: Map<string, Drawing['zones'][number]>,
  frame: Frame,
  { command }: CommandEvent,
): void {
  if (command.type !== 'zone' || command.polygon === undefined) return;
  const ring = command.polygon.map(([lonDeg, latDeg]): [number, number] => {
    enuFromGeodetic(frame, enu, latDeg, lonDeg, 0);
    return [enu[0], enu[1]];
  });
  zones.set(command.zoneId, { name: command.name?.en ?? command.zoneId, ring });
}

function blankTrail(name: string, class_: string): Trail {
  return { name, class: class_, atS: [], east: [], north: [], ellipse: [] };
}

/** false where the last point is too near in time to be told apart. */
function addPoint(trail: Trail, atS: number, east: number, north: number): boolean {
  const last = trail.atS.at(-1);
  if (last !== undefined && Math.floor(atS / thinS) === Math.floor(last / thinS)) return false;
  trail.atS.push(Math.round(10 * atS) / 10);
  trail.east.push(Math.round(east));
  trail.north.push(Math.round(north));
  return true;
}

/** Squared distance, in sigmas, of the ellipse that holds 95 % of a plane normal density. */
const held95 = 5.991;

function ellipseOf(track: TrackEvent): [number, number, number] {
  const { ee, en, nn } = horizontalCovariance(track);
  const middle = (ee + nn) / 2;
  const spread = Math.hypot((ee - nn) / 2, en);
  const half = (variance: number) => Math.round(Math.sqrt(held95 * Math.max(0, variance)));
  const bearingDeg = (Math.atan2(2 * en, nn - ee) * 90) / Math.PI;
  return [half(middle + spread), half(middle - spread), Math.round(bearingDeg)];
}

function addTrack(drawing: Drawing, open: Map<string, Trail>, frame: Frame, track: TrackEvent): void {
  const atS = (track.timeMs - drawing.header.startMs) / 1000;
  let trail = open.get(track.trackId);
  if (trail === undefined || atS - (trail.atS.at(-1) ?? atS) > pauseS) {
    trail = blankTrail(track.trackId, '');
    open.set(track.trackId, trail);
    drawing.tracks.push(trail);
  }
  trail.class = likeliestOf(track.classProb);
  enuFromGeodetic(frame, enu, track.latDeg, track.lonDeg, track.heightM ?? 0);
  if (addPoint(trail, atS, enu[0], enu[1])) trail.ellipse.push(ellipseOf(track));
}

function likeliestOf(classProb: Record<string, number>): string {
  const named = Object.entries(classProb);
  const rest = 1 - named.reduce((sum, [, probability]) => sum + probability, 0);
  const [name] = named.reduce((best, one) => (one[1] > best[1] ? one : best), ['unknown', rest]);
  return name;
}
