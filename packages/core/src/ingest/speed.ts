import type { DetectionEvent } from '../base/event/index.ts';
import { ecefFromGeodetic } from '../base/frame.ts';

/** Fastest that what names itself so can move, m/s: military jets; small drones; speedboats; else missiles. */
const fastestMps = { icao24: 800, remoteid: 200, mmsi: 60, other: 4000 };

/** Positions of a target that are compared with the next one. */
const rememberedCount = 8;
/** What transmission may add to or take from the time between two positions, ms. */
const delaySlackMs = 500;
/** What position errors may add to the way, where no sigma is stated, m. */
const positionSlackM = 100;
/** Refused positions that agree among themselves for so long are believed: then the first was the wrong one. */
const believedAgainMs = 5000;

interface Claim {
  sensedMs: number;
  x: number;
  y: number;
  z: number;
}

interface TargetClaims {
  accepted: Claim[];
  refused: Claim[];
}

export interface TooFast {
  expected: string;
  found: string;
}

/**
 * Positions that one sensor claims of named targets (identity or the sensor's own track number), checked against each
 * other: nothing moves faster than its kind. Holds 4,096 targets, the one named longest ago is forgotten first.
 */
export class ClaimedSpeeds {
  readonly #targets = new Map<string, TargetClaims>();
  readonly #capacity = 4096;

  /** undefined where the claim can be true; it is remembered then. */
  check(detection: DetectionEvent): TooFast | undefined {
    const { measurement, identity } = detection;
    if (measurement.type !== 'position') return undefined;
    const limitMps = fastestMps[identity?.scheme ?? 'other'];
    const { eastMps = 0, northMps = 0, upMps = 0 } = measurement;
    const statedMps = Math.sqrt(eastMps * eastMps + northMps * northMps + upMps * upMps);
    if (statedMps > limitMps) return tooFast(limitMps, statedMps, 'as stated');
    const name = identity === undefined ? detection.sourceTrackId : `${identity.scheme}:${identity.id}`;
    if (name === undefined) return undefined;
    return this.#checkTarget(this.#target(name), detection, limitMps);
  }

  #checkTarget(target: TargetClaims, detection: DetectionEvent, limitMps: number): TooFast | undefined {
    const claim = claimOf(detection);
    if (claim === undefined) return undefined;
    const slackM = 6 * (detection.sigma?.positionM ?? positionSlackM / 6);
    const foundMps = fastestBetween(target.accepted, claim, slackM, limitMps);
    if (foundMps === undefined) {
      target.refused.length = 0;
      push(target.accepted, claim);
      return undefined;
    }
    if (fastestBetween(target.refused, claim, slackM, limitMps) !== undefined) target.refused.length = 0;
    push(target.refused, claim);
    if (claim.sensedMs - target.refused[0].sensedMs < believedAgainMs)
      return tooFast(limitMps, foundMps, 'between two positions');
    target.accepted = target.refused;
    target.refused = [];
    return undefined;
  }

  #target(name: string): TargetClaims {
    const known = this.#targets.get(name);
    if (known !== undefined) {
      this.#targets.delete(name);
      this.#targets.set(name, known);
      return known;
    }
    if (this.#targets.size >= this.#capacity) {
      const [oldest] = this.#targets.keys();
      this.#targets.delete(oldest);
    }
    const target: TargetClaims = { accepted: [], refused: [] };
    this.#targets.set(name, target);
    return target;
  }
}

/** The fastest of the implied speeds that are over the limit. */
function fastestBetween(
  claims: readonly Claim[],
  claim: Claim,
  slackM: number,
  limitMps: number,
): number | undefined {
  let found: number | undefined;
  for (const { sensedMs, x, y, z } of claims) {
    const dx = claim.x - x;
    const dy = claim.y - y;
    const dz = claim.z - z;
    const wayM = Math.sqrt(dx * dx + dy * dy + dz * dz) - slackM;
    const spanS = (Math.abs(claim.sensedMs - sensedMs) + delaySlackMs) / 1000;
    const mps = wayM / spanS;
    if (mps > limitMps && !(found !== undefined && found >= mps)) found = mps;
  }
  return found;
}

const scratch = new Float64Array(3);

function claimOf(detection: DetectionEvent): Claim | undefined {
  const { measurement, sensedMs } = detection;
  if (measurement.type !== 'position') return undefined;
  ecefFromGeodetic(scratch, measurement.latDeg, measurement.lonDeg, 0);
  return { sensedMs, x: scratch[0], y: scratch[1], z: scratch[2] };
}

function push(claims: Claim[], claim: Claim): void {
  if (claims.length >= rememberedCount) claims.shift();
  claims.push(claim);
}

function tooFast(limitMps: number, foundMps: number, how: string): TooFast {
  return { expected: `a speed of at most ${limitMps} m/s`, found: `${Math.round(foundMps)} m/s ${how}` };
}
