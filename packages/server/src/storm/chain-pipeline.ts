import { createHash } from 'node:crypto';
import type { AlertEvent, Conclusion, Fact } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';

const alertEvery = 20;

/**
 * A pipeline whose state is a hash over every fact in order: one fact lost, doubled or moved, and it never agrees again.
 * It alerts now and then, so that conclusions go through the log too.
 */
export function createChainPipeline(): Pipeline {
  let chain = '';
  let seq = 0;
  let count = 0;
  return {
    step(fact: Fact, emit: (conclusion: Conclusion) => void) {
      chain = createHash('sha256').update(chain).update(JSON.stringify(fact)).digest('hex');
      if (++count % alertEvery === 0) emit(alertOf(++seq, fact));
    },
    save: () => JSON.stringify({ chain, seq, count }),
    load(snapshot) {
      ({ chain, seq, count } = JSON.parse(snapshot) as { chain: string; seq: number; count: number });
    },
  };
}

function alertOf(seq: number, fact: Fact): AlertEvent {
  return {
    seq,
    kind: 'alert',
    timeMs: fact.timeMs,
    cause: [fact.seq],
    alertId: `a${seq % 7}`,
    zoneId: 'z',
    revision: seq,
    level: 'watch',
    expiresMs: fact.timeMs + 60_000,
    reasons: [{ rule: 'storm' }],
  };
}
