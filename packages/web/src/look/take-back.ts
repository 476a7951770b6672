import { createSignal, onCleanup } from 'solid-js';

const takeBackS = 5;
const thanksMs = 4000;

/** What a person did last, until it is sent. */
export interface Waiting<T> {
  act: T;
  leftS: number;
}

/** One act at a time: counts down, and is sent unless it is taken back. An act that follows sends the one before at once. */
export function createTakeBack<T>(send: (act: T) => void) {
  const [waiting, setWaiting] = createSignal<Waiting<T>>();
  const [last, setLast] = createSignal<'sent' | 'undone'>();
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  function count(): void {
    timer = window.setTimeout(() => {
      const now = waiting();
      if (now === undefined) return;
      if (now.leftS > 1) {
        setWaiting({ ...now, leftS: now.leftS - 1 });
        return count();
      }
      send(now.act);
      end('sent');
    }, 1000);
  }

  function end(how: 'sent' | 'undone'): void {
    clearTimeout(timer);
    setWaiting(undefined);
    setLast(how);
    timer = window.setTimeout(() => setLast(undefined), thanksMs);
  }

  return {
    waiting,
    /** How the one before ended, for as long as that is worth saying. */
    last,
    begin(act: T): void {
      clearTimeout(timer);
      const before = waiting();
      if (before !== undefined) send(before.act);
      setLast(undefined);
      setWaiting({ act, leftS: takeBackS });
      count();
    },
    undo: () => end('undone'),
  };
}
