import type { DetectionEvent, Fact, Header, SensorEvent, Truth } from '@kentongan/core/base/event';
import {
  createFrame,
  enuFromGeodetic,
  geodeticFromEnu,
  upAtHeight,
  type Frame,
} from '@kentongan/core/base/frame';
import { wrapBearing } from '@kentongan/core/base/geometry';
import { moveTurn } from '@kentongan/core/base/motion';
import { createRandom, type Random } from '@kentongan/core/base/random';
import { createSensorModel, toLocal, type SensorModel } from '@kentongan/core/base/sensor-model';

/**
 * Seeded fields for judging the tracker on seeds and places of our own: radars or bearing arrays over targets of known paths,
 * level at height 0 where nothing else is said. Facts and truth as in `formats.md`, a tick every `tickMs`.
 */
export interface Field {
  readonly header: Header;
  readonly facts: Fact[];
  readonly truth: Truth[];
}

export interface FieldOptions {
  seed: number;
  seconds: number;
  tickMs: number;
  latDeg: number;
  lonDeg: number;
  sensors: readonly FieldSensor[];
  targets: readonly FieldTarget[];
}

export interface FieldSensor {
  east: number;
  north: number;
  periodMs: number;
  phaseMs: number;
  reachM: number;
  pd: number;
  clutter: number;
  /** 0: it measures bearings only. */
  rangeM: number;
  bearingRad: number;
  outlier: number;
  /** Sigma of the elevation; left out: a radar measures none. */
  elevationRad?: number;
}

/** Starts at (east, north) with a velocity; white-noise acceleration of `q` m²/s³, and turns now and then where `turnRad` > 0. */
export interface FieldTarget {
  east: number;
  north: number;
  eastMps: number;
  northMps: number;
  q: number;
  /** Rate of a turn, rad/s, in each of three spans that begin at random and last `turnS`: without end, it flies in and orbits. */
  turnRad: number;
  turnS: number;
  /** Above the ellipsoid, m; 0 where left out. */
  heightM?: number;
  dive?: Dive;
}

/** From `atS` on it pitches down to `angleRad` below the horizon within a few seconds, and ends where it meets height 0. */
export interface Dive {
  atS: number;
  angleRad: number;
  /** Speed along the path once the dive is steep, m/s. */
  speedMps: number;
}

/** Numbers of a target's state: east, north, eastMps, northMps, heightM (above the ellipsoid), upMps. */
export const targetSize = 6;

/** Steps of a target's motion, ms. */
const stepMs = 500;
const startMs = 1_790_000_000_000;

export function createField(options: FieldOptions): Field {
  const origin = { latDeg: options.latDeg, lonDeg: options.lonDeg, heightM: 0 };
  const frame = createFrame(origin);
  const header: Header = { kind: 'log', version: 1, region: 'field', origin, standing: 'test', startMs };
  const random = createRandom(options.seed);
  const paths = options.targets.map((target) => fly(target, options.seconds, random.fork('path')));
  const facts: Fact[] = [];
  const models = options.sensors.map((sensor, i) => {
    const event = describeSensor(frame, sensor, i, startMs);
    facts.push({ ...event, seq: facts.length + 1 });
    return createSensorModel(frame, event);
  });
  const moments = momentsOf(options);
  const states = new Float64Array(targetSize * paths.length);
  for (const { atMs, sensor } of moments) {
    if (sensor < 0) {
      facts.push({ seq: facts.length + 1, kind: 'tick', timeMs: startMs + atMs });
      continue;
    }
    paths.forEach((path, i) => states.set(stateAt(path, atMs), targetSize * i));
    for (const measurement of look(frame, options.sensors[sensor], models[sensor], states, random)) {
      const timeMs = startMs + atMs;
      const seq = facts.length + 1;
      facts.push({ seq, kind: 'detection', timeMs, sensorId: `s${sensor}`, sensedMs: timeMs, measurement });
    }
  }
  return { header, facts, truth: truthOf(frame, options, paths) };
}

/** The event that enrols sensor `s<i>` of a field. */
export function describeSensor(frame: Frame, sensor: FieldSensor, i: number, timeMs: number): SensorEvent {
  const { east, north } = sensor;
  const place = geodeticFromEnu(frame, new Float64Array(3), east, north, upAtHeight(frame, east, north, 0));
  const isRadar = sensor.rangeM > 0;
  return {
    seq: 1,
    kind: 'sensor',
    timeMs,
    sensorId: `s${i}`,
    state: 'up',
    owner: `o${i}`,
    sensor: {
      type: isRadar ? 'radar' : 'bearing',
      wave: 'light',
      latDeg: place[0],
      lonDeg: place[1],
      heightM: 0,
      periodMs: sensor.periodMs,
      phaseMs: sensor.phaseMs,
      coverage: { maxRangeM: sensor.reachM },
      pd: { max: sensor.pd },
      clutter: { perReport: sensor.clutter },
      outlier: sensor.outlier,
      sigma: {
        bearingRad: sensor.bearingRad,
        ...(isRadar ? { rangeM: sensor.rangeM } : {}),
        ...(sensor.elevationRad === undefined ? {} : { elevationRad: sensor.elevationRad }),
      },
    },
  };
}

/** All reports and ticks in order; a tick comes after the reports of its moment. */
function momentsOf(options: FieldOptions): { atMs: number; sensor: number }[] {
  const moments: { atMs: number; sensor: number }[] = [];
  const endMs = options.seconds * 1000;
  options.sensors.forEach(({ periodMs, phaseMs }, sensor) => {
    for (let atMs = phaseMs; atMs <= endMs; atMs += periodMs) moments.push({ atMs, sensor });
  });
  for (let atMs = 0; atMs <= endMs; atMs += options.tickMs) moments.push({ atMs, sensor: -1 });
  const order = (sensor: number): number => (sensor < 0 ? Infinity : sensor);
  return moments.sort((a, b) => a.atMs - b.atMs || order(a.sensor) - order(b.sensor));
}

/** A target's state at each step; its height is NaN from where it has ended. */
function fly(target: FieldTarget, seconds: number, random: Random): Float64Array {
  const steps = Math.ceil((seconds * 1000) / stepMs) + 1;
  const path = new Float64Array(targetSize * (steps + 1));
  path.set([target.east, target.north, target.eastMps, target.northMps, target.heightM ?? 0, 0]);
  const dt = stepMs / 1000;
  const kick = Math.sqrt(target.q * dt);
  const turns = [0, 1, 2].map(() => random.between(0, seconds));
  const side = random.uniform() < 0.5 ? -1 : 1;
  for (let step = 0; step < steps; step++) {
    const at = targetSize * (step + 1);
    path.copyWithin(at, at - targetSize, at);
    const isTurning = turns.some((from) => step * dt >= from && step * dt < from + target.turnS);
    moveTurn(path, at, isTurning ? side * target.turnRad : 0, dt);
    path[at + 2] += kick * random.gaussian();
    path[at + 3] += kick * random.gaussian();
    if (target.dive !== undefined && step * dt >= target.dive.atS) dive(path, at, target.dive, dt);
  }
  return path;
}

/** Seconds in which a dive takes up most of its angle. */
const pitchS = 4;

/** One step of a dive: its vertical and horizontal speed approach those of its angle, its course stays. */
function dive(path: Float64Array, at: number, { angleRad, speedMps }: Dive, dt: number): void {
  const share = 1 - Math.exp(-dt / pitchS);
  const [vE, vN] = [path[at + 2], path[at + 3]];
  const ground = Math.sqrt(vE * vE + vN * vN);
  const scale = 1 + share * ((speedMps * Math.cos(angleRad)) / ground - 1);
  path[at + 2] *= scale;
  path[at + 3] *= scale;
  path[at + 4] += dt * path[at + 5];
  path[at + 5] += share * (-speedMps * Math.sin(angleRad) - path[at + 5]);
  if (!(path[at + 4] > 0)) path[at + 4] = Number.NaN;
}

function stateAt(path: Float64Array, atMs: number): number[] {
  const step = Math.floor(atMs / stepMs);
  const share = atMs / stepMs - step;
  const at = targetSize * step;
  return Array.from(
    { length: targetSize },
    (_, i) => path[at + i] + share * (path[at + targetSize + i] - path[at + i]),
  );
}

const local = new Float64Array(3);

/** What a sensor measures of targets at `states` (`targetSize` each; those that have ended left out), and its false detections. */
export function look(
  frame: Frame,
  sensor: FieldSensor,
  model: SensorModel,
  states: Float64Array,
  random: Random,
): DetectionEvent['measurement'][] {
  const found: DetectionEvent['measurement'][] = [];
  for (let at = 0; at < states.length; at += targetSize) {
    const east = states[at];
    const north = states[at + 1];
    const heightM = states[at + 4];
    if (Number.isNaN(heightM)) continue;
    toLocal(
      model,
      local,
      east - model.east,
      north - model.north,
      upAtHeight(frame, east, north, heightM) - model.up,
    );
    const rangeM = Math.hypot(local[0], local[1], local[2]);
    if (rangeM > sensor.reachM || random.uniform() > sensor.pd) continue;
    const isOutlier = random.uniform() < sensor.outlier;
    const noisy = Math.atan2(local[0], local[1]) + sensor.bearingRad * random.gaussian();
    const bearingRad = wrapBearing(isOutlier ? random.between(0, 2 * Math.PI) : noisy);
    if (sensor.rangeM === 0) found.push({ type: 'bearing', bearingRad });
    else
      found.push({
        type: 'rangeBearing',
        rangeM: Math.max(0, rangeM + sensor.rangeM * random.gaussian()),
        bearingRad,
        ...elevationOf(sensor, Math.asin(local[2] / rangeM), random),
      });
  }
  for (let k = random.poisson(sensor.clutter); k > 0; k--) {
    const bearingRad = random.between(0, 2 * Math.PI);
    if (sensor.rangeM === 0) found.push({ type: 'bearing', bearingRad });
    else {
      const rangeM = random.between(0, sensor.reachM);
      found.push({
        type: 'rangeBearing',
        rangeM,
        bearingRad,
        ...elevationOf(sensor, random.between(0, 0.2), random),
      });
    }
  }
  return found;
}

/** An elevation as the sensor measures it, where it does. */
function elevationOf(
  { elevationRad: sigmaRad }: FieldSensor,
  elevationRad: number,
  random: Random,
): { elevationRad?: number } {
  return sigmaRad === undefined ? {} : { elevationRad: elevationRad + sigmaRad * random.gaussian() };
}

function truthOf(frame: Frame, options: FieldOptions, paths: readonly Float64Array[]): Truth[] {
  const truth: Truth[] = [];
  const place = new Float64Array(3);
  for (let atMs = 0; atMs <= options.seconds * 1000; atMs += 1000) {
    paths.forEach((path, target) => {
      const [east, north, eastMps, northMps, heightM] = stateAt(path, atMs);
      if (Number.isNaN(heightM)) return;
      geodeticFromEnu(frame, place, east, north, upAtHeight(frame, east, north, heightM));
      truth.push({
        timeMs: startMs + atMs, targetId: `g${target}`, latDeg: place[0], lonDeg: place[1], heightM,
        eastMps, northMps, class: 'one-way',
      }); // prettier-ignore
    });
  }
  return truth;
}

/** Region ENU of a conclusion or a truth. */
export function planeOf(frame: Frame, at: { latDeg: number; lonDeg: number }): [number, number] {
  const enu = enuFromGeodetic(frame, new Float64Array(3), at.latDeg, at.lonDeg, 0);
  return [enu[0], enu[1]];
}
