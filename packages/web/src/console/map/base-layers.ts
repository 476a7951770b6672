import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibre, StyleSpecification } from 'maplibre-gl';

/** The offline base map: land, coast, borders and towns from files beside the page (`build/base-map.ts`). */

const cellDeg = 10;
/** Below this zoom the coarse world is enough. */
const fineZoom = 4.5;
/** Cells kept at most; the ones longest out of sight go first. */
const cellCapacity = 24;
const fonts = ['DejaVu Sans', 'sans-serif'];

interface Cell {
  land: number[][][][];
  coast: number[][][];
  borders: number[][][];
  towns: [number, number, string, number][];
}

export interface Palette {
  sea: string;
  land: string;
  line: string;
  text: string;
  muted: string;
  ground: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    sea: of('--sea'),
    land: of('--land'),
    line: of('--line'),
    text: of('--text'),
    muted: of('--text-muted'),
    ground: of('--ground'),
  };
}

const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };

export function baseStyle(palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      world: { type: 'geojson', data: empty },
      land: { type: 'geojson', data: empty, tolerance: 0.2 },
      lines: { type: 'geojson', data: empty, tolerance: 0.2 },
      towns: { type: 'geojson', data: empty },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': palette.sea } },
      {
        id: 'world',
        type: 'fill',
        source: 'world',
        maxzoom: fineZoom,
        paint: { 'fill-color': palette.land },
      },
      {
        id: 'land',
        type: 'fill',
        source: 'land',
        minzoom: fineZoom,
        paint: { 'fill-color': palette.land, 'fill-antialias': false },
      },
      {
        id: 'coast',
        type: 'line',
        source: 'lines',
        filter: ['==', ['get', 'kind'], 'coast'],
        paint: { 'line-color': palette.line, 'line-width': 1 },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'lines',
        filter: ['==', ['get', 'kind'], 'border'],
        paint: {
          'line-color': palette.muted,
          'line-opacity': 0.5,
          'line-width': 0.8,
          'line-dasharray': [4, 2],
        },
      },
    ],
  };
}

/** Town names lie above zones and below tracks, so they are added when those stand. */
export function addTownLayer(map: MapLibre, palette: Palette): void {
  map.addLayer({
    id: 'towns',
    type: 'symbol',
    source: 'towns',
    filter: ['>=', ['zoom'], ['match', ['get', 'rank'], 0, 5, 1, 8, 10]],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': fonts,
      'text-size': ['match', ['get', 'rank'], 0, 13, 11],
      'symbol-sort-key': ['get', 'rank'],
      'text-padding': 12,
    },
    paint: { 'text-color': palette.muted, 'text-halo-color': palette.land, 'text-halo-width': 1.2 },
  });
}

/** Loads the world once and the cells in sight as the map moves. Files come from beside the page; none from elsewhere. */
export class BaseCells {
  readonly #map: MapLibre;
  readonly #folder: string;
  readonly #cells = new Map<string, Cell | undefined>();

  constructor(map: MapLibre, folder: string) {
    this.#map = map;
    this.#folder = folder;
  }

  async start(): Promise<void> {
    this.#map.on('moveend', () => void this.#loadInSight());
    await Promise.all([this.#loadWorld(), this.#loadInSight()]);
  }

  async #loadWorld(): Promise<void> {
    const world = (await readJson(`${this.#folder}/world.json`)) as { land: number[][][][] } | undefined;
    if (world !== undefined) this.#source('world')?.setData(multiPolygon(world.land));
  }

  async #loadInSight(): Promise<void> {
    if (this.#map.getZoom() < fineZoom) return;
    const missing = this.#keysInSight().filter((key) => !this.#cells.has(key));
    if (missing.length === 0) return;
    await Promise.all(
      missing.map(async (key) => {
        this.#cells.set(key, undefined);
        this.#cells.set(key, (await readJson(`${this.#folder}/${key}.json`)) as Cell | undefined);
      }),
    );
    for (const key of this.#cells.keys()) {
      if (this.#cells.size <= cellCapacity) break;
      if (!this.#keysInSight().includes(key)) this.#cells.delete(key);
    }
    this.#draw();
  }

  #keysInSight(): string[] {
    const bounds = this.#map.getBounds();
    const keys: string[] = [];
    const column = (deg: number): number => Math.floor(deg / cellDeg) * cellDeg;
    for (let lon = column(bounds.getWest()); lon <= bounds.getEast(); lon += cellDeg) {
      for (let lat = column(bounds.getSouth()); lat <= bounds.getNorth(); lat += cellDeg) {
        if (lon >= -180 && lon < 180 && lat >= -90 && lat < 90) keys.push(`${lon}_${lat}`);
      }
    }
    return keys;
  }

  #draw(): void {
    const cells = [...this.#cells.values()].filter((cell) => cell !== undefined);
    this.#source('land')?.setData(multiPolygon(cells.flatMap((cell) => cell.land)));
    const line = (kind: string, coordinates: number[][][]) =>
      ({
        type: 'Feature',
        properties: { kind },
        geometry: { type: 'MultiLineString', coordinates },
      }) as const;
    this.#source('lines')?.setData({
      type: 'FeatureCollection',
      features: cells.flatMap((cell) => [line('coast', cell.coast), line('border', cell.borders)]),
    });
    this.#source('towns')?.setData({
      type: 'FeatureCollection',
      features: cells.flatMap((cell) =>
        cell.towns.map(([lon, lat, name, rank]) => ({
          type: 'Feature' as const,
          properties: { name, rank },
          geometry: { type: 'Point' as const, coordinates: [lon, lat] },
        })),
      ),
    });
  }

  #source(name: string): GeoJSONSource | undefined {
    return this.#map.getSource(name);
  }
}

function multiPolygon(coordinates: number[][][][]) {
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates } } as const;
}

/** A cell of open sea has no file. */
async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  return response.ok ? response.json() : undefined;
}
