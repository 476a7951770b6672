/** A region's time, ms since 1970 UTC: never falling. */
export interface RegionClock {
  nowMs(): number;
  /** How far it runs ahead of the machine's clock because that was set back, ms. */
  aheadMs(): number;
  /** A fact was written as of this time. */
  note(timeMs: number): void;
}

export interface Clocks {
  /** ms since 1970, may jump. */
  wallMs(): number;
  /** ms since some moment, never jumps. */
  steadyMs(): number;
}

export const machineClocks: Clocks = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
};

/**
 * Follows the machine's clock. When that is set back, this one goes on at half speed until it is right again, since a log's
 * time never falls and must not stand still either.
 */
export function liveClock(clocks: Clocks = machineClocks): RegionClock {
  let timeMs = Number.NEGATIVE_INFINITY;
  let steadyMs = clocks.steadyMs();

  function nowMs(): number {
    const wallMs = clocks.wallMs();
    const elapsedMs = clocks.steadyMs() - steadyMs;
    steadyMs += elapsedMs;
    timeMs = wallMs >= timeMs ? wallMs : timeMs + elapsedMs / 2;
    return Math.floor(timeMs);
  }

  return {
    nowMs,
    aheadMs: () => Math.max(0, nowMs() - clocks.wallMs()),
    note(writtenMs) {
      timeMs = Math.max(timeMs, writtenMs);
    },
  };
}

/** The time of whoever feeds the region (an exercise): that of its newest fact, and on from there. */
export function fedClock(startMs: number, clocks: Clocks = machineClocks): RegionClock {
  let timeMs = startMs;
  let steadyMs = clocks.steadyMs();
  return {
    nowMs: () => Math.floor(timeMs + clocks.steadyMs() - steadyMs),
    aheadMs: () => 0,
    note(writtenMs) {
      if (writtenMs <= timeMs) return;
      timeMs = writtenMs;
      steadyMs = clocks.steadyMs();
    },
  };
}
