import type { Conclusion, Event, Fact, Header, Snapshot, Step, Unnumbered } from './base/event/index.ts';
import { snapshotFromState, stateFromSnapshot } from './base/snapshot.ts';
import { createForeseer } from './foresee/index.ts';
import { createTracker } from './fuse/index.ts';
import { createWarner } from './warn/index.ts';

/**
 * The way right of the log: facts in, conclusions out. Single-threaded, no I/O, deterministic to the byte: the same
 * version given the same facts concludes the same, whether live, in replay or in an exercise.
 */
export interface Pipeline {
  /** Hands on each conclusion at once, numbered 1, 2, 3 … in a series of their own. */
  step(fact: Fact, emit: (conclusion: Conclusion) => void): void;
  save(): Snapshot;
  /** Throws `SnapshotVersionError` where the snapshot is of another version: rebuild from the log instead. */
  load(snapshot: Snapshot): void;
}

/** How far down the way to go: what comes after is neither computed nor numbered. */
export type LastStep = 'fuse' | 'foresee' | 'warn';

/** Raise it with every change to what a snapshot holds or to what the same facts conclude. */
export const pipelineVersion = 18;

export class SnapshotVersionError extends Error {
  readonly found: unknown;

  constructor(found: unknown) {
    super(`expected a snapshot of pipeline version ${pipelineVersion}, found ${String(found)}`);
    this.name = 'SnapshotVersionError';
    this.found = found;
  }
}

export function createPipeline(header: Header, last: LastStep = 'warn'): Pipeline {
  const steps: Step<Conclusion>[] = [createTracker(header)];
  if (last !== 'fuse') steps.push(createForeseer(header));
  if (last === 'warn') steps.push(createWarner(header));
  let seq = 0;

  // A step's conclusions go down the rest of the way at once, so each step sees tracks before the tick that made them.
  function run(event: Event, from: number, emit: (conclusion: Conclusion) => void): void {
    for (let index = from; index < steps.length; index++) {
      steps[index].step(event, (unnumbered: Unnumbered) => {
        const conclusion = { seq: ++seq, ...unnumbered } as Conclusion;
        emit(conclusion);
        run(conclusion, index + 1, emit);
      });
    }
  }

  return {
    step: (fact, emit) => run(fact, 0, emit),
    save: () => snapshotFromState({ version: pipelineVersion, seq, steps: steps.map((step) => step.save()) }),
    load(snapshot) {
      const state = stateFromSnapshot(snapshot) as { version: number; seq: number; steps: string[] };
      if (state.version !== pipelineVersion) throw new SnapshotVersionError(state.version);
      if (state.steps.length !== steps.length) throw new SnapshotVersionError(`${state.steps.length} steps`);
      seq = state.seq;
      steps.forEach((step, index) => step.load(state.steps[index]));
    },
  };
}
