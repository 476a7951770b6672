import { tau, wrapBearing } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import { covers, pdAtRange, toLocal } from '@kentongan/core/base/sensor-model';
import { stateAt, stateSize } from '../scenario/path.ts';
import type { Target } from '../scenario/target.ts';
import { admittedMs, type Tell } from './draft.ts';
import { roundTo } from './network.ts';
import type { Site } from './site.ts';

const state = new Float64Array(stateSize);
const local = new Float64Array(3);

/** How much nearer a large aircraft seems to a radar than a drone does: its echo is a hundred times as strong. */
const largeSeemsNearer = 3.2;

/** All turns of a radar in a block of time: what flies above its local horizon, and clutter. Two targets in one cell stay two. */
export function turnRadar(
  site: Site,
  targets: readonly Target[],
  random: Random,
  startMs: number,
  fromS: number,
  toS: number,
  tell: Tell,
): void {
  const { model } = site;
  const periodS = (model.periodMs ?? 4000) / 1000;
  const phaseS = model.phaseMs / 1000;
  for (let k = Math.ceil((fromS - phaseS) / periodS); phaseS + k * periodS < toS; k++) {
    const atS = phaseS + k * periodS;
    for (const target of targets) if (target.flies) echo(site, target, random, startMs, atS, tell);
    for (let left = random.poisson(model.clutterPerReport); left > 0; left--) {
      const rangeM = random.between(0, model.maxRangeM);
      plot(
        site,
        random,
        startMs,
        atS,
        rangeM,
        random.between(0, tau),
        12 * random.gaussian(),
        undefined,
        tell,
      );
    }
  }
}

function echo(site: Site, target: Target, random: Random, startMs: number, atS: number, tell: Tell): void {
  if (!stateAt(target.path, state, atS)) return;
  const { model } = site;
  const de = state[0] - model.east;
  const dn = state[1] - model.north;
  const du = state[2] - model.up;
  toLocal(model, local, de, dn, du);
  if (!covers(model, local[0], local[1], local[2], state[6])) return;
  const rangeM = Math.sqrt(de * de + dn * dn + du * du);
  const seemsM = target.transponder === undefined ? rangeM : rangeM / largeSeemsNearer;
  if (random.uniform() >= pdAtRange(model, seemsM)) return;
  const { sigma } = model;
  plot(
    site,
    random,
    startMs,
    atS,
    rangeM + (sigma.rangeM ?? 0) * random.gaussian(),
    wrapBearing(Math.atan2(local[0], local[1]) + (sigma.bearingRad ?? 0) * random.gaussian()),
    (de * state[3] + dn * state[4] + du * state[5]) / rangeM + (sigma.rangeRateMps ?? 0) * random.gaussian(),
    target.targetId,
    tell,
  );
}

function plot(
  { sensorId, clockMs }: Site,
  random: Random,
  startMs: number,
  atS: number,
  rangeM: number,
  bearingRad: number,
  rangeRateMps: number,
  targetId: string | undefined,
  tell: Tell,
): void {
  const trueMs = startMs + 1000 * atS;
  const fact = {
    kind: 'detection' as const,
    timeMs: admittedMs(random, trueMs),
    sensorId,
    sensedMs: Math.round(trueMs + clockMs),
    measurement: {
      type: 'rangeBearing' as const,
      rangeM: roundTo(Math.max(0, rangeM), 1),
      bearingRad: roundTo(bearingRad, 5),
      rangeRateMps: roundTo(rangeRateMps, 1),
    },
  };
  tell({ fact, targetId });
}
