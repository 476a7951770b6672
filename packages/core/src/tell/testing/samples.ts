import type { AlertEvent, TrackEvent } from '../../base/event/index.ts';
import type { Zone } from '../zone-ring.ts';

/** Hand-made conclusions for tests. */
export const sampleMs = 1_790_000_000_000;

export function sampleTrack(over: Partial<TrackEvent> = {}): TrackEvent {
  return {
    seq: 77,
    kind: 'track',
    timeMs: sampleMs,
    cause: [4711],
    trackId: 't3',
    status: 'confirmed',
    existence: 0.998,
    latDeg: 46.5,
    lonDeg: 30.75,
    eastMps: -30,
    northMps: 40,
    // East 400 m2, north 900 m2, no correlation: the longest axis is 30 m.
    covariance: [400, 0, 0, 0, 900, 0, 0, 1, 0, 1],
    classProb: { 'one-way': 0.93, aircraft: 0.02 },
    evidence: { sources: 4, kinds: ['acoustic', 'radar'], status: 'corroborated' },
    ...over,
  };
}

export const sampleZone: Zone = {
  type: 'zone',
  zoneId: 'z7',
  name: { en: 'Harbour' },
  polygon: [
    [30, 46],
    [30.2, 46],
    [30.2, 46.1],
    [30, 46.1],
    [30, 46],
  ],
};

export function sampleAlert(over: Partial<AlertEvent> = {}): AlertEvent {
  return {
    seq: 78,
    kind: 'alert',
    timeMs: sampleMs,
    cause: [4711],
    alertId: 'a1',
    zoneId: 'z7',
    revision: 2,
    level: 'warning',
    etaMs: sampleMs + 360_000,
    expiresMs: sampleMs + 600_000,
    reasons: [
      {
        rule: 'arrival',
        trackId: 't3',
        class: 'one-way',
        probability: 0.8,
        evidence: 'corroborated',
        sources: 4,
      },
    ],
    ...over,
  };
}
