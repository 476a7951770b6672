/** Seconds of processor time of this process so far, of all its threads. */
function processorS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Runs `run` so often, which returns how many it dealt with, and prints how many that are a second: by the wall clock,
 * which other programs slow down, and by processor time, which counts the collector's threads too.
 */
export function printRates(name: string, unit: string, run: () => number, rounds = 9): void {
  const byWall: number[] = [];
  const byProcessor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    const startedS = processorS();
    const count = run();
    byProcessor.push(count / (processorS() - startedS));
    byWall.push((count / (performance.now() - startedMs)) * 1000);
  }
  console.log(`${name}, ${unit}/s: wall ${figures(byWall)}; processor ${figures(byProcessor)}`);
}

function figures(rates: readonly number[]): string {
  const sorted = rates.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, rate) => sum + rate, 0) / sorted.length;
  return `min ${Math.round(sorted[0])} median ${Math.round(sorted[sorted.length >> 1])} mean ${Math.round(mean)}`;
}
