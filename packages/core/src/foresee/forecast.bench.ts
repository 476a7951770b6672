import { createFrame } from '../base/frame.ts';
import { createRandom } from '../base/random.ts';
import { header, squareZone, track } from '../base/testing/events.ts';
import { areaFromZone, usualRadiusM, type ZoneCommand } from '../base/zone-area.ts';
import { createForecaster } from './forecast.ts';
import { createZoneIndex } from './zone-index.ts';

// 1,000 tracks over 1,000 zones of 200 x 200 km: at one forecast a track and 10 s, 100 a second are real time.
const random = createRandom(7);
const frame = createFrame(header.origin);
const rings = Array.from({ length: 1000 }, (_, i) => {
  const zone = squareZone(`z${i}`, random.between(-1e5, 1e5), random.between(-1e5, 1e5), 1500);
  const area = areaFromZone(frame, zone.command as ZoneCommand);
  if (area === undefined) throw new Error('a square has an outline');
  return { zoneId: `z${i}`, area, radiusM: usualRadiusM };
});
const tracks = Array.from({ length: 1000 }, (_, i) => {
  const course = random.between(0, 2 * Math.PI);
  const place = [random.between(-1e5, 1e5), random.between(-1e5, 1e5)] as const;
  return track(0, `t${i}`, [...place, 50 * Math.sin(course), 50 * Math.cos(course)]);
});
const indexedMs = process.cpuUsage().user;
const index = createZoneIndex(rings);
console.log(`index of 1,000 zones: ${((process.cpuUsage().user - indexedMs) / 1000).toFixed(0)} ms of CPU`);
const forecaster = createForecaster(frame);
const roundsMs: number[] = [];
for (let round = 0; round < 6; round++) {
  const beganMs = process.cpuUsage().user;
  let arrivals = 0;
  for (const one of tracks) arrivals += forecaster.forecast(one, index, 0.01).length;
  roundsMs.push((process.cpuUsage().user - beganMs) / 1000 / tracks.length);
  if (round === 0) console.log(`${arrivals} arrivals from 1,000 tracks`);
}
const mean = roundsMs.reduce((sum, ms) => sum + ms, 0) / roundsMs.length;
console.log(`one forecast: min ${Math.min(...roundsMs).toFixed(3)} ms, mean ${mean.toFixed(3)} ms of CPU`);
