/** Places on a hexagonal grid: one, and rings of 6, 12, … around it. */

export function placesIn(rings: number): number {
  return 1 + 3 * rings * (rings + 1);
}

/** Each place's east and north of the middle, in steps from one place to the next; row by row, south first. */
export function forHexagons(rings: number, visit: (east: number, north: number) => void): void {
  for (let q = -rings; q <= rings; q++) {
    for (let r = Math.max(-rings, -q - rings); r <= Math.min(rings, -q + rings); r++) {
      visit(q + r / 2, (Math.sqrt(3) / 2) * r);
    }
  }
}
