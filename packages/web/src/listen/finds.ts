import type { SoundWindow } from '@kentongan/core/sense/acoustic';
import type { Fate } from './device/sender.ts';
import type { Waiting } from './device/waiting.ts';

/** Seconds in a row in which the same was heard, and what became of their reports. */
export interface Find {
  /** Of the first report. */
  id: number;
  className: string;
  frequencyHz: number | undefined;
  startMs: number;
  lastMs: number;
  waiting: number[];
  taken: number;
  refused: number;
}

const shown = 20;
/** A pause of so long begins a new find. */
const pauseMs = 10_000;

/** Newest first; the oldest of more than 20 are no longer shown. */
export function addFind(finds: readonly Find[], report: Waiting, window: SoundWindow): Find[] {
  const { id, deviceMs } = report;
  const className = likeliest(window.logLikelihoodRatio);
  const [newest, ...older] = finds;
  const isSame = newest !== undefined && newest.className === className && deviceMs - newest.lastMs < pauseMs;
  const frequencyHz = window.frequencyHz ?? (isSame ? newest.frequencyHz : undefined);
  if (isSame)
    return [{ ...newest, frequencyHz, lastMs: deviceMs, waiting: [...newest.waiting, id] }, ...older];
  const find = {
    id,
    className,
    frequencyHz,
    startMs: deviceMs,
    lastMs: deviceMs,
    waiting: [id],
    taken: 0,
    refused: 0,
  };
  return [find, ...finds].slice(0, shown);
}

export function settleFinds(finds: readonly Find[], fates: readonly Fate[]): Find[] {
  const fateOf = new Map(fates.map(({ id, fate }) => [id, fate]));
  return finds.map((find) => {
    const settled = find.waiting.filter((id) => fateOf.has(id));
    if (settled.length === 0) return find;
    const taken = settled.filter((id) => fateOf.get(id) === 'taken').length;
    return {
      ...find,
      waiting: find.waiting.filter((id) => !fateOf.has(id)),
      taken: find.taken + taken,
      refused: find.refused + settled.length - taken,
    };
  });
}

function likeliest(ratios: Readonly<Record<string, number>>): string {
  let best = 'unknown';
  for (const [name, ratio] of Object.entries(ratios)) if (!(ratio <= ratios[best])) best = name;
  return best;
}
