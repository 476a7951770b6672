import type { AlertEvent, ArrivalEvent, Conclusion, Event, TrackEvent } from './schema.ts';

type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never;

/** A conclusion as a step makes it; the pipeline gives it its `seq`. */
export type Unnumbered<T extends Conclusion = Conclusion> = WithoutSeq<T>;

/** Takes a conclusion at once; may be called any number of times during one `step`. */
export type Emit<T extends Conclusion = Conclusion> = (conclusion: Unnumbered<T>) => void;

/** Everything a step knows, as text (`base/snapshot`). Loading it into a fresh step of the same version continues to the byte. */
export type Snapshot = string;

/**
 * One stage right of the log. Single-threaded, no I/O; its only clock is `tick`, its only order `seq`, its only chance a
 * seed in its state. `step` may keep what it needs of an event but never changes it.
 */
export interface Step<Out extends Conclusion> {
  step(event: Event, emit: Emit<Out>): void;
  save(): Snapshot;
  /** Throws where the snapshot is of another version. */
  load(snapshot: Snapshot): void;
}

/** detections, sensors, ticks, confirm/dismiss -> tracks. */
export type FuseStep = Step<TrackEvent>;
/** tracks, zones, ticks -> arrivals. */
export type ForeseeStep = Step<ArrivalEvent>;
/** arrivals, tracks, sensors, commands, ticks -> alerts. */
export type WarnStep = Step<AlertEvent>;
