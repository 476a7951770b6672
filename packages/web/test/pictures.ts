import type { AlertEvent, TrackEvent } from '@kentongan/core/base/event';
import type { Picture, SensorView, ZoneView } from '@kentongan/core/tell/picture';

/** Pictures of every state a page must be able to show, made by hand over Odesa's coast. */

export const nowMs = 1_790_000_600_000;
const origin = { latDeg: 46.6, lonDeg: 31.2, heightM: 0 };

function square(lonDeg: number, latDeg: number, size: number): [number, number][] {
  const [w, s, e, n] = [lonDeg - size * 1.4, latDeg - size, lonDeg + size * 1.4, latDeg + size];
  return [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ];
}

const places: [string, string, number, number, number, number][] = [
  ['z1', 'Odesa, centre', 30.73, 46.48, 0.06, 210_000],
  ['z2', 'Ochakiv', 31.55, 46.61, 0.04, 14_000],
  ['z3', 'Mykolaiv, north', 32.0, 46.98, 0.05, 120_000],
  ['z4', 'Koblevo', 31.2, 46.66, 0.03, 3100],
  ['z5', 'Yuzhne', 31.1, 46.62, 0.03, 32_000],
  ['z6', 'Bereznehuvate settlement with a long name', 32.4, 47.2, 0.04, 7800],
];

const zones: ZoneView[] = places.map(([zoneId, en, lonDeg, latDeg, size, population]) => ({
  type: 'zone',
  zoneId,
  name: { en },
  polygon: square(lonDeg, latDeg, size),
  population,
}));

function sensors(staleShare: number): SensorView[] {
  return Array.from({ length: 240 }, (_, i) => ({
    seq: i + 1,
    kind: 'sensor',
    timeMs: nowMs - 600_000,
    sensorId: `m${i}`,
    state: (i * 37) % 100 < staleShare * 100 ? 'stale' : 'up',
    sensor: {
      type: 'acoustic',
      wave: 'sound',
      latDeg: 46.15 + ((i * 61) % 240) / 200,
      lonDeg: 30.4 + ((i * 97) % 240) / 105,
    },
    admitted: 10,
    refused: 0,
  }));
}

function track(trackId: string, latDeg: number, lonDeg: number, rest: Partial<TrackEvent>): TrackEvent {
  return {
    seq: 1,
    kind: 'track',
    timeMs: nowMs,
    cause: [9],
    trackId,
    status: 'confirmed',
    existence: 0.998,
    latDeg,
    lonDeg,
    eastMps: -42,
    northMps: 18,
    covariance: [4e5, 1e5, 0, 0, 2e5, 0, 0, 9, 0, 9],
    classProb: { 'one-way': 0.93, aircraft: 0.03 },
    evidence: { sources: 4, kinds: ['acoustic', 'radar'], status: 'corroborated' },
    supportedMs: nowMs - 2000,
    ...rest,
  };
}

const tracks: TrackEvent[] = [
  track('t1', 46.56, 31.72, {}),
  track('t2', 46.85, 32.3, {
    classProb: { loitering: 0.7 },
    evidence: { sources: 1, kinds: ['acoustic'], status: 'unverified' },
    status: 'coasting',
  }),
  track('t3', 46.3, 30.9, {
    eastMps: 210,
    northMps: -40,
    heightM: 9800,
    classProb: { aircraft: 0.99 },
    evidence: { sources: 2, kinds: ['radar', 'cooperative'], status: 'verified' },
    explainedBy: [{ scheme: 'icao24', id: '4d2023' }],
  }),
];

function alert(
  zoneId: string,
  level: AlertEvent['level'],
  etaMin: number,
  rest: Partial<AlertEvent> = {},
): AlertEvent {
  const etaMs = nowMs + etaMin * 60_000;
  return {
    seq: 1,
    kind: 'alert',
    timeMs: nowMs,
    cause: [9],
    alertId: `a-${zoneId}`,
    zoneId,
    revision: 1,
    level,
    etaMs,
    etaP10Ms: etaMs - 60_000,
    etaP90Ms: etaMs + 110_000,
    expiresMs: nowMs + 600_000,
    reasons: [
      {
        rule: 'arrival',
        trackId: 't1',
        class: 'one-way',
        probability: 0.81,
        evidence: 'corroborated',
        sources: 4,
        kinds: ['acoustic', 'radar'],
      },
    ],
    ...rest,
  };
}

function picture(rest: Partial<Picture>): Picture {
  return {
    header: {
      kind: 'log',
      version: 1,
      region: 'Odesa coast',
      origin,
      standing: 'actual',
      startMs: nowMs - 3_600_000,
    },
    standing: 'actual',
    serverTimeMs: nowMs,
    asOfMs: nowMs,
    sensors: sensors(0),
    zones,
    tracks: [],
    arrivals: [],
    alerts: [],
    why: [],
    ...rest,
  };
}

const unverified = {
  reasons: [
    {
      rule: 'arrival',
      trackId: 't2',
      class: 'loitering',
      probability: 0.3,
      evidence: 'unverified',
      sources: 1,
      kinds: ['acoustic'],
    },
  ],
} satisfies Partial<AlertEvent>;

export const states: Record<string, Picture> = {
  quiet: picture({}),
  watch: picture({ tracks, alerts: [alert('z6', 'watch', 11, unverified)] }),
  warning: picture({
    tracks,
    alerts: [
      alert('z4', 'warning', 9),
      alert('z2', 'warning', 3),
      alert('z5', 'watch', 12),
      alert('z6', 'watch', 11, unverified),
    ],
  }),
  allClear: picture({ tracks: [tracks[2]], alerts: [alert('z2', 'quiet', 0, { allClear: true })] }),
  cancel: picture({ tracks: [tracks[2]], alerts: [alert('z2', 'quiet', 0, { cancel: true })] }),
  degraded: picture({ sensors: sensors(0.4), tracks, alerts: [alert('z2', 'warning', 3)] }),
  exercise: picture({
    standing: 'exercise',
    header: { kind: 'log', version: 1, region: 'Odesa coast', origin, standing: 'exercise', startMs: 1 },
    tracks,
    alerts: [alert('z2', 'warning', 3)],
  }),
};
