import Type from 'typebox';
import { commandBodySchema, schemaOfKind } from '../../base/event/index.ts';

/** Shapes of the console's picture: one source for type, JSON Schema and validator. */

const id = Type.String({ minLength: 1 });
const ids = Type.Array(id);
const count = Type.Integer({ minimum: 0 });
const timeMs = Type.Number({ description: 'ms since 1970 UTC' });

/** A zone as it was last stated. */
export const zoneViewSchema = commandBodySchema.anyOf[0];

/** Signs of life and what admission thought of it; changes far more often than the sensor itself. */
export const sensorSignSchema = Type.Object({
  sensorId: id,
  lastSeenMs: Type.Optional(
    Type.Number({
      description:
        'when it last reported, an empty report or an open socket included; absent: not since the server started',
    }),
  ),
  admitted: Type.Integer({ minimum: 0, description: 'detections since the server started' }),
  refused: count,
  refusedWhy: Type.Optional(
    Type.String({ description: 'newest refusal in words, with what was expected and found' }),
  ),
  clockOffsetMs: Type.Optional(
    Type.Number({ description: 'sensor clock minus server clock, where the server could estimate it' }),
  ),
});

/** The last `sensor` event with its signs of life. */
export const sensorViewSchema = Type.Intersect([schemaOfKind.sensor, sensorSignSchema]);

/** One detection that a conclusion rests on, as far as the console may know it. */
export const contributionSchema = Type.Object({
  seq: Type.Integer({ minimum: 1, description: "the fact's, as in the conclusion's cause" }),
  sensorId: id,
  sensorType: Type.Optional(schemaOfKind.sensor.properties.sensor.properties.type),
  measurement: Type.Union([
    Type.Literal('presence'),
    Type.Literal('bearing'),
    Type.Literal('rangeBearing'),
    Type.Literal('position'),
  ]),
  sensedMs: timeMs,
});

/** Why a track or an alert: the detections in its `cause` that are still remembered, newest first. */
export const whySchema = Type.Object({
  of: Type.Union([Type.Literal('track'), Type.Literal('alert')]),
  id,
  contributions: Type.Array(contributionSchema),
});

/** Everything the console shows, now. Keys: sensorId, zoneId, trackId, trackId + zoneId, alertId. */
export const pictureSchema = Type.Object({
  header: schemaOfKind.log,
  standing: schemaOfKind.log.properties.standing,
  serverTimeMs: Type.Number({
    description: "the region's clock when this was said; in an exercise, the exercise's",
  }),
  asOfMs: Type.Number({
    description: 'time of the newest tick, 0 before the first: conclusions are as of then',
  }),
  sensors: Type.Array(sensorViewSchema),
  zones: Type.Array(zoneViewSchema),
  tracks: Type.Array(schemaOfKind.track, { description: 'none is dropped' }),
  arrivals: Type.Array(schemaOfKind.arrival),
  alerts: Type.Array(schemaOfKind.alert, {
    description: 'in force, and all-clears and cancels until they expire',
  }),
  why: Type.Array(whySchema, {
    description: '/api/picture: of every track and alert; live: of those the reader selected',
  }),
});

/** What became different since the message before: newest value per key, and the keys that are no more. */
export const changesSchema = Type.Object({
  serverTimeMs: timeMs,
  asOfMs: timeMs,
  sensors: Type.Array(sensorViewSchema),
  signs: Type.Array(sensorSignSchema),
  zones: Type.Array(zoneViewSchema),
  tracks: Type.Array(schemaOfKind.track),
  arrivals: Type.Array(schemaOfKind.arrival),
  alerts: Type.Array(schemaOfKind.alert),
  why: Type.Array(whySchema),
  zonesRemoved: ids,
  dropped: Type.Array(id, { description: 'trackIds; their arrivals go with them' }),
  arrivalsGone: Type.Array(id, { description: 'keys of arrivals that are no longer foreseen' }),
  alertsGone: Type.Array(id, { description: 'alertIds that expired' }),
});

/** What a reader of `GET /api/live` may send: whose `why` it wants to be told; replaces the last choice. */
export const liveRequestSchema = Type.Object({
  type: Type.Literal('select'),
  tracks: Type.Optional(Type.Array(id, { maxItems: 16 })),
  alerts: Type.Optional(Type.Array(id, { maxItems: 16 })),
});
