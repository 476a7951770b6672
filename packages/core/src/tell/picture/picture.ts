import type { Static } from 'typebox';
import type {
  changesSchema,
  contributionSchema,
  liveRequestSchema,
  pictureSchema,
  sensorSignSchema,
  sensorViewSchema,
  whySchema,
  zoneViewSchema,
} from './schema.ts';

export type ZoneView = Static<typeof zoneViewSchema>;
export type SensorSign = Static<typeof sensorSignSchema>;
export type SensorView = Static<typeof sensorViewSchema>;
export type Contribution = Static<typeof contributionSchema>;
export type Why = Static<typeof whySchema>;
export type Picture = Static<typeof pictureSchema>;
export type Changes = Static<typeof changesSchema>;
export type LiveRequest = Static<typeof liveRequestSchema>;

/** First message of `GET /api/live`. */
export type PictureMessage = { type: 'picture' } & Picture;

/** What the server sends on `GET /api/live`: the picture, then changes. */
export type LiveMessage = PictureMessage | ({ type: 'changes' } & Changes);
