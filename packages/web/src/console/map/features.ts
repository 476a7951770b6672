import type { TrackEvent } from '@kentongan/core/base/event';
import type { Frame } from '@kentongan/core/base/frame';
import type { Picture, SensorView, ZoneView } from '@kentongan/core/tell/picture';
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { words } from '../../words/index.ts';
import { sayOf } from '../levels.tsx';
import { minutesText, zoneName } from '../urgency.ts';
import { trackIconName } from './icons.ts';
import { corridorRing, headingTick, planeOf, uncertaintyRing } from './shapes.ts';

/** What of the picture becomes what on the map. Pure: no map here. */

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

function feature(geometry: Geometry, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', geometry, properties };
}

/** The likeliest class, `unknown` where what is left of 1 is more. */
export function likeliestClass(track: TrackEvent): { name: string; probability: number } {
  let rest = 1;
  let best = { name: 'unknown', probability: 0 };
  for (const [name, probability] of Object.entries(track.classProb)) {
    rest -= probability;
    if (probability > best.probability) best = { name, probability };
  }
  return rest > best.probability ? { name: 'unknown', probability: rest } : best;
}

export function courseDeg(track: TrackEvent): number {
  return ((Math.atan2(track.eastMps, track.northMps) * 180) / Math.PI + 360) % 360;
}

/** Tentative tracks are kept off the map: most are chance. They stand in the counts. */
export function shownTracks(picture: Picture): TrackEvent[] {
  return picture.tracks.filter((track) => track.status === 'confirmed' || track.status === 'coasting');
}

export function trackFeatures(picture: Picture, selectedId: string | undefined): FeatureCollection {
  return collection(
    shownTracks(picture).map((track) => {
      const { name } = likeliestClass(track);
      return feature(
        { type: 'Point', coordinates: [track.lonDeg, track.latDeg] },
        {
          id: track.trackId,
          icon: trackIconName(name, track.evidence.status, track.status === 'coasting'),
          // A question mark stands upright; only shapes that have a nose are turned.
          turn: name === 'unknown' ? 0 : courseDeg(track),
          label: `${words().classNames[name] ?? name}${track.explainedBy === undefined ? '' : ` · ${track.explainedBy[0].id}`}`,
          explained: track.explainedBy !== undefined,
          selected: track.trackId === selectedId,
        },
      );
    }),
  );
}

/** The uncertainty ellipse, the heading tick and the corridor of each track, told apart by `kind`. */
export function spreadFeatures(picture: Picture, frame: Frame): FeatureCollection {
  const features: Feature[] = [];
  for (const track of shownTracks(picture)) {
    const plane = planeOf(frame, track);
    const polygon = (ring: Position[], kind: string): Feature =>
      feature({ type: 'Polygon', coordinates: [ring] }, { kind, explained: track.explainedBy !== undefined });
    features.push(polygon(uncertaintyRing(frame, plane), 'ellipse'));
    features.push(
      feature(
        { type: 'LineString', coordinates: headingTick(frame, plane) },
        { kind: 'heading', explained: track.explainedBy !== undefined },
      ),
    );
    const corridor = corridorRing(frame, plane);
    if (corridor.length > 0 && track.explainedBy === undefined) features.push(polygon(corridor, 'corridor'));
  }
  return collection(features);
}

export function zoneFeatures(
  picture: Picture,
  nowMs: number,
  selectedId: string | undefined,
): FeatureCollection {
  const alerts = new Map(picture.alerts.map((alert) => [alert.zoneId, alert]));
  const features: Feature[] = [];
  for (const zone of picture.zones) {
    const geometry = zoneGeometry(zone);
    if (geometry === undefined) continue;
    const alert = alerts.get(zone.zoneId);
    const level = alert === undefined ? 'quiet' : sayOf(alert);
    const name = zoneName(zone, zone.zoneId);
    const minutes =
      alert?.etaMs !== undefined && (level === 'warning' || level === 'watch')
        ? minutesText(alert.etaMs, nowMs)
        : '';
    features.push(
      feature(geometry, {
        id: zone.zoneId,
        level,
        selected: zone.zoneId === selectedId,
        minutes,
        label: minutes === '' ? name : `${minutes}\n${name}`,
        population: zone.population ?? 0,
      }),
    );
  }
  return collection(features);
}

/** Zones' labels stand at their middle, not once a polygon part. */
export function zoneLabelFeatures(zones: FeatureCollection): FeatureCollection {
  return collection(
    zones.features.map((zone) =>
      feature({ type: 'Point', coordinates: middleOf(zone.geometry) }, zone.properties ?? {}),
    ),
  );
}

function zoneGeometry(zone: ZoneView): Geometry | undefined {
  if (zone.geometry !== undefined) return zone.geometry as Geometry;
  return zone.polygon === undefined ? undefined : { type: 'Polygon', coordinates: [zone.polygon] };
}

function middleOf(geometry: Geometry): Position {
  const ring =
    geometry.type === 'MultiPolygon'
      ? geometry.coordinates[0][0]
      : geometry.type === 'Polygon'
        ? geometry.coordinates[0]
        : [];
  let [lon, lat] = [0, 0];
  for (const point of ring.slice(1)) {
    lon += point[0] / (ring.length - 1);
    lat += point[1] / (ring.length - 1);
  }
  return [lon, lat];
}

export function sensorFeatures(picture: Picture, heard: ReadonlySet<string>): FeatureCollection {
  return collection(
    picture.sensors
      .filter((sensor) => sensor.state !== 'revoked')
      .map((sensor: SensorView) =>
        feature(
          { type: 'Point', coordinates: [sensor.sensor.lonDeg, sensor.sensor.latDeg] },
          {
            id: sensor.sensorId,
            state: sensor.state,
            type: sensor.sensor.type,
            heard: heard.has(sensor.sensorId),
          },
        ),
      ),
  );
}
