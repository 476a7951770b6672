import type { Fact, Header, Truth } from '@kentongan/core/base/event';
import { createFrame, enuFromGeodetic } from '@kentongan/core/base/frame';
import { createSensorModel, pdAtRange, type SensorModel } from '@kentongan/core/base/sensor-model';
import { spreadStraight } from '@kentongan/core/base/motion';
import type { Pcrlb } from './tracks.ts';

/**
 * The posterior Cramer-Rao lower bound of what microphones can tell about targets whose sounds nobody confuses (Tichavsky,
 * Muravchik, Nehorai 1998), along the true paths: prior 5 km and 60 m/s at birth, white-noise acceleration `noise` m²/s³.
 * A report weighs with what its level says, Pd (dL/dr)² / sigma², and with what heard-or-not says, Pd'² / (Pd (1 - Pd)).
 * Sound counts once it has arrived, on the state that it left. Source levels are taken as known: the limit is optimistic.
 */
export function heardBound(
  header: Header,
  facts: readonly Fact[],
  truth: readonly Truth[],
  noise = 2,
): Pcrlb {
  const frame = createFrame(header.origin);
  const models: SensorModel[] = [];
  const ticksMs: number[] = [];
  for (const fact of facts) {
    if (fact.kind === 'sensor') models.push(createSensorModel(frame, fact));
    else if (fact.kind === 'tick') ticksMs.push(fact.timeMs);
  }
  const bound: Pcrlb['bound'] = {};
  for (const [targetId, path] of pathsOf(frame, truth)) {
    const looks = looksAt(path, models, ticksMs);
    bound[targetId] = boundOf(path, looks, ticksMs, header.startMs, noise);
  }
  return { bound };
}

/** True places a second apart or so, region ENU. */
interface Path {
  timeMs: number[];
  east: number[];
  north: number[];
}

/** Information of one report about the place at `emittedMs`, along a unit vector, 1/m². */
interface Look {
  emittedMs: number;
  heardMs: number;
  east: number;
  north: number;
  information: number;
}

function pathsOf(frame: ReturnType<typeof createFrame>, truth: readonly Truth[]): Map<string, Path> {
  const paths = new Map<string, Path>();
  const enu = new Float64Array(3);
  for (const { targetId, timeMs, latDeg, lonDeg, heightM } of truth) {
    const path = paths.get(targetId) ?? { timeMs: [], east: [], north: [] };
    paths.set(targetId, path);
    enuFromGeodetic(frame, enu, latDeg, lonDeg, heightM);
    path.timeMs.push(timeMs);
    path.east.push(enu[0]);
    path.north.push(enu[1]);
  }
  return paths;
}

/** Further away than this, in half ranges, a report tells nothing. */
const reachOfHalfRange = 2.2;

function looksAt(path: Path, models: readonly SensorModel[], ticksMs: readonly number[]): Look[] {
  const looks: Look[] = [];
  for (const model of models) {
    for (const heardMs of ticksMs) {
      const emittedMs = emittedAt(path, model, heardMs);
      if (Number.isNaN(emittedMs)) continue;
      const [de, dn] = offset(path, model, emittedMs);
      const range = Math.max(1, Math.hypot(de, dn));
      if (range > reachOfHalfRange * model.halfRangeM) continue;
      const information = informationAt(model, range);
      looks.push({ emittedMs, heardMs, east: de / range, north: dn / range, information });
    }
  }
  return looks.sort((a, b) => a.emittedMs - b.emittedMs);
}

/** Pd (dL/dr)² / sigma² + Pd'² / (Pd (1 - Pd)). */
function informationAt(model: SensorModel, range: number): number {
  const pd = pdAtRange(model, range);
  const perM = 20 / Math.LN10 / range + model.absorptionDbPerM;
  const sigmaDb = model.sigma.levelDb ?? Infinity;
  const pdPerM = (pd * (1 - pd / model.pdMax)) / (model.slope * model.halfRangeM);
  return (pd * perM * perM) / (sigmaDb * sigmaDb) + (pdPerM * pdPerM) / (pd * (1 - pd));
}

function offset({ timeMs, east, north }: Path, model: SensorModel, atMs: number): [number, number] {
  const stepMs = timeMs.length > 1 ? timeMs[1] - timeMs[0] : 1;
  const i = Math.max(0, Math.min(timeMs.length - 2, Math.floor((atMs - timeMs[0]) / stepMs)));
  const share = (atMs - timeMs[i]) / stepMs;
  const mix = (values: readonly number[]): number => values[i] + share * (values[i + 1] - values[i]);
  return [mix(east) - model.east, mix(north) - model.north];
}

/** NaN where it is not there, or its sound has not arrived. */
function emittedAt(path: Path, model: SensorModel, heardMs: number): number {
  const [first, last] = [path.timeMs[0], path.timeMs[path.timeMs.length - 1]];
  if (heardMs < first || heardMs > last) return Number.NaN;
  if (model.waveMps === Infinity) return heardMs;
  let emittedMs = heardMs;
  for (let round = 0; round < 20; round++) {
    const [de, dn] = offset(path, model, emittedMs);
    emittedMs = heardMs - (1000 * Math.hypot(de, dn)) / model.waveMps;
    if (emittedMs < first - 100_000) break;
  }
  return emittedMs < first ? Number.NaN : emittedMs;
}

/** Sound that takes longer than this is taken to have arrived by then, ms. */
const longestMs = 30_000;

function boundOf(
  path: Path,
  looks: readonly Look[],
  ticksMs: readonly number[],
  startMs: number,
  noise: number,
): Record<string, number> {
  const bound: Record<string, number> = {};
  const bornMs = path.timeMs[0];
  const settled = { atMs: bornMs, next: 0, p: Float64Array.of(25e6, 0, 0, 0, 25e6, 0, 0, 3600, 0, 3600) };
  for (const atMs of ticksMs) {
    if (atMs < bornMs || atMs > path.timeMs[path.timeMs.length - 1]) continue;
    advance(settled, looks, atMs - longestMs, Infinity, noise);
    const now = { ...settled, p: settled.p.slice() };
    advance(now, looks, atMs, atMs, noise);
    spreadStraight(now.p, 0, (atMs - now.atMs) / 1000, noise);
    bound[String((atMs - startMs) / 1000)] = Math.sqrt(now.p[0] + now.p[4]);
  }
  return bound;
}

/** Takes in every look emitted until `untilMs` and heard until `heardMs`. */
function advance(
  state: { atMs: number; next: number; p: Float64Array },
  looks: readonly Look[],
  untilMs: number,
  heardMs: number,
  noise: number,
): void {
  for (; state.next < looks.length && looks[state.next].emittedMs <= untilMs; state.next++) {
    const look = looks[state.next];
    if (look.heardMs > heardMs) continue;
    spreadStraight(state.p, 0, Math.max(0, look.emittedMs - state.atMs) / 1000, noise);
    state.atMs = Math.max(state.atMs, look.emittedMs);
    learn(state.p, look);
  }
}

const gain = new Float64Array(4);

/** P -= P h h' P i / (1 + i h' P h) on the packed upper triangle. */
function learn(p: Float64Array, { east, north, information }: Look): void {
  gain[0] = p[0] * east + p[1] * north;
  gain[1] = p[1] * east + p[4] * north;
  gain[2] = p[2] * east + p[5] * north;
  gain[3] = p[3] * east + p[6] * north;
  const scale = information / (1 + information * (east * gain[0] + north * gain[1]));
  let at = 0;
  for (let i = 0; i < 4; i++) {
    for (let j = i; j < 4; j++) p[at++] -= scale * gain[i] * gain[j];
  }
}
