/** A polygon's points are bounded: no area that people live in needs more. */
export const maxPolygonPoints = 100_000;

/** Anything else makes no decimal number (`Number` alone would take "0x1f", "1e3" and blanks). */
const decimalCharacters = /^[-+.,\d]*$/;

/**
 * Latitude and longitude in turn, in degrees, the last point the same as the first (CAP 1.2, 3.2.4: at least four).
 * Or what was expected and found.
 */
export function readCapPolygon(text: string): Float64Array | string {
  const pairs = text.trim().split(/\s+/);
  if (pairs.length > maxPolygonPoints)
    return `expected at most ${maxPolygonPoints} points, found ${pairs.length}`;
  if (pairs.length < 4) return `expected at least 4 points, found ${text.trim() === '' ? 0 : pairs.length}`;
  const points = new Float64Array(2 * pairs.length);
  for (let index = 0; index < pairs.length; index++) {
    const found = pointOf(pairs[index]);
    if (typeof found === 'string') return found;
    points[2 * index] = found[0];
    points[2 * index + 1] = found[1];
  }
  const isClosed = points[0] === points.at(-2) && points[1] === points.at(-1);
  return isClosed ? points : `expected the last point to be the first, ${pairs[0]}, found ${pairs.at(-1)}`;
}

/** Centre in degrees and radius in kilometres, or what was expected and found. */
export function readCapCircle(text: string): { latDeg: number; lonDeg: number; radiusKm: number } | string {
  const [pair, radius, ...rest] = text.trim().split(/\s+/);
  const centre = pointOf(pair);
  if (typeof centre === 'string') return centre;
  const radiusKm = /^\+?(\d+\.?\d*|\.\d+)$/.test(radius ?? '') ? Number(radius) : Number.NaN;
  if (rest.length > 0 || !Number.isFinite(radiusKm)) return `expected "lat,lon radius", found ${shown(text)}`;
  return { latDeg: centre[0], lonDeg: centre[1], radiusKm };
}

function pointOf(pair: string): [number, number] | string {
  const comma = pair.indexOf(',');
  const isPair = comma > 0 && comma < pair.length - 1 && decimalCharacters.test(pair);
  const latDeg = isPair ? Number(pair.slice(0, comma)) : Number.NaN;
  const lonDeg = Number(pair.slice(comma + 1));
  if (Number.isNaN(latDeg) || Number.isNaN(lonDeg)) return `expected "lat,lon", found ${shown(pair)}`;
  if (Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180)
    return `expected a point on Earth, found ${pair.slice(0, 40)}`;
  return [latDeg, lonDeg];
}

/** Five decimals are a metre. Points in turn as `readCapPolygon` gives them; closed here where they are not. */
export function writeCapPolygon(points: ArrayLike<number>): string {
  const pairs: string[] = [];
  for (let index = 0; index + 1 < points.length; index += 2) {
    pairs.push(`${decimal(points[index])},${decimal(points[index + 1])}`);
  }
  if (pairs.length > 0 && pairs[0] !== pairs.at(-1)) pairs.push(pairs[0]);
  return pairs.join(' ');
}

export function writeCapCircle(latDeg: number, lonDeg: number, radiusKm: number): string {
  return `${decimal(latDeg)},${decimal(lonDeg)} ${decimal(radiusKm)}`;
}

function decimal(value: number): string {
  const text = value.toFixed(5).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

function shown(text: string): string {
  return JSON.stringify(text.trim().slice(0, 40));
}
