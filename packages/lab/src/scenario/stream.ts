import type { Fact, Truth } from '@kentongan/core/base/event';
import { DraftQueue, type Tell } from '../sensor/draft.ts';
import { hear } from '../sensor/hear.ts';
import { listen, type Ear } from '../sensor/listen.ts';
import { spot } from '../sensor/spot.ts';
import { turnRadar } from '../sensor/radar.ts';
import { statedState, type Site } from '../sensor/site.ts';
import { transpond } from '../sensor/transpond.ts';
import type { Chance } from './attack.ts';
import { Ledger } from './ledger.ts';
import type { Place } from './place/place.ts';
import type { Target } from './target.ts';
import type { PlannedZone } from './zone.ts';

/** Everything of an exercise that is decided before its first second. */
export interface Plan {
  place: Place;
  zones: readonly PlannedZone[];
  sites: readonly Site[];
  /** Microphones whose sound is really made and judged, by sensorId. */
  ears: ReadonlyMap<string, Ear>;
  /** What is really there. */
  targets: readonly Target[];
  /** What liars say is there. */
  fakes: readonly Target[];
  startMs: number;
  durationS: number;
  chance: Chance;
}

/** Chance is drawn afresh for each sensor and block, so that a night can be entered anywhere. */
const blockS = 60;
/** Sound older than this is not heard: 15 km. */
const oldestSoundS = 45;
/** The faintest that any sensor hears, dB. */
const faintestDb = 12;

/** Facts from a time on, numbered from 1: sensors and zones first, then what is admitted, a tick every second. */
export function* streamFacts(plan: Plan, fromS: number, onTruth: (row: Truth) => void): Generator<Fact> {
  const { startMs, durationS } = plan;
  const fromMs = Math.round(startMs + 1000 * fromS);
  const queue = new DraftQueue();
  const ledger = new Ledger(plan.targets, plan.sites, plan.place, startMs, durationS);
  const reach = plan.targets.concat(plan.fakes).map(reachOf);
  let seq = 0;
  for (const opening of openingFacts(plan, fromS, fromMs)) yield { seq: ++seq, ...opening };
  const enqueue: Tell = (draft) => {
    if (draft.fact.timeMs > fromMs) queue.push(draft);
  };
  const firstBlock = Math.max(0, Math.floor(fromS / blockS) - 1);
  for (let block = firstBlock; block * blockS < durationS; block++) {
    simulateBlock(plan, reach, block, enqueue);
    const blockEndS = Math.min((block + 1) * blockS, durationS);
    for (let tickS = block * blockS + 1; tickS <= blockEndS; tickS++) {
      if (tickS <= fromS) continue;
      const tickMs = startMs + 1000 * tickS;
      for (let draft = queue.popUntil(tickMs); draft !== undefined; draft = queue.popUntil(tickMs)) {
        const { fact, targetId } = draft;
        if (targetId !== undefined) ledger.heard(targetId, fact.sensorId, fact.timeMs);
        yield { seq: ++seq, ...fact };
      }
      for (const row of ledger.rows(tickS)) onTruth(row);
      yield { seq: ++seq, kind: 'tick', timeMs: tickMs };
    }
  }
}

function* openingFacts(plan: Plan, fromS: number, timeMs: number) {
  for (const site of plan.sites) yield sensorFact(site, fromS, timeMs);
  for (const { command } of plan.zones) yield { kind: 'command' as const, timeMs, by: 'lab', command };
}

function sensorFact(site: Site, atS: number, timeMs: number) {
  const { sensorId, owner, name, sensor } = site;
  const state = statedState(site, atS);
  return { kind: 'sensor' as const, timeMs, sensorId, state, owner, name, sensor };
}

/** How far off a target can be heard at all. */
interface Reach {
  target: Target;
  reachM: number;
}

function reachOf(target: Target): Reach {
  let reachM = 200;
  const levelAt = (rangeM: number) =>
    target.voice.sourceDb - (20 / Math.LN10) * Math.log(rangeM) - 0.002 * rangeM;
  while (levelAt(reachM) > faintestDb) reachM += 200;
  return { target, reachM };
}

/** The rectangle within which a target can be heard in a block: west, south, east, north. */
interface Heard {
  target: Target;
  box: [number, number, number, number];
}

function heardIn({ target, reachM }: Reach, fromS: number, toS: number): Heard | undefined {
  const { bornS, endS, east, north } = target.path;
  const first = Math.max(0, Math.floor(fromS - oldestSoundS - bornS));
  const last = Math.min(endS, toS) - bornS;
  if (fromS - oldestSoundS > endS || last < 0) return undefined;
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = first; i <= Math.ceil(last); i++) {
    box[0] = Math.min(box[0], east[i] - reachM);
    box[1] = Math.min(box[1], north[i] - reachM);
    box[2] = Math.max(box[2], east[i] + reachM);
    box[3] = Math.max(box[3], north[i] + reachM);
  }
  return { target, box };
}

function simulateBlock(plan: Plan, reach: readonly Reach[], block: number, tell: Tell): void {
  const { startMs, durationS, chance, targets } = plan;
  const fromS = block * blockS;
  const toS = Math.min(fromS + blockS, durationS);
  const heard = reach.map((one) => heardIn(one, fromS, toS)).filter((one) => one !== undefined);
  const fakes = new Set(plan.fakes);
  for (const site of plan.sites) {
    tellStates(site, startMs, fromS, toS, tell);
    if (site.state === 'down' || site.isDeaf || site.lie === 'silence') continue;
    const random = chance(`${site.sensorId} block ${block}`);
    switch (site.sensor.type) {
      case 'radar':
        turnRadar(site, targets, random, startMs, fromS, toS, tell);
        break;
      case 'cooperative':
        transpond(site, targets, plan.place.frame, random, startMs, fromS, toS, tell);
        break;
      default: {
        const near = heard.filter(
          ({ target, box }) => fakes.has(target) === (site.lie === 'fakes') && isIn(box, site),
        );
        const candidates = near.map(({ target }) => target);
        const ear = plan.ears.get(site.sensorId);
        if (ear !== undefined) {
          listen(ear, site, candidates, chance, startMs, fromS, toS, tell);
          break;
        }
        const notice = site.sensor.type === 'spotter' ? spot : hear;
        notice(site, candidates, random, startMs, fromS, toS, tell);
      }
    }
  }
}

function isIn(box: readonly number[], { model }: Site): boolean {
  return model.east > box[0] && model.north > box[1] && model.east < box[2] && model.north < box[3];
}

/** The edge says that a sensor is stale, and when it is back. */
function tellStates(site: Site, startMs: number, fromS: number, toS: number, tell: Tell): void {
  if (site.state === 'down') return;
  for (const outage of site.outages) {
    for (const atS of [outage.staleS, outage.toS]) {
      if (atS < fromS || atS >= toS) continue;
      const timeMs = startMs + 1000 * atS + 5;
      tell({ fact: sensorFact(site, atS, timeMs), targetId: undefined });
    }
  }
}
