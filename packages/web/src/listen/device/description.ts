import type { SensorDescription } from '@kentongan/core/base/event';

export interface Place {
  latDeg: number;
  lonDeg: number;
}

/** A person who looks up when they like: hears to about 2.5 km, says so 1 to 10 s later, sometimes points wrongly. */
export function spotterDescription(place: Place): SensorDescription {
  return {
    type: 'spotter',
    wave: 'sound',
    ...place,
    coverage: { maxRangeM: 8000 },
    pd: { max: 0.7, halfRangeM: 2500, slope: 0.25 },
    outlier: 0.05,
    sigma: { bearingRad: 0.35 },
    delayMs: { min: 1000, max: 10_000 },
  };
}

/** "49.84, 24.03", also with other separators and a comma as decimal point where it is unambiguous. */
export function placeFrom(text: string): Place | undefined {
  const spaced = text.trim().replaceAll(/(\d),(\d)/g, text.includes('.') ? '$1 $2' : '$1.$2');
  const numbers = spaced.split(/[\s,;/]+/).filter((part) => part !== '');
  if (numbers.length !== 2) return undefined;
  const [latDeg, lonDeg] = numbers.map(Number);
  const isPlace = Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
  return isPlace ? { latDeg, lonDeg } : undefined;
}
