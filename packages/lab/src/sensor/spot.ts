import { tau, wrapBearing } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import type { Target } from '../scenario/target.ts';
import { admittedMs, type Tell } from './draft.ts';
import { arriving, pdOf, type Arrived } from './hear.ts';
import { roundTo } from './network.ts';
import { isCutOff, type Site } from './site.ts';
import { likelihoodOfNoise, likelihoodOfSound } from './timbre.ts';

/** A spotter listens up this often, and having spoken is quiet for a while. */
const lookS = 20;
const quietS = 120;
/** Says something of nothing this often. */
const falsePerHour = 0.2;

/** What a person says in a block of time: a direction, 3 to 15 s after they heard it. */
export function spot(
  site: Site,
  candidates: readonly Target[],
  random: Random,
  startMs: number,
  fromS: number,
  toS: number,
  tell: Tell,
): void {
  let quietUntilS = fromS;
  for (let atS = fromS; atS < toS; atS += lookS) {
    const isFalse = random.uniform() < (falsePerHour * lookS) / 3600;
    const heard = candidates
      .map((target) => arriving(site, target, atS))
      .filter((arrived) => arrived !== undefined && random.uniform() < pdOf(site, arrived)) as Arrived[];
    if (atS < quietUntilS || isCutOff(site, atS) || (heard.length === 0 && !isFalse)) continue;
    quietUntilS = atS + quietS;
    say(site, heard, random, startMs + 1000 * atS, tell);
  }
}

function say(site: Site, heard: readonly Arrived[], random: Random, heardMs: number, tell: Tell): void {
  const loudest = heard.reduce<Arrived | undefined>(
    (best, arrived) => (best === undefined || arrived.levelDb > best.levelDb ? arrived : best),
    undefined,
  );
  const { model, sensorId, clockMs } = site;
  const saidMs = heardMs + random.between(model.delayMinMs, model.delayMaxMs);
  const isAstray = loudest === undefined || random.uniform() < model.outlier;
  const noise = (model.sigma.bearingRad ?? 0.175) * random.gaussian();
  const bearingRad = isAstray ? random.between(0, tau) : wrapBearing(loudest.bearingRad + noise);
  const fact = {
    kind: 'detection' as const,
    timeMs: admittedMs(random, saidMs),
    sensorId,
    sensedMs: Math.round(saidMs + clockMs),
    measurement: { type: 'bearing' as const, bearingRad: roundTo(bearingRad, 2) },
    classLikelihood:
      loudest === undefined
        ? likelihoodOfNoise(random)
        : likelihoodOfSound(random, loudest.target.voice.heardAs, loudest.target.voice.character, 8),
  };
  tell({ fact, targetId: loudest?.target.targetId });
}
