export { TrackNumbers } from './numbers.ts';
export { asterixFromTrack, type SystemTrack } from './track.ts';
