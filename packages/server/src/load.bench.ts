import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetectionEvent, SensorDescription } from '@kentongan/core/base/event';
import { createRandom } from '@kentongan/core/base/random';
import { accumulate, type LiveMessage, type Picture } from '@kentongan/core/tell/picture';
import { WebSocket } from 'ws';
import { addSimpleSensor, inviteOperator } from './index.ts';
import { operatorBearer } from './test/device.ts';

/**
 * Live load: 480 microphones and 20 radars report once a second what 60 drones give them, 2,000 detections a second
 * together, over keep-alive HTTP. Measured for each detection: from posting to its acknowledgement (it is durable), and
 * from posting to the first picture of a console, read and accumulated, that is as of after it. The server runs as a
 * process of its own. Ends by itself.
 *
 * `node packages/server/src/load.bench.ts [seconds]`
 */
const seconds = Number(process.argv[2] ?? 20);
const microphoneCount = 480;
const radarCount = 20;
const droneCount = 60;
const clutterPerScan = 46;
const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const sideM = 100_000;
const metresPerDegree = 111_200;
const lonScale = Math.cos((origin.latDeg * Math.PI) / 180);

const random = createRandom(7);
const posted: { atMs: number; count: number; ackMs: number; ackedWallMs: number }[] = [];

interface Place {
  east: number;
  north: number;
}

interface LoadSensor extends Place {
  bearer: string;
  report: () => Report[];
}

type Report = Pick<DetectionEvent, 'sensedMs' | 'measurement'>;

const drones = Array.from({ length: droneCount }, () => ({
  east: random.between(-sideM / 2, sideM / 2),
  north: random.between(-sideM / 2, sideM / 2),
  courseRad: random.between(0, 6.28),
}));
const startMs = Date.now();

function dronesNow(): Place[] {
  const flownM = ((Date.now() - startMs) / 1000) * 50;
  return drones.map(({ east, north, courseRad }) => ({
    east: east + flownM * Math.sin(courseRad),
    north: north + flownM * Math.cos(courseRad),
  }));
}

function geodetic({ east, north }: Place): { latDeg: number; lonDeg: number } {
  return {
    latDeg: origin.latDeg + north / metresPerDegree,
    lonDeg: origin.lonDeg + east / metresPerDegree / lonScale,
  };
}

function microphoneAt(place: Place): SensorDescription {
  return {
    type: 'acoustic',
    wave: 'sound',
    ...geodetic(place),
    heightM: 2,
    periodMs: 1000,
    coverage: { maxRangeM: 6000 },
    pd: { max: 0.95, halfRangeM: 3200, slope: 0.2 },
    clutter: { perReport: 0.01 },
    level: { sourceDb: 110, absorptionDbPerM: 0.002 },
    single: true,
    sigma: { levelDb: 4 },
  };
}

function radarAt(place: Place): SensorDescription {
  return {
    type: 'radar',
    wave: 'light',
    ...geodetic(place),
    heightM: 20,
    periodMs: 1000,
    coverage: { maxRangeM: 90_000 },
    pd: { max: 0.9 },
    clutter: { perReport: clutterPerScan },
    sigma: { rangeM: 40, bearingRad: 0.01 },
  };
}

/** Hears the nearest drone, else now and then something else. */
function hear(here: Place): Report[] {
  const nearestM = Math.min(
    ...dronesNow().map((drone) => Math.hypot(drone.east - here.east, drone.north - here.north)),
  );
  const isHeard = nearestM < 5000;
  const levelDb = isHeard ? 110 - 20 * Math.log10(Math.max(50, nearestM)) - 0.002 * nearestM : 20;
  if (!isHeard && random.uniform() > 0.01) return [];
  return [
    { sensedMs: Date.now(), measurement: { type: 'presence', levelDb: levelDb + 4 * random.gaussian() } },
  ];
}

function scan(here: Place): Report[] {
  const sensedMs = Date.now();
  const plots: Report[] = [];
  for (const drone of dronesNow()) {
    const east = drone.east - here.east;
    const north = drone.north - here.north;
    const rangeM = Math.hypot(east, north);
    if (rangeM > 90_000 || random.uniform() > 0.9) continue;
    plots.push(
      plot(sensedMs, rangeM + 40 * random.gaussian(), Math.atan2(east, north) + 0.01 * random.gaussian()),
    );
  }
  for (let k = random.poisson(clutterPerScan); k > 0; k--)
    plots.push(plot(sensedMs, random.between(0, 90_000), random.between(-3.14, 3.14)));
  return plots;
}

function plot(sensedMs: number, rangeM: number, bearingRad: number): Report {
  return { sensedMs, measurement: { type: 'rangeBearing', rangeM: Math.abs(rangeM), bearingRad } };
}

function enrolAll(dataDir: string): LoadSensor[] {
  const sensors: LoadSensor[] = [];
  for (let k = 0; k < microphoneCount + radarCount; k++) {
    const place = {
      east: random.between(-sideM / 2, sideM / 2),
      north: random.between(-sideM / 2, sideM / 2),
    };
    const isRadar = k >= microphoneCount;
    const sensor = isRadar ? radarAt(place) : microphoneAt(place);
    const { bearer } = addSimpleSensor(dataDir, { sensor });
    sensors.push({ ...place, bearer, report: () => (isRadar ? scan(place) : hear(place)) });
  }
  return sensors;
}

const agent = new Agent({ keepAlive: true, maxSockets: 600 });

function post(port: number, sensor: LoadSensor): void {
  const reports = sensor.report();
  const entry = {
    atMs: performance.now(),
    count: reports.length,
    ackMs: Number.NaN,
    ackedWallMs: Number.NaN,
  };
  const asked = request(
    {
      agent,
      port,
      host: '127.0.0.1',
      path: '/api/detections',
      method: 'POST',
      headers: { authorization: `Bearer ${sensor.bearer}` },
    },
    (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode !== 200) return;
        entry.ackMs = performance.now() - entry.atMs;
        entry.ackedWallMs = Date.now();
      });
    },
  );
  asked.on('error', () => undefined);
  asked.end(reports.map((report) => JSON.stringify(report)).join('\n'));
  posted.push(entry);
}

function percentile(values: number[], share: number): string {
  const sorted = values.sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
}

/** User and system time of a process so far, start included (proc(5), fields 14 and 15, in 1/100 s); NaN where there is no /proc. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'kentongan-load-'));
const sensors = enrolAll(dataDir);
const child = spawn(process.execPath, [join(import.meta.dirname, 'storm', 'child.ts'), dataDir, 'load'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
child.stdin.write('go\n');
const [line] = (await once(child.stdout, 'data')) as [Buffer];
const port = Number(line.toString());
const bearer = await operatorBearer(inviteOperator(dataDir, 'bench'));
const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, {
  headers: { authorization: `Bearer ${bearer}` },
});
const applied: { asOfMs: number; atMs: number }[] = [];
let picture: Picture | undefined;
let bytes = 0;
socket.on('message', (data: Buffer) => {
  const message = JSON.parse(data.toString()) as LiveMessage;
  picture = message.type === 'picture' ? message : accumulate(picture!, message);
  bytes += data.length;
  applied.push({ asOfMs: picture.asOfMs, atMs: performance.now() });
});
await once(socket, 'message');

const timers = sensors.map((sensor) => {
  let timer: NodeJS.Timeout;
  const begin = setTimeout(
    () => {
      post(port, sensor);
      timer = setInterval(() => post(port, sensor), 1000);
    },
    random.between(0, 1000),
  );
  return () => {
    clearTimeout(begin);
    clearInterval(timer);
  };
});
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
for (const stop of timers) stop();
await new Promise((resolve) => setTimeout(resolve, 2000));

// The first two seconds warm up.
const measured = posted.filter(({ atMs }) => atMs > posted[0].atMs + 2000);
const acks = measured.filter(({ ackMs }) => !Number.isNaN(ackMs));
const shown = acks.flatMap((entry) => {
  const first = applied.find(({ asOfMs }) => asOfMs >= entry.ackedWallMs);
  return first === undefined
    ? []
    : Array.from({ length: Math.max(1, entry.count) }, () => first.atMs - entry.atMs);
});
const detections = measured.reduce((sum, { count }) => sum + count, 0);
const confirmed = picture?.tracks.filter(({ status }) => status !== 'tentative').length;
console.log(
  `${(detections / (seconds - 2)).toFixed(0)} detections/s from ${sensors.length} sensors for ${seconds} s`,
);
console.log(
  `posted -> durable: p50 ${percentile(
    acks.map(({ ackMs }) => ackMs),
    0.5,
  )} ms, p99 ${percentile(
    acks.map(({ ackMs }) => ackMs),
    0.99,
  )} ms`,
);
console.log(
  `posted -> applied in the page: p50 ${percentile(shown, 0.5)} ms, p99 ${percentile(shown, 0.99)} ms`,
);
console.log(
  `unanswered posts ${measured.length - acks.length}, confirmed tracks ${confirmed} of ${droneCount}, ${(bytes / seconds / 1024).toFixed(0)} KiB/s to the page`,
);
const cpuS = cpuSeconds(child.pid!);
console.log(`server: ${(cpuS / (seconds + 2)).toFixed(2)} of one core`);
socket.terminate();
child.kill('SIGKILL');
agent.destroy();
await once(child, 'exit');
await rm(dataDir, { recursive: true });
