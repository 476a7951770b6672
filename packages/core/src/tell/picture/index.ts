export { accumulate, arrivalKey, emptyChanges, emptyPicture, hasChanges, merge } from './accumulate.ts';
export { PictureKeeper } from './keeper.ts';
export type {
  Changes,
  Contribution,
  LiveMessage,
  LiveRequest,
  Picture,
  PictureMessage,
  SensorSign,
  SensorView,
  Why,
  ZoneView,
} from './picture.ts';
