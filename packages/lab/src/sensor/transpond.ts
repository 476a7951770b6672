import { geodeticFromEnu, localFromEnu, type Frame } from '@kentongan/core/base/frame';
import type { Random } from '@kentongan/core/base/random';
import { stateAt, stateSize } from '../scenario/path.ts';
import type { Target } from '../scenario/target.ts';
import { admittedMs, type Tell } from './draft.ts';
import { roundTo } from './network.ts';
import type { Site } from './site.ts';

const everyS = 3;
const received = 0.9;
const state = new Float64Array(stateSize);
const geodetic = new Float64Array(3);

/** ADS-B in a block of time: where an aircraft says that it is, as long as its transponder is on. */
export function transpond(
  site: Site,
  targets: readonly Target[],
  frame: Frame,
  random: Random,
  startMs: number,
  fromS: number,
  toS: number,
  tell: Tell,
): void {
  const positionM = site.model.sigma.positionM ?? 15;
  for (const target of targets) {
    const { transponder, path } = target;
    if (transponder === undefined) continue;
    for (let atS = fromS + random.between(0, everyS); atS < toS; atS += everyS) {
      const isReceived = random.uniform() < received;
      if (!isReceived || atS > transponder.untilS || !stateAt(path, state, atS)) continue;
      const east = state[0] + positionM * random.gaussian();
      const north = state[1] + positionM * random.gaussian();
      geodeticFromEnu(frame, geodetic, east, north, state[2]);
      const [latDeg, lonDeg, heightM] = geodetic;
      const r = localFromEnu(frame, latDeg, lonDeg);
      const [vE, vN, vU] = [state[3], state[4], state[5]];
      const trueMs = startMs + 1000 * atS;
      const fact = {
        kind: 'detection' as const,
        timeMs: admittedMs(random, trueMs),
        sensorId: site.sensorId,
        sensedMs: Math.round(trueMs + site.clockMs),
        measurement: {
          type: 'position' as const,
          latDeg: roundTo(latDeg, 6),
          lonDeg: roundTo(lonDeg, 6),
          heightM: roundTo(heightM, 0),
          eastMps: roundTo(r[0] * vE + r[1] * vN + r[2] * vU, 1),
          northMps: roundTo(r[3] * vE + r[4] * vN + r[5] * vU, 1),
          upMps: roundTo(r[6] * vE + r[7] * vN + r[8] * vU, 1),
        },
        identity: { scheme: 'icao24' as const, id: transponder.id, verified: false },
      };
      tell({ fact, targetId: target.targetId });
    }
  }
}
