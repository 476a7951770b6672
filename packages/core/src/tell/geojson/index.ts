export {
  geojsonFromAlerts,
  geojsonFromSensors,
  geojsonFromTracks,
  geojsonFromZones,
  type Feature,
  type FeatureCollection,
} from './operators.ts';
export { publicGeojsonFromTracks } from './public.ts';
export { isSelected, type Selection } from './select.ts';
