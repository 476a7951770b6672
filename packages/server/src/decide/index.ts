export { fedClock, liveClock, type RegionClock } from './clock.ts';
export { localHosts, workerHost, type HostMaker } from './pipeline-host.ts';
export { Histogram } from './histogram.ts';
export { openRegion, type Region, type RegionMeasures, type RegionState } from './region.ts';
export { restore, type Restored } from './restore.ts';
export { BusyError, type FactDraft } from './writer.ts';
