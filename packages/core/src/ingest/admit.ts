import type { DetectionEvent, Header, SensorEvent } from '../base/event/index.ts';
import { createFrame } from '../base/frame.ts';
import { createSensorModel, type SensorModel } from '../base/sensor-model/index.ts';
import { ClockEstimate } from './clock.ts';
import { detectionFrom } from './detection.ts';
import { implausibleIn } from './plausible.ts';
import { RateLimit } from './rate.ts';
import { RecentTexts } from './recent.ts';
import { ClaimedSpeeds } from './speed.ts';

/** Permanent: never reused for another meaning. */
export type AdmissionCode =
  | 'malformed'
  | 'unknown'
  | 'revoked'
  | 'identity'
  | 'rate'
  | 'duplicate'
  | 'time'
  | 'coverage'
  | 'level'
  | 'speed';

export type Admitted =
  | { ok: true; detection: DetectionEvent }
  | { ok: false; code: AdmissionCode; at?: string; expected: string; found: string };

export interface SensorCounts {
  admitted: number;
  refused: number;
  /** Newest refusal in words. */
  refusedWhy?: string;
  clockOffsetMs?: number;
}

/** Claims of one sensor that are compared with the next, so that a report sent twice counts once. */
const rememberedClaims = 4096;

interface Sender {
  event: SensorEvent;
  model: SensorModel;
  rate: RateLimit;
  claims: RecentTexts;
  speeds: ClaimedSpeeds;
  clock: ClockEstimate;
  admitted: number;
  refused: number;
  refusedWhy: string | undefined;
}

/**
 * Decides what one region admits as facts. State per enrolled sensor only, each part bounded; who is not enrolled costs
 * nothing. Time comes as an argument: ms since 1970 by the server's clock.
 */
export interface Admission {
  /** A `sensor` fact that the log took: enrolled, moved, changed state. */
  noteSensor(event: SensorEvent, nowMs: number): void;
  /** A detection that was admitted before (from the log, at start), so that its copies are known. */
  noteAdmitted(detection: DetectionEvent): void;
  /** What was admitted could not be kept: it may be said again. */
  forget(detection: DetectionEvent): void;
  /** One line as a sensor posted it. What is admitted has `seq` 1 until the log numbers it. */
  admit(sensorId: string, value: unknown, nowMs: number): Admitted;
  /** Counts a line of this sensor that was refused before it could be read. */
  countRefused(sensorId: string, why: string): void;
  /** undefined where no such sensor is enrolled. */
  counts(sensorId: string): SensorCounts | undefined;
}

export function createAdmission(header: Header): Admission {
  const frame = createFrame(header.origin);
  const senders = new Map<string, Sender>();

  function noteSensor(event: SensorEvent, nowMs: number): void {
    const model = createSensorModel(frame, event);
    const known = senders.get(event.sensorId);
    if (known === undefined) senders.set(event.sensorId, newSender(event, model, nowMs));
    else Object.assign(known, { event, model });
  }

  function judge(sender: Sender, value: unknown, nowMs: number): Admitted {
    const { sensorId } = sender.event;
    if (sender.event.state === 'revoked')
      return refusal('revoked', 'an enrolled sensor', `${sensorId}, revoked`);
    if (!sender.rate.take(nowMs))
      return refusal('rate', `at most ${sender.rate.perSecond} detections a second`, 'more');
    const checked = detectionFrom(value, sensorId, nowMs);
    if (!checked.ok) return { code: 'malformed', ...checked };
    const detection = checked.value;
    const claimedId = (value as { sensorId?: unknown }).sensorId;
    if (claimedId !== undefined && claimedId !== sensorId)
      return refusal('identity', `sensorId ${sensorId} or none`, JSON.stringify(claimedId).slice(0, 120));
    const claim = claimText(detection);
    if (sender.claims.has(claim)) return refusal('duplicate', 'a new claim', 'one that was admitted before');
    const implausible = implausibleIn(frame, sender.model, detection, nowMs);
    if (implausible !== undefined) return { ok: false, ...implausible };
    const tooFast = sender.speeds.check(detection);
    if (tooFast !== undefined) return { ok: false, code: 'speed', ...tooFast };
    sender.claims.add(claim);
    sender.clock.note(detection.sensedMs, nowMs);
    return { ok: true, detection };
  }

  return {
    noteSensor,
    noteAdmitted: (detection) => senders.get(detection.sensorId)?.claims.add(claimText(detection)),
    forget(detection) {
      const sender = senders.get(detection.sensorId);
      if (sender === undefined) return;
      sender.claims.delete(claimText(detection));
      sender.admitted--;
    },
    admit(sensorId, value, nowMs) {
      const sender = senders.get(sensorId);
      if (sender === undefined) return refusal('unknown', 'an enrolled sensor', sensorId);
      const admitted = judge(sender, value, nowMs);
      if (admitted.ok) sender.admitted++;
      else countRefused(sender, `${admitted.code}: expected ${admitted.expected}, found ${admitted.found}`);
      return admitted;
    },
    countRefused(sensorId, why) {
      const sender = senders.get(sensorId);
      if (sender !== undefined) countRefused(sender, why);
    },
    counts(sensorId) {
      const sender = senders.get(sensorId);
      return sender === undefined ? undefined : countsOf(sender);
    },
  };
}

function newSender(event: SensorEvent, model: SensorModel, nowMs: number): Sender {
  return {
    event,
    model,
    rate: new RateLimit(event.sensor.type, nowMs),
    claims: new RecentTexts(rememberedClaims),
    speeds: new ClaimedSpeeds(),
    clock: new ClockEstimate(),
    admitted: 0,
    refused: 0,
    refusedWhy: undefined,
  };
}

function countRefused(sender: Sender, why: string): void {
  sender.refused++;
  sender.refusedWhy = why;
}

function countsOf(sender: Sender): SensorCounts {
  const { admitted, refused, refusedWhy, clock } = sender;
  const counts: SensorCounts = { admitted, refused };
  if (refusedWhy !== undefined) counts.refusedWhy = refusedWhy;
  if (!Number.isNaN(clock.offsetMs)) counts.clockOffsetMs = Math.round(clock.offsetMs);
  return counts;
}

function refusal(code: AdmissionCode, expected: string, found: string): Admitted {
  return { ok: false, code, expected, found };
}

/** Equal for two lines that claim the same. Only what the formats know goes in, so its length is bounded. */
function claimText(detection: DetectionEvent): string {
  const { sensedMs, scanId, measurement, identity, sourceTrackId, origin } = detection;
  const named = [scanId, identity?.scheme, identity?.id, sourceTrackId, origin];
  return JSON.stringify([sensedMs, measurement.type, ...numbersOf(measurement), ...named]);
}

function numbersOf(measurement: DetectionEvent['measurement']): (number | undefined)[] {
  switch (measurement.type) {
    case 'presence':
      return [measurement.levelDb, measurement.frequencyHz];
    case 'bearing':
      return [measurement.bearingRad, measurement.elevationRad, measurement.levelDb];
    case 'rangeBearing': {
      const { rangeM, bearingRad, elevationRad, rangeRateMps } = measurement;
      return [rangeM, bearingRad, elevationRad, rangeRateMps];
    }
    case 'position': {
      const { latDeg, lonDeg, heightM, eastMps, northMps, upMps } = measurement;
      return [latDeg, lonDeg, heightM, eastMps, northMps, upMps];
    }
  }
}
