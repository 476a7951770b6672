import {
  checkFact,
  type Checked,
  type Header,
  type SensorDescription,
  type SensorEvent,
} from '../base/event/index.ts';
import { createFrame, enuFromGeodetic } from '../base/frame.ts';

export interface ImplausibleSensor {
  /** JSON pointer into the description. */
  at: string;
  expected: string;
  found: string;
}

/** A region's plane serves so far from its origin; who stands further off belongs to another region. */
const farthestM = 1_000_000;
/** A shorter period would make every second thousands of silences to weigh. */
const shortestPeriodMs = 100;
const longestPeriodMs = 86_400_000;
/** Line of sight to what flies at 100 km. */
const longestRangeM = 1_200_000;
const mostClutter = 10_000;

/** A description from outside, as a sensor of this region; `at` is a JSON pointer that begins with `/sensor`. */
export function sensorFrom(sensor: unknown, origin: Header['origin']): Checked<SensorDescription> {
  const checked = checkFact({ seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's', state: 'up', sensor });
  if (!checked.ok) return checked;
  const described = (checked.value as SensorEvent).sensor;
  const implausible = implausibleSensor(origin, described);
  if (implausible === undefined) return { ok: true, value: described };
  return { ok: false, ...implausible, at: `/sensor${implausible.at}` };
}

/** What a sensor of this region cannot be, by what it says of itself. undefined where it can. */
export function implausibleSensor(
  origin: Header['origin'],
  sensor: SensorDescription,
): ImplausibleSensor | undefined {
  const { latDeg, lonDeg, periodMs, coverage, clutter } = sensor;
  const [east, north] = enuFromGeodetic(createFrame(origin), new Float64Array(3), latDeg, lonDeg, 0);
  const farM = Math.sqrt(east * east + north * north);
  // On the far side of the earth the plane's metres grow small again.
  const isBehind = Math.abs(latDeg - origin.latDeg) > 15;
  if (farM > farthestM || isBehind)
    return {
      at: '/latDeg',
      expected: `a place within ${farthestM / 1000} km of the region's origin`,
      found: `${latDeg}, ${lonDeg}`,
    };
  if (periodMs !== undefined && !(periodMs >= shortestPeriodMs && periodMs <= longestPeriodMs))
    return outside('/periodMs', `from ${shortestPeriodMs} to ${longestPeriodMs} ms`, periodMs);
  const rangeM = coverage?.maxRangeM;
  if (rangeM !== undefined && rangeM > longestRangeM)
    return outside('/coverage/maxRangeM', `at most ${longestRangeM} m`, rangeM);
  if (clutter !== undefined && clutter.perReport > mostClutter)
    return outside('/clutter/perReport', `at most ${mostClutter}`, clutter.perReport);
  return undefined;
}

function outside(at: string, expected: string, found: number): ImplausibleSensor {
  return { at, expected, found: String(found) };
}
