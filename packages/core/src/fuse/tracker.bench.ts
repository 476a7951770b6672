/**
 * How fast the tracker is by itself: `node packages/core/src/fuse/tracker.bench.ts [RUNS]`. Seeded; prints detections a second
 * of processor time of all threads (best and median of the runs), and heap growth a report, for a few targets under two radars
 * and for a thousand under sixteen. Each run is a process with one tracker, as in use; the first fifth of a stream warms up.
 * On a busy machine only a comparison holds: `--beside INDEX` steps this tracker and that of another tree's fuse/index.ts by turns
 * in one process, and prints how many times as fast this one is on its own thread (all turns; median turn).
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Fact, Header } from '../base/event/index.ts';
import { createFrame, geodeticFromEnu } from '../base/frame.ts';
import { createRandom } from '../base/random.ts';
import { createTracker } from './index.ts';

const startMs = 1_790_000_000_000;
const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const header: Header = { kind: 'log', version: 1, region: 'bench', origin, standing: 'test', startMs };

interface Load {
  name: string;
  radars: number;
  targets: number;
  seconds: number;
  periodMs: number;
  reachM: number;
  clutter: number;
  halfM: number;
}

const loads: Load[] = [
  { name: '10 targets, 2 radars', radars: 2, targets: 10, seconds: 6000, periodMs: 1000, reachM: 30_000, clutter: 10, halfM: 12_000 },
  { name: '1,000 targets, 16 radars', radars: 16, targets: 1000, seconds: 600, periodMs: 10_000, reachM: 60_000, clutter: 100, halfM: 90_000 },
]; // prettier-ignore

/** Back and forth between -half and half, so that the load stays. */
function folded(place: number, half: number): number {
  const turned = (((place + half) % (4 * half)) + 4 * half) % (4 * half);
  return turned < 2 * half ? turned - half : 3 * half - turned;
}

function factsOf(load: Load): Fact[] {
  const random = createRandom(1);
  const frame = createFrame(origin);
  const side = Math.ceil(Math.sqrt(load.radars));
  const stepM = (1.6 * load.halfM) / side;
  const sites = Array.from({ length: load.radars }, (_, i) => ({
    east: ((i % side) - (side - 1) / 2) * stepM,
    north: (Math.floor(i / side) - (side - 1) / 2) * stepM,
  }));
  const targets = Array.from({ length: load.targets }, () => {
    const course = random.between(0, 2 * Math.PI);
    const place = () => random.between(-load.halfM, load.halfM);
    return { east: place(), north: place(), eastMps: 50 * Math.sin(course), northMps: 50 * Math.cos(course) };
  });
  const facts: Fact[] = sites.map(({ east, north }, i) => {
    const place = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
    return {
      seq: i + 1, kind: 'sensor', timeMs: startMs, sensorId: `r${i}`, state: 'up', owner: `o${i}`,
      sensor: {
        type: 'radar', wave: 'light', latDeg: place[0], lonDeg: place[1], heightM: place[2],
        periodMs: load.periodMs, phaseMs: (load.periodMs * i) / load.radars,
        coverage: { maxRangeM: load.reachM }, pd: { max: 0.85 }, clutter: { perReport: load.clutter },
        sigma: { rangeM: 40, bearingRad: 0.008 },
      },
    }; // prettier-ignore
  });
  const stepMs = load.periodMs / load.radars;
  for (let step = 0; step * stepMs <= load.seconds * 1000; step++) {
    const timeMs = startMs + step * stepMs;
    const site = sites[step % load.radars];
    const sensorId = `r${step % load.radars}`;
    const add = (rangeM: number, bearingRad: number): void => {
      const measurement = { type: 'rangeBearing', rangeM, bearingRad } as const;
      facts.push({
        seq: facts.length + 1,
        kind: 'detection',
        timeMs,
        sensorId,
        sensedMs: timeMs,
        measurement,
      });
    };
    for (const target of targets) {
      const flownS = (step * stepMs) / 1000;
      const east = folded(target.east + target.eastMps * flownS, load.halfM) - site.east;
      const north = folded(target.north + target.northMps * flownS, load.halfM) - site.north;
      const rangeM = Math.hypot(east, north) + 40 * random.gaussian();
      if (rangeM < 0 || rangeM > load.reachM || random.uniform() > 0.85) continue;
      add(rangeM, Math.atan2(east, north) + 0.008 * random.gaussian());
    }
    for (let k = random.poisson(load.clutter); k > 0; k--)
      add(random.between(0, load.reachM), random.between(0, 6.28));
    const last = step % load.radars === load.radars - 1;
    if (last) facts.push({ seq: facts.length + 1, kind: 'tick', timeMs });
  }
  return facts;
}

interface Run {
  detections: number;
  perS: number;
  grownBytes: number;
}

/** One tracker through one load, in this process. */
function run(load: Load): Run {
  const facts = factsOf(load);
  const warm = Math.floor(facts.length / 5);
  const tracker = createTracker(header);
  for (const fact of facts.slice(0, warm)) tracker.step(fact, () => {});
  const measured = facts.slice(warm);
  const detections = measured.filter((fact) => fact.kind === 'detection').length;
  const reports = (0.8 * load.seconds * 1000 * load.radars) / load.periodMs;
  const heap = process.memoryUsage().heapUsed;
  const started = process.cpuUsage();
  for (const fact of measured) tracker.step(fact, () => {});
  const used = process.cpuUsage(started);
  const grownBytes = Math.max(0, process.memoryUsage().heapUsed - heap) / reports;
  return { detections, perS: (detections / (used.user + used.system)) * 1e6, grownBytes };
}

/** The same in a process of its own. */
function runApart(index: number): Run {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--load', String(index)]);
  return JSON.parse(stdout.toString()) as Run;
}

/** Facts in turns of some 5,000, each up to a tick. */
function turnsOf(facts: readonly Fact[]): Fact[][] {
  const turns: Fact[][] = [[]];
  for (const fact of facts) {
    const turn = turns[turns.length - 1];
    turn.push(fact);
    if (fact.kind === 'tick' && turn.length >= 5000) turns.push([]);
  }
  return turns;
}

/** This tracker and another by turns, each first in every other. */
async function runBeside(path: string, load: Load): Promise<string> {
  const other = (await import(resolve(path))) as { createTracker: typeof createTracker };
  const trackers = [createTracker(header), other.createTracker(header)];
  const turns = turnsOf(factsOf(load));
  const allUs = [0, 0];
  const ratios: number[] = [];
  turns.forEach((facts, turn) => {
    const usedUs = [0, 0];
    for (const which of turn % 2 === 0 ? [0, 1] : [1, 0]) {
      const started = process.threadCpuUsage();
      for (const fact of facts) trackers[which].step(fact, () => {});
      const { user, system } = process.threadCpuUsage(started);
      usedUs[which] = user + system;
    }
    if (turn < turns.length / 5) return;
    allUs[0] += usedUs[0];
    allUs[1] += usedUs[1];
    ratios.push(usedUs[1] / usedUs[0]);
  });
  ratios.sort((a, b) => a - b);
  return `${(allUs[1] / allUs[0]).toFixed(3)}; ${ratios[ratios.length >> 1].toFixed(3)} of ${ratios.length} turns`;
}

if (process.argv[2] === '--beside') {
  for (const load of loads) process.stdout.write(`${load.name}: ${await runBeside(process.argv[3], load)}\n`);
} else if (process.argv[2] === '--load') {
  process.stdout.write(JSON.stringify(run(loads[Number(process.argv[3])])));
} else {
  const count = Number(process.argv[2] ?? 5);
  loads.forEach(({ name }, index) => {
    const runs = Array.from({ length: count }, () => runApart(index)).sort((a, b) => a.perS - b.perS);
    const best = runs[count - 1];
    process.stdout.write(
      `${name}: ${best.detections} detections, best ${Math.round(best.perS)}/s, median ${Math.round(runs[count >> 1].perS)}/s, ` +
        `heap growth ${Math.round(best.grownBytes)} bytes a report\n`,
    );
  });
}
