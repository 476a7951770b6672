import Type, { type Static, type TSchema } from 'typebox';
import { commandBodySchema, schemaOfKind, sensorDescriptionSchema } from '../../base/event/index.ts';
import {
  changesSchema,
  liveRequestSchema,
  pictureSchema,
  sensorSignSchema,
  whySchema,
  zoneViewSchema,
} from '../picture/schema.ts';
import { sourceSchema, sourcesSchema } from '../sources/index.ts';

/** Bodies of requests and answers over HTTP. */

const text = Type.String({ minLength: 1 });
const count = Type.Integer({ minimum: 0 });
const timeMs = Type.Number({ description: 'ms since 1970 UTC' });
const nullableTimeMs = Type.Union([timeMs, Type.Null()]);
const { standing } = schemaOfKind.log.properties;
const { level, alertId, zoneId } = schemaOfKind.alert.properties;
const evidenceStatus = schemaOfKind.track.properties.evidence.properties.status;

export const healthSchema = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
  standing,
  version: Type.String(),
  region: text,
  timeMs,
  lagMs: Type.Number({ minimum: 0, description: 'how old the conclusions are' }),
  sensors: Type.Object({ up: count, stale: count, down: count }),
  tracks: Type.Object({ tentative: count, confirmed: count }),
  alerts: Type.Object({ watch: count, warning: count }),
  reasons: Type.Optional(Type.Array(Type.String(), { description: 'what is wrong, where something is' })),
});

export const errorSchema = Type.Object({
  error: Type.Enum([
    'malformed',
    'unauthorised',
    'forbidden',
    'revoked',
    'tooLarge',
    'tooMany',
    'busy',
    'unknown',
    'unknownPath',
    'noRegion',
  ]),
  message: Type.String({ description: 'one sentence with what was expected and what was found' }),
  serverTimeMs: timeMs,
});

const position = Type.Array(Type.Number(), { minItems: 2, maxItems: 3 });
const ring = Type.Array(position, { minItems: 4 });

export const geometrySchema = Type.Union([
  Type.Object({ type: Type.Literal('Point'), coordinates: position }),
  Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(ring) }),
  Type.Object({ type: Type.Literal('MultiPolygon'), coordinates: Type.Array(Type.Array(ring)) }),
  Type.Null(),
]);

/** RFC 7946. */
export const featureSchema = Type.Object({
  type: Type.Literal('Feature'),
  id: Type.Optional(text),
  geometry: geometrySchema,
  properties: Type.Record(Type.String(), Type.Unknown()),
});
export const featureCollectionSchema = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(featureSchema),
});

const link = Type.Object({ rel: text, href: text, type: text });
const links = Type.Array(link);

/** OGC API Features (17-069r4). */
export const ogcLandingSchema = Type.Object({ title: text, description: text, links });
export const ogcConformanceSchema = Type.Object({ conformsTo: Type.Array(text) });
export const ogcCollectionSchema = Type.Object({
  id: text,
  title: text,
  itemType: Type.Literal('feature'),
  crs: Type.Array(text),
  links,
});
export const ogcCollectionsSchema = Type.Object({ links, collections: Type.Array(ogcCollectionSchema) });
export const ogcItemsSchema = Type.Intersect([
  featureCollectionSchema,
  Type.Object({ timeStamp: text, numberMatched: count, numberReturned: count, links }),
]);
export const ogcItemSchema = Type.Intersect([featureSchema, Type.Object({ links })]);

/** Exactly these properties, and always all of them; null where there is nothing to say. */
export const publicAlertSchema = Type.Object({
  type: Type.Literal('Feature'),
  geometry: geometrySchema,
  properties: Type.Object(
    {
      alertId,
      zoneId,
      name: Type.Record(Type.String(), Type.String()),
      revision: Type.Integer({ minimum: 1 }),
      level,
      standing,
      class: text,
      etaMs: nullableTimeMs,
      etaP10Ms: nullableTimeMs,
      etaP90Ms: nullableTimeMs,
      evidence: Type.Object({ status: evidenceStatus, sources: count, kinds: Type.Array(text) }),
      sentMs: timeMs,
      expiresMs: timeMs,
      allClear: Type.Boolean(),
      cancel: Type.Boolean(),
      text: Type.Record(Type.String(), Type.String()),
      signature: Type.String({
        description: 'Ed25519 over RFC 8785 JSON of geometry and properties, base64url',
      }),
    },
    { additionalProperties: false },
  ),
});

export const publicAlertsSchema = Type.Object({
  type: Type.Literal('FeatureCollection'),
  standing,
  serverTimeMs: timeMs,
  publicKey: Type.String({ description: 'Ed25519, base64url' }),
  features: Type.Array(publicAlertSchema),
});

export const enrolRequestSchema = Type.Object({
  token: text,
  publicKey: Type.Unknown({
    description: 'Ed25519: 32 bytes (base64url, base64, hex), SPKI (DER or PEM), or a JWK',
  }),
  sensor: Type.Partial(sensorDescriptionSchema),
  name: Type.Optional(text),
  spotter: Type.Optional(
    Type.Object(
      { publicKey: Type.Unknown(), sensor: Type.Partial(sensorDescriptionSchema) },
      { description: 'the person beside the device: a second sensor of the same owner' },
    ),
  ),
});
export const enrolAnswerSchema = Type.Object({
  sensorId: text,
  spotterId: Type.Optional(text),
  standing: Type.Optional(standing),
});

export const sessionRequestSchema = Type.Union([
  Type.Object({ sensorId: text, timeMs, nonce: text, signature: text }),
  Type.Object({ token: Type.String({ description: "an operator's, good once" }) }),
]);
export const sessionAnswerSchema = Type.Object({
  bearer: text,
  expiresMs: timeMs,
  operator: Type.Optional(text),
});

export const detectionsAnswerSchema = Type.Object({
  admitted: count,
  refused: Type.Array(Type.Object({ line: Type.Integer({ minimum: 1 }), code: text, why: text }), {
    maxItems: 100,
  }),
  refusedCount: count,
});

export const commandRequestSchema = Type.Object(
  { command: commandBodySchema },
  { additionalProperties: false },
);
export const givenCommandSchema = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  timeMs,
  by: text,
  second: Type.Optional(text),
});
export const pendingCommandSchema = Type.Object({
  pendingId: text,
  standing,
  by: text,
  command: commandBodySchema,
  expiresMs: timeMs,
  declinedBy: Type.Optional(text),
});
export const pendingCommandsSchema = Type.Object({
  operator: text,
  serverTimeMs: timeMs,
  pending: Type.Array(pendingCommandSchema),
});
/** A command that a second operator has to confirm; where one declined it, who: it stays that long to be seen. */
export type PendingCommand = Static<typeof pendingCommandSchema>;
/** What waits, and who asks. */
export type PendingCommands = Static<typeof pendingCommandsSchema>;
/** A command that is in the log. */
export type GivenCommand = Static<typeof givenCommandSchema>;
export const revokedSchema = Type.Object({ sensorId: text, state: Type.Literal('revoked'), by: text });

/** By the names that the document gives them; what stands in several is referred to by name. */
export const components: Readonly<Record<string, TSchema>> = {
  Header: schemaOfKind.log,
  SensorDescription: sensorDescriptionSchema,
  SensorEvent: schemaOfKind.sensor,
  Detection: schemaOfKind.detection,
  Track: schemaOfKind.track,
  Arrival: schemaOfKind.arrival,
  Alert: schemaOfKind.alert,
  Zone: zoneViewSchema,
  Command: commandBodySchema,
  SensorSign: sensorSignSchema,
  Why: whySchema,
  Picture: pictureSchema,
  Changes: changesSchema,
  LiveRequest: liveRequestSchema,
  Source: sourceSchema,
  Sources: sourcesSchema,
  Health: healthSchema,
  Error: errorSchema,
  Geometry: geometrySchema,
  Feature: featureSchema,
  FeatureCollection: featureCollectionSchema,
  OgcLanding: ogcLandingSchema,
  OgcConformance: ogcConformanceSchema,
  OgcCollection: ogcCollectionSchema,
  OgcCollections: ogcCollectionsSchema,
  OgcItems: ogcItemsSchema,
  OgcItem: ogcItemSchema,
  PublicAlert: publicAlertSchema,
  PublicAlerts: publicAlertsSchema,
  EnrolRequest: enrolRequestSchema,
  EnrolAnswer: enrolAnswerSchema,
  SessionRequest: sessionRequestSchema,
  SessionAnswer: sessionAnswerSchema,
  DetectionsAnswer: detectionsAnswerSchema,
  CommandRequest: commandRequestSchema,
  GivenCommand: givenCommandSchema,
  PendingCommand: pendingCommandSchema,
  PendingCommands: pendingCommandsSchema,
  Revoked: revokedSchema,
};
