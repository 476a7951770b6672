import { checkFact, type Checked, type DetectionEvent } from '../base/event/index.ts';

/** Fields of a detection that a sensor may state; what else a line holds is ignored, so it costs no room in the log. */
const stated = [
  'sensedMs',
  'scanId',
  'measurement',
  'sigma',
  'classLikelihood',
  'identity',
  'sourceTrackId',
  'origin',
  'evidence',
  'sound',
] as const;

/**
 * A detection out of what one sensor posted. `seq`, `kind` and `timeMs` are the server's to give: the first is 1 until the
 * log numbers it. A `sensorId` in the line is not looked at here.
 */
export function detectionFrom(value: unknown, sensorId: string, receivedMs: number): Checked<DetectionEvent> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      ok: false,
      at: '',
      expected: 'one JSON object',
      found: JSON.stringify(value)?.slice(0, 120) ?? 'nothing',
    };
  const given = value as Record<string, unknown>;
  if (given.kind !== undefined && given.kind !== 'detection')
    return { ok: false, at: '/kind', expected: 'detection', found: JSON.stringify(given.kind).slice(0, 120) };
  const detection: Record<string, unknown> = { seq: 1, kind: 'detection', timeMs: receivedMs, sensorId };
  for (const name of stated) if (given[name] !== undefined) detection[name] = given[name];
  return checkFact(detection) as Checked<DetectionEvent>;
}
