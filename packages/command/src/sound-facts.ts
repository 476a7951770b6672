import type { Fact, Header, SensorDescription } from '@kentongan/core/base/event';
import { claimOf, type ArrayWindow } from '@kentongan/core/sense/acoustic';

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;

/** A recording as a log: its sensor, then each second a detection where one was heard, and a tick. */
export function* factsFromWindows(
  header: Header,
  sensorId: string,
  description: SensorDescription,
  windows: readonly ArrayWindow[],
  modelVersion: string,
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
      const claim = claimOf(window, modelVersion, window.bearing);
      yield numbered({ kind: 'detection', timeMs: heardMs, sensorId, sensedMs: heardMs, ...claim });
    }
    yield numbered({ kind: 'tick', timeMs: heardMs });
  }
}
