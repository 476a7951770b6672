/**
 * What late facts cost: `node packages/lab/src/scenario/tracking-late.ts KIND FIRST_SEED COUNT` prints, as means over seeds,
 * GOSPA and NEES with all facts in order; with a share of the reports 2 to 20 s late; and with those reports lost.
 */
import type { DetectionEvent, Fact } from '@kentongan/core/base/event';
import { createRandom } from '@kentongan/core/base/random';
import type { Field } from './tracking-fields.ts';
import { createTrackingField, type TrackingKind } from './tracking-kinds.ts';
import { judgeField, type FieldScore } from './tracking-run.ts';

const leastLateMs = 2000;
const mostLateMs = 20_000;

/** The field with a share of its reports admitted late, whole reports at once; or never, where `areLost`. */
export function withLate(field: Field, share: number, seed: number, areLost = false): Field {
  const random = createRandom(seed).fork('late');
  const lateMs = new Map<string, number>();
  const delayOf = ({ sensorId, sensedMs }: DetectionEvent): number => {
    const report = `${sensorId} ${sensedMs}`;
    const known = lateMs.get(report);
    if (known !== undefined) return known;
    const delay = random.uniform() < share ? Math.round(random.between(leastLateMs, mostLateMs)) : 0;
    lateMs.set(report, delay);
    return delay;
  };
  const facts: Fact[] = [];
  for (const fact of field.facts) {
    const delay = fact.kind === 'detection' ? delayOf(fact) : 0;
    if (delay === 0) facts.push(fact);
    else if (!areLost) facts.push({ ...fact, timeMs: fact.timeMs + delay });
  }
  facts.sort((a, b) => a.timeMs - b.timeMs || a.seq - b.seq);
  return { ...field, facts: facts.map((fact, i) => ({ ...fact, seq: i + 1 })) };
}

function main([kind, first, count]: readonly string[]): void {
  const cases: [string, number, boolean][] = [
    ['in order', 0, false],
    ['0.8 % late', 0.008, false],
    ['0.8 % lost', 0.008, true],
    ['10 % late', 0.1, false],
    ['10 % lost', 0.1, true],
  ];
  const cutOffM = kind === 'bearings' ? 1000 : 500;
  for (const [name, share, areLost] of cases) {
    const scores: FieldScore[] = [];
    for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
      const field = createTrackingField(kind as TrackingKind, seed);
      scores.push(judgeField(withLate(field, share, seed, areLost), cutOffM));
    }
    const mean = (pick: (score: FieldScore) => number): string =>
      (scores.reduce((sum, score) => sum + pick(score), 0) / scores.length).toFixed(2);
    process.stdout.write(
      `${kind}, ${name}: gospa ${mean((s) => s.gospa)}, missed ${mean((s) => s.missed)}, false ${mean((s) => s.false)}, ` +
        `switches ${mean((s) => s.switches)}, nees ${mean((s) => s.nees)}\n`,
    );
  }
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
