export { createTracker, horizonMs, type Counts, type Tracker } from './tracker.ts';
