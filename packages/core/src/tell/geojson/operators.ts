import type { AlertEvent, Header, SensorEvent, TrackEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { likeliestOf } from '../likeliest.ts';
import { horizontalSigmaM } from '../uncertainty.ts';
import { zoneGeometry, type Zone } from '../zone-ring.ts';
import { ninetyPercentRing } from './ellipse.ts';

/** RFC 7946: longitude first, WGS 84, metres above the ellipsoid. */
export type Geometry =
  | { type: 'Point'; coordinates: number[] }
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

export interface Feature {
  type: 'Feature';
  id?: string;
  geometry: Geometry | null;
  properties: Record<string, unknown>;
}

export interface FeatureCollection {
  type: 'FeatureCollection';
  features: Feature[];
}

/** For operators: each track that is not dropped, as exactly as it is known; `ellipse90` holds it with 90 %. */
export function geojsonFromTracks(
  tracks: readonly TrackEvent[],
  origin: Header['origin'],
): FeatureCollection {
  const frame = createFrame(origin);
  return collection(
    tracks
      .filter(({ status }) => status !== 'dropped')
      .map((track) => ({
        type: 'Feature',
        id: track.trackId,
        geometry: pointOf(track),
        properties: { ...trackProperties(track), ellipse90: ninetyPercentRing(frame, track) },
      })),
  );
}

function trackProperties(track: TrackEvent): Record<string, unknown> {
  const { trackId, timeMs, supportedMs, status, existence, eastMps, northMps, evidence, explainedBy } = track;
  const { name, probability } = likeliestOf(track);
  const sigmaM = horizontalSigmaM(track);
  return {
    trackId,
    timeMs,
    ...(supportedMs === undefined ? {} : { supportedMs }),
    status,
    existence,
    class: name,
    classProbability: probability,
    eastMps,
    northMps,
    ...(sigmaM === undefined ? {} : { sigmaM }),
    evidence: evidence.status,
    sources: evidence.sources,
    kinds: evidence.kinds,
    ...(explainedBy === undefined
      ? {}
      : { explainedBy: explainedBy.map(({ scheme, id }) => `${scheme} ${id}`) }),
  };
}

/** For operators: each alert in force with the zone that it is for. */
export function geojsonFromAlerts(
  alerts: readonly AlertEvent[],
  zoneOf: (zoneId: string) => Zone | undefined,
): FeatureCollection {
  return collection(
    alerts.map(({ kind: _kind, seq: _seq, cause: _cause, ...alert }) => ({
      type: 'Feature',
      id: alert.alertId,
      geometry: geometryOf(zoneOf(alert.zoneId)),
      properties: { ...alert },
    })),
  );
}

export function geojsonFromZones(zones: readonly Zone[]): FeatureCollection {
  return collection(
    zones.map((zone) => {
      const { type: _type, geometry: _geometry, polygon: _polygon, ...properties } = zone;
      return { type: 'Feature', id: zone.zoneId, geometry: geometryOf(zone), properties };
    }),
  );
}

/** For operators alone: where sensors stand is told to nobody else. */
export function geojsonFromSensors(sensors: readonly SensorEvent[]): FeatureCollection {
  return collection(
    sensors.map(({ sensorId, state, name, owner, timeMs, sensor }) => ({
      type: 'Feature',
      id: sensorId,
      geometry: pointOf(sensor),
      properties: {
        sensorId,
        state,
        ...(name === undefined ? {} : { name }),
        ...(owner === undefined ? {} : { owner }),
        timeMs,
        sensorType: sensor.type,
        wave: sensor.wave,
        ...(sensor.periodMs === undefined ? {} : { periodMs: sensor.periodMs }),
        ...(sensor.coverage?.maxRangeM === undefined ? {} : { maxRangeM: sensor.coverage.maxRangeM }),
      },
    })),
  );
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

function pointOf({
  latDeg,
  lonDeg,
  heightM,
}: {
  latDeg: number;
  lonDeg: number;
  heightM?: number;
}): Geometry {
  return { type: 'Point', coordinates: heightM === undefined ? [lonDeg, latDeg] : [lonDeg, latDeg, heightM] };
}

function geometryOf(zone: Zone | undefined): Geometry | null {
  return zone === undefined ? null : (zoneGeometry(zone) ?? null);
}
