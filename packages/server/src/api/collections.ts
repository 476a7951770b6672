import {
  geojsonFromAlerts,
  geojsonFromSensors,
  geojsonFromTracks,
  geojsonFromZones,
  type FeatureCollection,
} from '@kentongan/core/tell/geojson';
import type { Region } from '../decide/index.ts';
import { ApiError } from './errors.ts';

const collections: Readonly<Record<string, (region: Region) => FeatureCollection>> = {
  tracks: ({ keeper, header }) => geojsonFromTracks([...keeper.tracks], header.origin),
  alerts: ({ keeper }) => geojsonFromAlerts([...keeper.alerts], (zoneId) => keeper.zone(zoneId)),
  zones: ({ keeper }) => geojsonFromZones([...keeper.zones]),
  sensors: ({ keeper }) => geojsonFromSensors([...keeper.sensors]),
};

/** What operators may have as GeoJSON, by name. */
export const collectionTitles: Readonly<Record<string, string>> = {
  tracks: 'What flies, with the ellipse that holds it with 90 %',
  alerts: 'Alerts in force, with the zone of each',
  zones: 'Zones that can be warned',
  sensors: 'Sensors, where they stand and how they do',
};

export function collectionOf(region: Region, name: string): FeatureCollection {
  if (Object.hasOwn(collections, name)) return collections[name](region);
  const expected = Object.keys(collections).join(', ');
  throw new ApiError('unknown', `expected one of ${expected}, found ${name.slice(0, 40)}`);
}
