import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import { addTownLayer, readPalette } from './base-layers.ts';
import { hatchImage } from './icons.ts';

/** The layers of what Kentongan knows, over the base map, in drawing order: zones, towns, sensors, tracks. */

export type Layer = 'zones' | 'zoneLabels' | 'sensors' | 'spread' | 'trails' | 'tracks';

const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };
const fonts = ['DejaVu Sans', 'sans-serif'];
const sources: Layer[] = ['zones', 'zoneLabels', 'sensors', 'spread', 'trails', 'tracks'];

export function addLayers(map: MapLibre): void {
  const palette = readPalette();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  map.addImage('hatch', hatchImage(colour('warning')));
  for (const source of sources) map.addSource(source, { type: 'geojson', data: empty });
  addZoneLayers(map, colour);
  addTownLayer(map, palette);
  addSensorLayer(map, colour);
  addTrackLayers(map, colour);
}

export function show(map: MapLibre, layer: Layer, data: FeatureCollection): void {
  map.getSource<GeoJSONSource>(layer)?.setData(data);
}

type Colour = (name: string) => string;

function levelColour(colour: Colour) {
  return [
    'match',
    ['get', 'level'],
    'warning',
    colour('warning'),
    'watch',
    colour('watch'),
    'allClear',
    colour('all-clear'),
    colour('quiet'),
  ] as ['match', ['get', string], string, string, string, string, string, string, string];
}

function addZoneLayers(map: MapLibre, colour: Colour): void {
  map.addLayer({
    id: 'zone-fill',
    type: 'fill',
    source: 'zones',
    filter: ['in', ['get', 'level'], ['literal', ['warning', 'watch', 'allClear']]],
    paint: { 'fill-color': levelColour(colour), 'fill-opacity': 0.2 },
  });
  map.addLayer({
    id: 'zone-hatch',
    type: 'fill',
    source: 'zones',
    filter: ['==', ['get', 'level'], 'warning'],
    paint: { 'fill-pattern': 'hatch' },
  });
  map.addLayer({
    id: 'zone-line',
    type: 'line',
    source: 'zones',
    paint: {
      'line-color': levelColour(colour),
      'line-width': ['case', ['get', 'selected'], 3.5, ['==', ['get', 'level'], 'quiet'], 0.6, 2],
      'line-opacity': ['case', ['==', ['get', 'level'], 'quiet'], 0.55, 1],
    },
  });
  map.addLayer({
    id: 'zone-label',
    type: 'symbol',
    source: 'zoneLabels',
    filter: ['any', ['!=', ['get', 'level'], 'quiet'], ['>=', ['zoom'], 10.5]],
    layout: {
      // From afar the minutes matter, from near the names too; where it is crowded, warnings come first.
      'text-field': ['step', ['zoom'], ['get', 'minutes'], 9, ['get', 'label']],
      'text-font': fonts,
      'text-size': ['match', ['get', 'level'], 'warning', 15, 'watch', 13, 11],
      'text-padding': 4,
      'symbol-sort-key': ['match', ['get', 'level'], 'warning', 0, 'watch', 1, 2],
    },
    paint: {
      'text-color': colour('text'),
      'text-halo-color': colour('ground'),
      'text-halo-width': 1.6,
    },
  });
}

function addSensorLayer(map: MapLibre, colour: Colour): void {
  map.addLayer({
    id: 'sensors',
    type: 'circle',
    source: 'sensors',
    paint: {
      'circle-radius': [
        'interpolate',
        ['linear'],
        ['zoom'],
        6,
        ['case', ['get', 'heard'], 4, 1.1],
        10,
        ['case', ['get', 'heard'], 6, 2.6],
      ],
      'circle-color': [
        'case',
        ['get', 'heard'],
        colour('own'),
        ['==', ['get', 'state'], 'up'],
        colour('quiet'),
        'transparent',
      ],
      'circle-stroke-color': colour('unknown'),
      'circle-stroke-width': ['case', ['==', ['get', 'state'], 'up'], 0, 1],
    },
  });
}

function addTrackLayers(map: MapLibre, colour: Colour): void {
  const faint = (shown: number) =>
    ['case', ['get', 'explained'], shown / 3, shown] as ['case', ['get', string], number, number];
  map.addLayer({
    id: 'corridor',
    type: 'fill',
    source: 'spread',
    filter: ['==', ['get', 'kind'], 'corridor'],
    paint: { 'fill-color': colour('text'), 'fill-opacity': 0.07 },
  });
  map.addLayer({
    id: 'ellipse',
    type: 'fill',
    source: 'spread',
    filter: ['==', ['get', 'kind'], 'ellipse'],
    paint: { 'fill-color': colour('text'), 'fill-opacity': faint(0.15) },
  });
  map.addLayer({
    id: 'heading',
    type: 'line',
    source: 'spread',
    filter: ['==', ['get', 'kind'], 'heading'],
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': colour('text'), 'line-width': 2, 'line-opacity': faint(0.9) },
  });
  map.addLayer({
    id: 'trail',
    type: 'line',
    source: 'trails',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour('text'), 'line-width': 1.6, 'line-opacity': ['get', 'opacity'] },
  });
  map.addLayer({
    id: 'selected',
    type: 'circle',
    source: 'tracks',
    filter: ['get', 'selected'],
    paint: {
      'circle-radius': 22,
      'circle-color': 'transparent',
      'circle-stroke-color': colour('focus'),
      'circle-stroke-width': 3,
    },
  });
  map.addLayer({
    id: 'tracks',
    type: 'symbol',
    source: 'tracks',
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-rotate': ['get', 'turn'],
      'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.45, 8, 0.75, 11, 1],
      'text-field': ['step', ['zoom'], '', 9, ['get', 'label']],
      'text-font': fonts,
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 1.6],
      'text-optional': true,
    },
    paint: {
      'icon-opacity': faint(1),
      'text-color': colour('text'),
      'text-halo-color': colour('ground'),
      'text-halo-width': 1.4,
    },
  });
}
