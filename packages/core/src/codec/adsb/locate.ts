import { placeFromPair, placeNear } from './cpr.ts';
import type { CprPlace } from './cpr.ts';
import type { AircraftState, PositionCode } from './state.ts';

/** An even and an odd frame belong together for 10 s: at 1,000 kt that is 5 km, well below half a zone. */
const pairMs = 10_000;
/** As long may an aircraft's own last place resolve a single frame, and must a new place agree with it. */
const placeMs = 60_000;
/** No aircraft goes farther in `placeMs`: 50 km are 830 m/s. A frame put in a wrong zone is off by far more. */
const leapDeg = 50 / 111.2;

/**
 * Where the aircraft was when it sent `code`; undefined until a second frame, its last place or, on the surface, the
 * receiver's `site` resolves it. A place that disagrees with a fresh one discards both, and the next pair decides.
 */
export function locate(
  state: AircraftState,
  code: PositionCode,
  site: CprPlace | undefined,
): CprPlace | undefined {
  if (code.odd) state.odd = code;
  else state.even = code;
  const last = code.clockMs - state.placeClockMs <= placeMs ? state.place : undefined;
  const place = resolve(state, code, last, site);
  if (place === undefined) return undefined;
  if (last !== undefined && isLeap(last, place)) {
    state.even = undefined;
    state.odd = undefined;
    state.place = undefined;
    return undefined;
  }
  state.place = place;
  state.placeClockMs = code.clockMs;
  return place;
}

function resolve(
  state: AircraftState,
  code: PositionCode,
  last: CprPlace | undefined,
  site: CprPlace | undefined,
): CprPlace | undefined {
  const { even, odd } = state;
  const reference = code.onSurface ? (last ?? site) : undefined;
  if (even !== undefined && odd !== undefined && even.onSurface === odd.onSurface) {
    const paired =
      Math.abs(even.clockMs - odd.clockMs) <= pairMs && (!code.onSurface || reference !== undefined);
    const place = paired ? placeFromPair(even, odd, code, reference) : undefined;
    if (place !== undefined) return place;
  }
  const near = last ?? reference;
  return near === undefined ? undefined : placeNear(code, near, code.onSurface);
}

function isLeap(from: CprPlace, to: CprPlace): boolean {
  const north = to.latDeg - from.latDeg;
  const turned = Math.abs(to.lonDeg - from.lonDeg);
  const east = Math.min(turned, 360 - turned) * Math.cos((to.latDeg * Math.PI) / 180);
  return north * north + east * east > leapDeg * leapDeg;
}
