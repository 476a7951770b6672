export {
  geojsonFromTracks,
  publicGeojsonFromTracks,
  type Feature,
  type FeatureCollection,
} from './tracks.ts';
