/** One question to the server: when it was asked and answered by this device's clock, and what the server's said. */
export interface RoundTrip {
  sentMs: number;
  serverMs: number;
  receivedMs: number;
  /** This device's clock less one that never jumps: changes when the clock is set anew. */
  stepMs: number;
}

export interface ClockOffset {
  /** Server's clock less this device's. */
  offsetMs: number;
  sigmaMs: number;
}

const capacity = 20;
/** How far a phone's clock may run from the server's: 50 ppm. */
const driftPerMs = 5e-5;
/** The server tells whole milliseconds. */
const grainVariance = 1 / 12;
const steppedMs = 100;

/**
 * The server's clock from round trips: the answer was given somewhere between question and answer, uniformly as far as
 * we know, so the shortest one is best until drift makes it old. Keeps the last 20; forgets all when the device's own
 * clock was set anew.
 */
export class ServerClock {
  #rounds: RoundTrip[] = [];

  add(round: RoundTrip): void {
    const last = this.#rounds.at(-1);
    if (last !== undefined && Math.abs(round.stepMs - last.stepMs) > steppedMs) this.#rounds = [];
    this.#rounds.push(round);
    if (this.#rounds.length > capacity) this.#rounds.shift();
  }

  /** undefined before the first round trip. */
  at(nowMs: number): ClockOffset | undefined {
    let best: ClockOffset | undefined;
    for (const round of this.#rounds) {
      const tripMs = Math.max(0, round.receivedMs - round.sentMs);
      const driftMs = driftPerMs * Math.max(0, nowMs - round.receivedMs);
      const sigmaMs = Math.sqrt((tripMs * tripMs) / 12 + grainVariance + driftMs * driftMs);
      if (best !== undefined && best.sigmaMs <= sigmaMs) continue;
      best = { offsetMs: round.serverMs - (round.sentMs + round.receivedMs) / 2, sigmaMs };
    }
    return best;
  }
}
