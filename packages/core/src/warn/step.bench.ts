import type { ArrivalEvent } from '../base/event/index.ts';
import { createRandom } from '../base/random.ts';
import { arrival, header, squareZone, tick, track } from '../base/testing/events.ts';
import { createWarner } from './step.ts';

// 1,000 zones and 1,000 tracks, each expected at 100 zones and said again every 10 s: what one second of the night costs.
const random = createRandom(11);
const step = createWarner(header);
const nothing = (): void => undefined;
for (let i = 0; i < 1000; i++) {
  step.step(squareZone(`z${i}`, random.between(-1e5, 1e5), random.between(-1e5, 1e5), 1500), nothing);
}
const seconds: number[] = [];
let alerts = 0;
for (let s = 1; s <= 40; s++) {
  const events = [];
  for (let t = 0; t < 1000; t++) {
    events.push(track(s, `t${t}`, [random.between(-1e5, 1e5), random.between(-1e5, 1e5), 50, 0]));
    if (t % 10 === s % 10) events.push(...arrivalsOf(s, `t${t}`));
  }
  events.push(tick(s));
  const began = process.cpuUsage().user;
  for (const event of events) step.step(event, () => void alerts++);
  seconds.push((process.cpuUsage().user - began) / 1000);
}
const steady = seconds.slice(20);
const mean = steady.reduce((sum, ms) => sum + ms, 0) / steady.length;
console.log(
  `a second of 1,000 tracks, 1,000 zones: min ${Math.min(...steady).toFixed(0)} ms, mean ${mean.toFixed(0)} ms of CPU`,
);
console.log(`${alerts} revisions in 40 s`);

function arrivalsOf(s: number, trackId: string): ArrivalEvent[] {
  return Array.from({ length: 100 }, () =>
    arrival(s, trackId, `z${random.below(1000)}`, 0.05 * random.uniform(), random.between(60, 1800)),
  );
}
