import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, Fact, Header, SensorEvent } from '../../base/event/index.ts';
import { createFrame, upAtHeight } from '../../base/frame.ts';
import { createRandom } from '../../base/random.ts';
import { createSensorModel, toLocal } from '../../base/sensor-model/index.ts';
import { stateFromSnapshot } from '../../base/snapshot.ts';
import { createTracker } from '../index.ts';
import type { State } from '../state.ts';

const header: Header = {
  kind: 'log', version: 1, region: 'rates', standing: 'test', startMs: 1_790_000_000_000,
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
}; // prettier-ignore
const frame = createFrame(header.origin);

interface Radar {
  statedPd: number;
  statedClutter: number;
  pd: number;
  clutter: number;
}

function radarEvent(i: number, { statedPd, statedClutter }: Radar): SensorEvent {
  return {
    seq: i + 1, kind: 'sensor', timeMs: header.startMs, sensorId: `r${i}`, state: 'up',
    sensor: {
      type: 'radar', wave: 'light', latDeg: 49.45, lonDeg: 30.9 + 0.2 * i, heightM: 0, periodMs: 1000, phaseMs: 500 * i,
      coverage: { maxRangeM: 30_000 }, pd: { max: statedPd }, clutter: { perReport: statedClutter },
      sigma: { rangeM: 25, bearingRad: 0.0087 },
    },
  }; // prettier-ignore
}

/** What the tracker believes of both radars after five minutes over six targets. */
function believed(radars: [Radar, Radar]): { clutter: number; pd: number }[] {
  const random = createRandom(7);
  const tracker = createTracker(header);
  const events = radars.map((radar, i) => radarEvent(i, radar));
  const models = events.map((event) => createSensorModel(frame, event));
  const local = new Float64Array(3);
  let seq = 0;
  const give = (fact: object): void => tracker.step({ seq: ++seq, ...fact } as Fact, () => {});
  events.forEach((event) => give(event));
  for (let half = 0; half <= 600; half++) {
    const timeMs = header.startMs + 500 * half;
    const i = half % 2;
    const sensorId = `r${i}`;
    const say = (rangeM: number, bearingRad: number): void => {
      const measurement: DetectionEvent['measurement'] = { type: 'rangeBearing', rangeM, bearingRad };
      give({ kind: 'detection', timeMs, sensorId, sensedMs: timeMs, measurement });
    };
    for (let target = 0; target < 6; target++) {
      if (random.uniform() > radars[i].pd) continue;
      const [east, north] = [-9000 + 3600 * target + 10 * half, 12_000 - 1500 * target - 5 * half];
      toLocal(
        models[i],
        local,
        east - models[i].east,
        north - models[i].north,
        upAtHeight(frame, east, north, 0) - models[i].up,
      );
      say(
        Math.hypot(local[0], local[1], local[2]) + 25 * random.gaussian(),
        Math.atan2(local[0], local[1]) + 0.0087 * random.gaussian(),
      );
    }
    for (let k = random.poisson(radars[i].clutter); k > 0; k--) {
      say(random.between(0, 30_000), random.between(0, 6.283));
    }
    if (i === 1) give({ kind: 'tick', timeMs });
  }
  const { state } = stateFromSnapshot(tracker.save()) as { state: State };
  return state.register.sensors.map(({ clutterPerReport, pdFactor, model }) => ({
    clutter: clutterPerReport,
    pd: pdFactor * model.pdMax,
  }));
}

const right: Radar = { statedPd: 0.9, statedClutter: 10, pd: 0.9, clutter: 10 };

test('rates that a radar states wrongly are unlearned within minutes', () => {
  const boastful: Radar = { statedPd: 0.95, statedClutter: 1, pd: 0.6, clutter: 15 };
  const timid: Radar = { statedPd: 0.4, statedClutter: 40, pd: 0.9, clutter: 4 };
  const [a, b] = believed([boastful, timid]);
  assert.ok(Math.abs(a.pd - 0.6) < 0.05, `Pd ${a.pd} of a radar that detects six in ten`);
  assert.ok(Math.abs(b.pd - 0.9) < 0.08, `Pd ${b.pd} of a radar that detects nine in ten`);
  assert.ok(a.clutter > 12 && a.clutter < 17, `${a.clutter} false detections believed of 15`);
  assert.ok(b.clutter > 3 && b.clutter < 8, `${b.clutter} false detections believed of 4`);
});

test('rates that are stated rightly stay as they are', () => {
  for (const { clutter, pd } of believed([right, right])) {
    assert.ok(Math.abs(clutter - 10) < 0.8, `${clutter} false detections believed of 10`);
    assert.ok(Math.abs(pd - 0.9) < 0.02, `Pd ${pd} believed of 0.9`);
  }
});
