import type { Source } from './source.ts';

/** What is said of a source: by shape, colour and word. */
export type SourceSay = 'flowing' | 'quiet' | 'waiting' | 'calling' | 'failed' | 'silent' | 'ended';

/** A source that is connected and says nothing for longer is not greyed out for a single missed message. */
const quietAfterMs = 10_000;

export function ageMsOf(source: Source, serverMs: number): number | undefined {
  return source.lastMessageMs === undefined ? undefined : Math.max(0, serverMs - source.lastMessageMs);
}

export function sourceSayOf(source: Source, serverMs: number): SourceSay {
  if (source.state !== 'connected') return source.state;
  const ageMs = ageMsOf(source, serverMs);
  return ageMs !== undefined && ageMs <= quietAfterMs ? 'flowing' : 'quiet';
}

/** Somebody should look: it cannot be reached or started. */
export function isTrouble(say: SourceSay): boolean {
  return say === 'calling' || say === 'failed';
}

const order: Record<SourceSay, number> = {
  failed: 0,
  calling: 1,
  quiet: 2,
  waiting: 3,
  silent: 4,
  flowing: 5,
  ended: 6,
};

/** Sources and sinks of the configuration before single sensors, and who needs a look first. */
export function inOrder(sources: readonly Source[], serverMs: number): Source[] {
  const rank = (source: Source): number =>
    (source.role === 'sensor' ? 10 : 0) + order[sourceSayOf(source, serverMs)];
  return [...sources].sort((a, b) => rank(a) - rank(b) || b.refused - a.refused);
}
