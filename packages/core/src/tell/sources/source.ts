import Type, { type Static } from 'typebox';

const count = Type.Integer({ minimum: 0 });
const timeMs = Type.Number({ description: "ms since 1970 UTC by the server's own clock" });

const sourceErrorSchema = Type.Object({
  kind: Type.String({ description: 'such as malformed, rate, speed, busy, connection' }),
  count,
  lastMs: timeMs,
  example: Type.String({ description: 'the newest in words, at most 300 characters' }),
});

/** One source or sink: a receiver, a sender, the MQTT broker, or an enrolled sensor that has reported. */
export const sourceSchema = Type.Object({
  sourceId: Type.String({ description: 'unique among the sources of a server' }),
  name: Type.String(),
  role: Type.Enum(['receiver', 'sender', 'broker', 'sensor']),
  protocol: Type.String(),
  where: Type.Optional(Type.String({ description: 'way and address, such as udp 0.0.0.0:8600' })),
  state: Type.Enum(['connected', 'waiting', 'calling', 'silent', 'ended', 'failed'], {
    description:
      'connected; waiting: its port is open and nobody is there; calling: not reached, called again; ' +
      'silent: a sensor that is stale or down; ended: a file that was read; failed: could not be started',
  }),
  connections: count,
  perSecond: Type.Number({ minimum: 0, description: 'messages a second over the last 10 s' }),
  lastMessageMs: Type.Optional(timeMs),
  messages: count,
  accepted: Type.Integer({
    minimum: 0,
    description: 'detections that are in the log; for a sender messages sent',
  }),
  refused: count,
  errors: Type.Array(sourceErrorSchema, { maxItems: 17, description: 'by kind, newest first' }),
});

export const sourcesSchema = Type.Object({
  serverTimeMs: timeMs,
  configuration: Type.Object({
    state: Type.Enum(['inForce', 'refused'], {
      description: 'refused: the file was changed and has a mistake; what was in force before still is',
    }),
    sinceMs: timeMs,
    why: Type.Optional(Type.String({ description: 'the mistake, by its key, and what would be right' })),
  }),
  sources: Type.Array(sourceSchema),
});

export type SourceError = Static<typeof sourceErrorSchema>;
export type Source = Static<typeof sourceSchema>;
export type SourceState = Source['state'];
export type SourceRole = Source['role'];
export type Sources = Static<typeof sourcesSchema>;
