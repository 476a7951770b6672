import 'maplibre-gl/dist/maplibre-gl.css';
import { createFrame } from '@kentongan/core/base/frame';
import type { Picture } from '@kentongan/core/tell/picture';
import { LngLatBounds, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { createEffect, on, onCleanup, onMount, type JSX } from 'solid-js';
import { words } from '../../words/index.ts';
import { zoneSelection, type Selection } from '../selection.ts';
import { BaseCells, baseStyle, readPalette } from './base-layers.ts';
import {
  sensorFeatures,
  spreadFeatures,
  trackFeatures,
  zoneFeatures,
  zoneLabelFeatures,
} from './features.ts';
import { drawMissingIcon } from './icons.ts';
import { addLayers, show } from './layers.ts';
import { Trails } from './trails.ts';

setWorkerUrl(workerUrl);

export interface MapViewProps {
  picture: Picture;
  regionMs: number;
  selection: Selection | undefined;
  heard: ReadonlySet<string>;
  theme: string;
  onSelect(selection: Selection | undefined): void;
}

/** The map explains the list: what flies, how sure we are of it, and who is warned. */
export function MapView(props: MapViewProps): JSX.Element {
  let holder!: HTMLDivElement;
  onMount(() => {
    const frame = createFrame(props.picture.header.origin);
    const map = createMap(holder, props.picture);
    const trails = new Trails();
    let isReady = false;

    const start = (): void => {
      addLayers(map);
      isReady = true;
      drawAll();
      void new BaseCells(map, new URL('../map', document.baseURI).pathname).start();
    };
    const drawAll = (): void => {
      if (!isReady) return;
      drawTracks();
      drawZones();
      drawSensors();
    };
    const drawTracks = (): void => {
      const { picture, selection } = props;
      trails.note(picture);
      show(map, 'tracks', trackFeatures(picture, selection?.of === 'track' ? selection.trackId : undefined));
      show(map, 'spread', spreadFeatures(picture, frame));
      show(map, 'trails', trails.features(picture.asOfMs));
    };
    const drawZones = (): void => {
      const { selection } = props;
      const zones = zoneFeatures(
        props.picture,
        props.regionMs,
        selection?.of === 'zone' ? selection.zoneId : undefined,
      );
      show(map, 'zones', zones);
      show(map, 'zoneLabels', zoneLabelFeatures(zones));
    };
    const drawSensors = (): void => show(map, 'sensors', sensorFeatures(props.picture, props.heard));

    map.setMissingStyleImageResolver((name) => drawMissingIcon(map, name));
    map.on('load', start);
    selectOnClick(map, props);
    createEffect(
      on(
        () => [props.picture.tracks, props.selection],
        () => isReady && drawTracks(),
      ),
    );
    createEffect(
      on(
        () => [
          props.picture.zones,
          props.picture.alerts,
          props.selection,
          Math.floor(props.regionMs / 10_000),
        ],
        () => isReady && drawZones(),
      ),
    );
    createEffect(
      on(
        () => [props.picture.sensors, props.heard],
        () => isReady && drawSensors(),
      ),
    );
    createEffect(
      on(
        () => props.selection,
        // Once the panel beside it has taken its place, and the map is as wide as it will be.
        (selection) => setTimeout(() => goTo(map, props.picture, selection), 50),
      ),
    );
    createEffect(
      on(
        () => props.theme,
        () => {
          isReady = false;
          map.setStyle(baseStyle(readPalette()), { diff: false });
          map.once('style.load', start);
        },
        { defer: true },
      ),
    );
    const observer = new ResizeObserver(() => map.resize());
    observer.observe(holder);
    onCleanup(() => {
      observer.disconnect();
      map.remove();
    });
  });
  return <div class="map" ref={holder} role="application" aria-label={words().mapLabel} />;
}

function createMap(container: HTMLElement, picture: Picture): MapLibre {
  const map = new MapLibre({
    container,
    style: baseStyle(readPalette()),
    bounds: regionBounds(picture),
    fitBoundsOptions: { padding: 24 },
    dragRotate: false,
    attributionControl: { customAttribution: words().townsFrom, compact: true },
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({}), 'bottom-left');
  return map;
}

/** All zones and sensors but the far ones (an ADS-B receiver's reach is no reason to show a continent). */
function regionBounds(picture: Picture): LngLatBounds {
  const { latDeg, lonDeg } = picture.header.origin;
  const bounds = new LngLatBounds([lonDeg - 0.4, latDeg - 0.3], [lonDeg + 0.4, latDeg + 0.3]);
  for (const { sensor } of picture.sensors) bounds.extend([sensor.lonDeg, sensor.latDeg]);
  for (const zone of picture.zones) {
    const point = zone.polygon?.[0];
    if (point !== undefined) bounds.extend([point[0], point[1]]);
  }
  return bounds;
}

function selectOnClick(map: MapLibre, props: MapViewProps): void {
  const layers = ['tracks', 'zone-fill'];
  map.on('click', (event) => {
    const box: [[number, number], [number, number]] = [
      [event.point.x - 12, event.point.y - 12],
      [event.point.x + 12, event.point.y + 12],
    ];
    const hits = map.queryRenderedFeatures(box, { layers });
    const track = hits.find((hit) => hit.layer.id === 'tracks');
    const zone = hits.find((hit) => hit.layer.id === 'zone-fill');
    const id = String((track ?? zone)?.properties.id ?? '');
    if (track !== undefined) return props.onSelect({ of: 'track', trackId: id });
    props.onSelect(zone === undefined ? undefined : zoneSelection(props.picture, id));
  });
  for (const layer of layers) {
    map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
  }
}

/** Brings what was chosen in the list into sight, if it is not. */
function goTo(map: MapLibre, picture: Picture, selection: Selection | undefined): void {
  const at = selection === undefined ? undefined : placeOf(picture, selection);
  if (at !== undefined && !map.getBounds().contains(at)) map.easeTo({ center: at });
}

function placeOf(picture: Picture, selection: Selection): [number, number] | undefined {
  if (selection.of === 'track') {
    const track = picture.tracks.find((known) => known.trackId === selection.trackId);
    return track === undefined ? undefined : [track.lonDeg, track.latDeg];
  }
  const ring = picture.zones.find((zone) => zone.zoneId === selection.zoneId)?.polygon;
  return ring === undefined ? undefined : [ring[0][0], ring[0][1]];
}
