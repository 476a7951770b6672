export type { Counts } from './state.ts';
export { createTracker, horizonMs, type Tracker } from './tracker.ts';
