import { createSignal } from 'solid-js';

/** What this phone has done, over all visits. */
export interface Counts {
  taken: number;
  refused: number;
  /** Made room in a full queue, or grew older than the server admits. */
  dropped: number;
  heardS: number;
}

const key = 'listen-counts';
const none: Counts = { taken: 0, refused: 0, dropped: 0, heardS: 0 };

export function createCounts() {
  const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Counts>;
  const [counts, setCounts] = createSignal<Counts>({ ...none, ...kept });
  return {
    counts,
    count(more: Partial<Counts>): void {
      const sum = { ...counts() };
      for (const [name, n] of Object.entries(more)) sum[name as keyof Counts] += n;
      setCounts(sum);
      // Seconds are kept by the half minute: a flash memory need not be written each second.
      if (more.heardS === undefined || sum.heardS % 30 === 0) localStorage.setItem(key, JSON.stringify(sum));
    },
  };
}
