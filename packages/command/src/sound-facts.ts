import type { Fact, Header, SensorDescription } from '@kentongan/core/base/event';
import { acousticModel, claimOf, type SoundWindow } from '@kentongan/core/sense/acoustic';

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;

export interface Place {
  latDeg: number;
  lonDeg: number;
}

/** What a microphone of which only the sound is known can claim of itself: heard now, at most one source, a loose level. */
export function microphoneAt(place: Place, rangeNowM: number): SensorDescription {
  return {
    type: 'acoustic',
    wave: 'sound',
    ...place,
    periodMs: 1000,
    phaseMs: 0,
    coverage: { maxRangeM: Math.max(200, Math.round(2.5 * rangeNowM)) },
    pd: { max: 0.9, halfRangeM: Math.max(100, Math.round(rangeNowM)), slope: 0.25 },
    clutter: { perReport: acousticModel.operatingPoint.pfa },
    single: true,
    level: { sourceDb: 110 },
    sigma: { levelDb: 6 },
  };
}

/** A recording as a log: its sensor, then each second a detection where one was heard, and a tick. */
export function* factsFromWindows(
  header: Header,
  sensorId: string,
  description: SensorDescription,
  windows: readonly SoundWindow[],
): Generator<Fact> {
  let seq = 0;
  const numbered = (fact: Unnumbered<Fact>): Fact => ({ seq: ++seq, ...fact }) as Fact;
  yield numbered({
    kind: 'sensor',
    timeMs: header.startMs,
    sensorId,
    state: 'up',
    owner: sensorId,
    sensor: description,
  });
  for (const window of windows) {
    const heardMs = header.startMs + window.startMs + window.durationMs;
    if (window.detected) {
      const claim = claimOf(window, acousticModel.version);
      yield numbered({ kind: 'detection', timeMs: heardMs, sensorId, sensedMs: heardMs, ...claim });
    }
    yield numbered({ kind: 'tick', timeMs: heardMs });
  }
}
