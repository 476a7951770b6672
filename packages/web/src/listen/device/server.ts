import type { SensorDescription } from '@kentongan/core/base/event';
import type { RoundTrip } from '@kentongan/core/base/server-clock';

/** The server's refusal, or `offline` where none answered. */
export interface Refused {
  ok: false;
  code: string;
  message: string;
  serverTimeMs?: number;
}
export type Told<T> = ({ ok: true } & T) | Refused;

const patienceMs = 15_000;

export function askEnrolment(body: {
  token: string;
  publicKey: string;
  sensor: SensorDescription;
  spotter?: { publicKey: string; sensor: SensorDescription };
  name?: string;
}): Promise<Told<{ sensorId: string; spotterId?: string; standing?: string }>> {
  return ask('/api/enrol', JSON.stringify(body));
}

export function askSession(signed: string): Promise<Told<{ bearer: string; expiresMs: number }>> {
  return ask('/api/session', signed);
}

/** The clock of the exercise, or of real sensors' log. undefined where none answers that is meant. */
export async function askTime(isExercise: boolean): Promise<RoundTrip | undefined> {
  const sentMs = Date.now();
  const startedMs = performance.now();
  const told = await ask<{ timeMs: number; standing: string }>(
    isExercise ? '/api/health?standing=exercise' : '/api/health',
  );
  const tripMs = performance.now() - startedMs;
  if (!told.ok || (told.standing === 'exercise') !== isExercise) return undefined;
  return { sentMs, serverMs: told.timeMs, receivedMs: sentMs + tripMs, stepMs: sentMs - startedMs };
}

async function ask<T>(path: string, body?: string): Promise<Told<T>> {
  try {
    const response = await fetch(path, {
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return { ok: true, ...(answer as T) };
    return {
      ok: false,
      code: String(answer.error),
      message: String(answer.message),
      serverTimeMs: Number(answer.serverTimeMs),
    };
  } catch (error) {
    return { ok: false, code: 'offline', message: String(error) };
  }
}
