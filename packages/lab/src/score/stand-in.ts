import { grouped } from './grouped.ts';
import type { Random } from '@kentongan/core/base/random';
import type { CommandEvent, Header, Truth } from '@kentongan/core/base/event';

/**
 * A stand-in for the pipeline, so that scorers can be tried without it: truth, perturbed. Its tracks are late, jump, swap,
 * vanish and appear where nothing is; its arrivals are rough guesses. Deterministic for its random.
 */
export function perturbedTracks(
  facts: readonly string[],
  truth: readonly string[],
  random: Random,
): string[] {
  const ticksMs = facts
    .filter((line) => line.includes('"tick"'))
    .map((line) => read<{ timeMs: number }>(line).timeMs);
  const rows = rowsByTarget(truth);
  const names = new Map([...rows.keys()].map((targetId) => [targetId, `t${targetId}`]));
  const lines: string[] = [];
  for (const timeMs of ticksMs) {
    for (const [targetId, path] of rows) {
      const row = path.find((one) => one.timeMs >= timeMs && one.timeMs < timeMs + 2000);
      if (row === undefined || random.uniform() < 0.08 || timeMs < path[0].timeMs + 4000) continue;
      if (random.uniform() < 0.01) names.set(targetId, `t${targetId}-${timeMs}`);
      lines.push(JSON.stringify(trackOf(row, names.get(targetId) ?? '', timeMs, random)));
    }
    const [first] = rows.values();
    if (random.uniform() < 0.2) lines.push(JSON.stringify(trackOf(first[0], 'ghost', timeMs, random)));
  }
  return lines;
}

/** Tracks every 10 s, and after them an arrival for some zones. */
export function roughArrivals(facts: readonly string[], truth: readonly string[], random: Random): string[] {
  const header = read<Header>(facts[0]);
  const zoneIds = facts
    .filter((line) => line.includes('"type":"zone"'))
    .map((line) => (read<CommandEvent>(line).command as { zoneId: string }).zoneId);
  const lines: string[] = [];
  const due = truth
    .filter((line) => line !== '')
    .map((line) => read<Truth>(line))
    .filter((row) => row.timeMs % 10_000 < 2000)
    .sort((a, b) => a.timeMs - b.timeMs);
  for (const row of due) {
    const { timeMs } = row;
    lines.push(JSON.stringify(trackOf(row, `t${row.targetId}`, timeMs, random)));
    for (let i = 0; i < 3; i++) {
      const etaMs = timeMs + 1000 * random.between(0, 900);
      lines.push(
        JSON.stringify({
          kind: 'arrival',
          timeMs,
          trackId: random.uniform() < 0.95 ? `t${row.targetId}` : 'nobody',
          zoneId: zoneIds[random.below(zoneIds.length)] ?? header.region,
          probability: random.uniform(),
          etaMs,
          etaP10Ms: etaMs - 60_000,
          etaP90Ms: etaMs + 120_000,
        }),
      );
    }
  }
  return lines;
}

function rowsByTarget(truth: readonly string[]): Map<string, Truth[]> {
  return grouped(
    truth.filter((line) => line !== '').map((line) => read<Truth>(line)),
    (row) => row.targetId,
  );
}

function read<T>(line: string): T {
  return JSON.parse(line) as T;
}

function trackOf(row: Truth, trackId: string, timeMs: number, random: Random) {
  const jump = random.uniform() < 0.02 ? 30 : 1;
  return {
    kind: 'track',
    timeMs,
    trackId,
    status: random.uniform() < 0.05 ? 'tentative' : random.uniform() < 0.2 ? 'coasting' : 'confirmed',
    latDeg: row.latDeg + jump * 3e-4 * random.gaussian(),
    lonDeg: row.lonDeg + jump * 4e-4 * random.gaussian(),
    heightM: row.heightM,
    eastMps: row.eastMps + 3 * random.gaussian(),
    northMps: row.northMps + 3 * random.gaussian(),
    covariance: [900, 100, 0, 0, 1600, 0, 0, 9, 0, 9],
    classProb:
      random.uniform() < 0.1 ? {} : { 'one-way': random.uniform(), aircraft: 0.2 * random.uniform() },
  };
}
