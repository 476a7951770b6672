import Type, { type Static } from 'typebox';
import { targetClasses } from './classes.ts';

/**
 * The contract between steps, tools and other people's programs, version 1: one source for type, validator and
 * JSON Schema. Units: ms since 1970 UTC, m, m/s, rad; degrees only for latDeg and lonDeg (WGS 84); heightM above the
 * ellipsoid; bearings clockwise from true north at the sensor; levels in dB.
 */

const text = Type.String({ minLength: 1, maxLength: 200 });
const words = Type.String({ maxLength: 2000 });
const timeMs = Type.Number({ minimum: 0, maximum: 8.64e15, description: 'ms since 1970 UTC' });
const latDeg = Type.Number({ minimum: -90, maximum: 90, description: 'degrees north, WGS 84' });
const lonDeg = Type.Number({ minimum: -180, maximum: 180, description: 'degrees east, WGS 84' });
const heightM = Type.Number({ minimum: -12_000, maximum: 1_000_000, description: 'm above the ellipsoid' });
const probability = Type.Number({ minimum: 0, maximum: 1 });
const positive = Type.Number({ exclusiveMinimum: 0 });
const notNegative = Type.Number({ minimum: 0 });
const bearingRad = Type.Number({
  minimum: -6.2832,
  maximum: 6.2832,
  description: 'rad clockwise from true north at the sensor',
});
const elevationRad = Type.Number({
  minimum: -1.5708,
  maximum: 1.5708,
  description: 'rad up from the horizon',
});
const seq = Type.Integer({ minimum: 1, description: 'the only order: 1, 2, 3 …' });

const standing = Type.Union([Type.Literal('actual'), Type.Literal('exercise'), Type.Literal('test')]);
const targetClass = Type.Enum([...targetClasses, 'unknown']);
const evidenceStatus = Type.Union([
  Type.Literal('unverified'),
  Type.Literal('corroborated'),
  Type.Literal('verified'),
]);
const level = Type.Union([Type.Literal('quiet'), Type.Literal('watch'), Type.Literal('warning')]);

/** The first line of every log and file. */
export const headerSchema = Type.Object({
  kind: Type.Literal('log'),
  version: Type.Literal(1),
  region: text,
  origin: Type.Object({ latDeg, lonDeg, heightM }),
  standing,
  startMs: timeMs,
});

const sigma = Type.Object({
  rangeM: Type.Optional(positive),
  bearingRad: Type.Optional(positive),
  elevationRad: Type.Optional(positive),
  rangeRateMps: Type.Optional(positive),
  levelDb: Type.Optional(positive),
  frequencyHz: Type.Optional(positive),
  positionM: Type.Optional(positive),
  clockMs: Type.Optional(positive),
});

/** What a sensor is and can do, in its own words. */
export const sensorDescriptionSchema = Type.Object({
  type: Type.Union([
    Type.Literal('radar'),
    Type.Literal('acoustic'),
    Type.Literal('bearing'),
    Type.Literal('spotter'),
    Type.Literal('system'),
    Type.Literal('cooperative'),
  ]),
  wave: Type.Union([Type.Literal('light'), Type.Literal('sound'), Type.Literal('soundWater')]),
  waveMps: Type.Optional(positive),
  latDeg,
  lonDeg,
  heightM: Type.Optional(heightM),
  periodMs: Type.Optional(positive),
  phaseMs: Type.Optional(Type.Number()),
  coverage: Type.Optional(
    Type.Object({
      maxRangeM: Type.Optional(positive),
      minRangeM: Type.Optional(notNegative),
      minElevationRad: Type.Optional(elevationRad),
      horizon: Type.Optional(Type.Boolean()),
      centreRad: Type.Optional(bearingRad),
      widthRad: Type.Optional(positive),
    }),
  ),
  pd: Type.Optional(
    Type.Object({
      max: probability,
      halfRangeM: Type.Optional(positive),
      slope: Type.Optional(positive),
    }),
  ),
  clutter: Type.Optional(Type.Object({ perReport: notNegative })),
  outlier: Type.Optional(probability),
  single: Type.Optional(Type.Boolean()),
  sigma: Type.Optional(sigma),
  delayMs: Type.Optional(Type.Object({ min: notNegative, max: notNegative })),
  level: Type.Optional(
    Type.Object({ sourceDb: Type.Number(), absorptionDbPerM: Type.Optional(notNegative) }),
  ),
});

export const sensorSchema = Type.Object({
  seq,
  kind: Type.Literal('sensor'),
  timeMs,
  sensorId: text,
  state: Type.Union([
    Type.Literal('up'),
    Type.Literal('stale'),
    Type.Literal('down'),
    Type.Literal('revoked'),
  ]),
  owner: Type.Optional(text),
  domains: Type.Optional(Type.Record(Type.String(), text)),
  name: Type.Optional(text),
  sensor: sensorDescriptionSchema,
});

export const measurementSchema = Type.Union([
  Type.Object({
    type: Type.Literal('presence'),
    levelDb: Type.Optional(Type.Number()),
    frequencyHz: Type.Optional(positive),
  }),
  Type.Object({
    type: Type.Literal('bearing'),
    bearingRad,
    elevationRad: Type.Optional(elevationRad),
    levelDb: Type.Optional(Type.Number()),
  }),
  Type.Object({
    type: Type.Literal('rangeBearing'),
    rangeM: notNegative,
    bearingRad,
    elevationRad: Type.Optional(elevationRad),
    rangeRateMps: Type.Optional(Type.Number()),
  }),
  Type.Object({
    type: Type.Literal('position'),
    latDeg,
    lonDeg,
    heightM: Type.Optional(heightM),
    eastMps: Type.Optional(Type.Number()),
    northMps: Type.Optional(Type.Number()),
    upMps: Type.Optional(Type.Number()),
  }),
]);

const identity = Type.Object({
  scheme: Type.Union([Type.Literal('icao24'), Type.Literal('remoteid'), Type.Literal('mmsi')]),
  id: text,
  verified: Type.Optional(Type.Boolean()),
});

export const detectionSchema = Type.Object({
  seq,
  kind: Type.Literal('detection'),
  timeMs,
  sensorId: text,
  sensedMs: timeMs,
  scanId: Type.Optional(Type.Union([text, Type.Number()])),
  measurement: measurementSchema,
  sigma: Type.Optional(sigma),
  classLikelihood: Type.Optional(Type.Record(Type.String(), notNegative)),
  identity: Type.Optional(identity),
  sourceTrackId: Type.Optional(text),
  origin: Type.Optional(text),
  evidence: Type.Optional(Type.Object({ sha256: text, bytes: notNegative })),
  sound: Type.Optional(
    Type.Object({
      f0SigmaHz: Type.Optional(notNegative),
      slopeHzPerS: Type.Optional(Type.Number()),
      floorDb: Type.Optional(Type.Number()),
      snrDb: Type.Optional(Type.Number()),
      rangeNowM: Type.Optional(notNegative),
      model: Type.Optional(text),
      flags: Type.Optional(Type.Array(text, { maxItems: 32 })),
    }),
  ),
});

export const tickSchema = Type.Object({ seq, kind: Type.Literal('tick'), timeMs });

const coordinate = Type.Array(Type.Number(), { minItems: 2, maxItems: 3 });
const ring = Type.Array(coordinate, { minItems: 4, maxItems: 20_000 });

export const commandBodySchema = Type.Union([
  Type.Object({
    type: Type.Literal('zone'),
    zoneId: text,
    name: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 200 }))),
    geometry: Type.Optional(
      Type.Union([
        Type.Object({
          type: Type.Literal('Polygon'),
          coordinates: Type.Array(ring, { minItems: 1, maxItems: 1000 }),
        }),
        Type.Object({
          type: Type.Literal('MultiPolygon'),
          coordinates: Type.Array(Type.Array(ring, { minItems: 1, maxItems: 1000 }), {
            minItems: 1,
            maxItems: 1000,
          }),
        }),
      ]),
    ),
    polygon: Type.Optional(ring),
    population: Type.Optional(notNegative),
    shelterMs: Type.Optional(notNegative),
    zoneKind: Type.Optional(text),
    radiusM: Type.Optional(notNegative),
  }),
  Type.Object({ type: Type.Literal('zoneRemoved'), zoneId: text }),
  Type.Object({ type: Type.Literal('confirm'), trackId: text, why: Type.Optional(words) }),
  Type.Object({ type: Type.Literal('dismiss'), trackId: text, why: Type.Optional(words) }),
  Type.Object({
    type: Type.Literal('raise'),
    zoneId: text,
    level,
    why: Type.Optional(words),
    second: Type.Optional(text),
  }),
  Type.Object({
    type: Type.Literal('cancel'),
    alertId: text,
    why: Type.Optional(words),
    second: Type.Optional(text),
  }),
  Type.Object({
    type: Type.Literal('allClear'),
    alertId: text,
    why: Type.Optional(words),
    second: Type.Optional(text),
  }),
  Type.Object({ type: Type.Literal('policy'), policy: Type.Record(Type.String(), Type.Unknown()) }),
]);

export const commandSchema = Type.Object({
  seq,
  kind: Type.Literal('command'),
  timeMs,
  by: Type.Optional(text),
  command: commandBodySchema,
});

export const receiptSchema = Type.Object({
  seq,
  kind: Type.Literal('receipt'),
  timeMs,
  receipt: Type.Object({
    alertId: text,
    revision: Type.Integer({ minimum: 1 }),
    channel: text,
    state: Type.Union([
      Type.Literal('queued'),
      Type.Literal('sent'),
      Type.Literal('delivered'),
      Type.Literal('failed'),
    ]),
    attempt: Type.Optional(Type.Integer({ minimum: 0 })),
    why: Type.Optional(words),
  }),
});

const cause = Type.Array(seq, {
  maxItems: 64,
  description: 'seqs of the facts it rests on that weighed 0.05 or more',
});

export const trackSchema = Type.Object({
  seq,
  kind: Type.Literal('track'),
  timeMs,
  cause,
  trackId: text,
  status: Type.Union([
    Type.Literal('tentative'),
    Type.Literal('confirmed'),
    Type.Literal('coasting'),
    Type.Literal('dropped'),
  ]),
  existence: probability,
  latDeg,
  lonDeg,
  heightM: Type.Optional(heightM),
  eastMps: Type.Number(),
  northMps: Type.Number(),
  upMps: Type.Optional(Type.Number()),
  order: Type.Optional(
    Type.Array(
      Type.Union([
        Type.Literal('east'),
        Type.Literal('north'),
        Type.Literal('up'),
        Type.Literal('eastMps'),
        Type.Literal('northMps'),
        Type.Literal('upMps'),
      ]),
    ),
  ),
  covariance: Type.Array(Type.Number(), { minItems: 10, maxItems: 21 }),
  classProb: Type.Record(Type.String(), probability),
  evidence: Type.Object({
    sources: Type.Integer({ minimum: 0 }),
    kinds: Type.Array(text),
    status: evidenceStatus,
  }),
  supportedMs: Type.Optional(
    Type.Number({ description: 'when what last supported it was sensed: how old the knowledge is' }),
  ),
  explainedBy: Type.Optional(Type.Array(identity)),
  turnRateRadPerS: Type.Optional(
    Type.Number({ description: 'positive to the left (counter-clockwise seen from above)' }),
  ),
});

export const arrivalSchema = Type.Object({
  seq,
  kind: Type.Literal('arrival'),
  timeMs,
  cause,
  trackId: text,
  zoneId: text,
  probability,
  etaMs: timeMs,
  etaP10Ms: timeMs,
  etaP90Ms: timeMs,
});

export const reasonSchema = Type.Object({
  rule: text,
  trackId: Type.Optional(text),
  class: Type.Optional(targetClass),
  probability: Type.Optional(probability),
  evidence: Type.Optional(evidenceStatus),
  sources: Type.Optional(Type.Integer({ minimum: 0 })),
  kinds: Type.Optional(Type.Array(text)),
  etaMs: Type.Optional(timeMs),
  by: Type.Optional(Type.Array(text)),
  why: Type.Optional(words),
});

export const alertSchema = Type.Object({
  seq,
  kind: Type.Literal('alert'),
  timeMs,
  cause,
  alertId: text,
  zoneId: text,
  revision: Type.Integer({ minimum: 1 }),
  level,
  etaMs: Type.Optional(timeMs),
  etaP10Ms: Type.Optional(timeMs),
  etaP90Ms: Type.Optional(timeMs),
  expiresMs: timeMs,
  allClear: Type.Optional(Type.Boolean()),
  cancel: Type.Optional(Type.Boolean()),
  reasons: Type.Array(reasonSchema, { minItems: 1 }),
});

/** Lab only; never in a log. */
export const truthSchema = Type.Object({
  timeMs,
  targetId: text,
  latDeg,
  lonDeg,
  heightM,
  eastMps: Type.Number(),
  northMps: Type.Number(),
  class: text,
  end: Type.Optional(text),
  zoneId: Type.Optional(text),
  sensors: Type.Optional(Type.Number()),
  firstHeardMs: Type.Optional(Type.Number()),
  knowableMs: Type.Optional(Type.Number()),
});

export const schemaOfKind = {
  log: headerSchema,
  sensor: sensorSchema,
  detection: detectionSchema,
  tick: tickSchema,
  command: commandSchema,
  receipt: receiptSchema,
  track: trackSchema,
  arrival: arrivalSchema,
  alert: alertSchema,
} as const;

export type Standing = Static<typeof standing>;
export type EvidenceStatus = Static<typeof evidenceStatus>;
export type Level = Static<typeof level>;
export type Sigma = Static<typeof sigma>;
export type Identity = Static<typeof identity>;
export type Header = Static<typeof headerSchema>;
export type SensorDescription = Static<typeof sensorDescriptionSchema>;
export type SensorEvent = Static<typeof sensorSchema>;
export type Measurement = Static<typeof measurementSchema>;
export type DetectionEvent = Static<typeof detectionSchema>;
export type TickEvent = Static<typeof tickSchema>;
export type Command = Static<typeof commandBodySchema>;
export type CommandEvent = Static<typeof commandSchema>;
export type ReceiptEvent = Static<typeof receiptSchema>;
export type TrackEvent = Static<typeof trackSchema>;
export type ArrivalEvent = Static<typeof arrivalSchema>;
export type Reason = Static<typeof reasonSchema>;
export type AlertEvent = Static<typeof alertSchema>;
export type Truth = Static<typeof truthSchema>;

export type Fact = SensorEvent | DetectionEvent | TickEvent | CommandEvent | ReceiptEvent;
export type Conclusion = TrackEvent | ArrivalEvent | AlertEvent;
/** One immutable record in the log. There are eight kinds; nothing else crosses a step. */
export type Event = Fact | Conclusion;
