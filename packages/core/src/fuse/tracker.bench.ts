/**
 * How fast the tracker is by itself: `node packages/core/src/fuse/tracker.bench.ts [RUNS]`. Seeded; prints detections a second
 * of processor time (best and mean of the runs, the first left out), and heap growth a report, for a few targets under two
 * radars and for a thousand under twenty.
 */
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
  { name: '10 targets, 2 radars', radars: 2, targets: 10, seconds: 3000, periodMs: 1000, reachM: 30_000, clutter: 10, halfM: 12_000 },
  { name: '1,000 targets, 16 radars', radars: 16, targets: 1000, seconds: 300, periodMs: 10_000, reachM: 60_000, clutter: 100, halfM: 90_000 },
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

const runs = Number(process.argv[2] ?? 5);
for (const load of loads) {
  const facts = factsOf(load);
  const detections = facts.filter((fact) => fact.kind === 'detection').length;
  const reports = (load.seconds * 1000 * load.radars) / load.periodMs;
  const rates: number[] = [];
  let grownBytes = 0;
  for (let run = 0; run <= runs; run++) {
    const tracker = createTracker(header);
    const heap = process.memoryUsage().heapUsed;
    const started = process.cpuUsage();
    for (const fact of facts) tracker.step(fact, () => {});
    const used = process.cpuUsage(started);
    if (run > 0) rates.push((detections / (used.user + used.system)) * 1e6);
    grownBytes = Math.max(0, process.memoryUsage().heapUsed - heap);
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  process.stdout.write(
    `${load.name}: ${detections} detections, best ${Math.round(Math.max(...rates))}/s, mean ${Math.round(mean)}/s, ` +
      `heap growth ${Math.round(grownBytes / reports)} bytes a report\n`,
  );
}
