export { cotFromAlert } from './alert.ts';
export { cotFromTrack, cotUidPrefix, type CotContext } from './track.ts';
