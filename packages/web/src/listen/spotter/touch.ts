import { createSignal, onCleanup } from 'solid-js';
import type { How, Pointed } from './claim.ts';

/** Time to take a touch back before it is sent. */
const undoS = 5;
const thanksMs = 4000;

export interface Touch {
  how: How;
  /** By this device's clock. */
  touchedMs: number;
  /** Where the phone pointed when it was touched. */
  pointed: Pointed | undefined;
  leftS: number;
}

/** One touch at a time: counts down, and is sent unless it is taken back. */
export function createTouch(send: (touch: Touch) => void) {
  const [pending, setPending] = createSignal<Touch>();
  const [last, setLast] = createSignal<'sent' | 'undone'>();
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  function count(): void {
    timer = window.setTimeout(() => {
      const touch = pending();
      if (touch === undefined) return;
      if (touch.leftS > 1) {
        setPending({ ...touch, leftS: touch.leftS - 1 });
        return count();
      }
      send(touch);
      end('sent');
    }, 1000);
  }

  function end(how: 'sent' | 'undone'): void {
    clearTimeout(timer);
    setPending(undefined);
    setLast(how);
    timer = window.setTimeout(() => setLast(undefined), thanksMs);
  }

  return {
    pending,
    /** How the one before ended, for as long as that is worth saying. */
    last,
    begin(how: How, pointed: Pointed | undefined): void {
      clearTimeout(timer);
      setLast(undefined);
      setPending({ how, touchedMs: Date.now(), pointed, leftS: undoS });
      count();
    },
    undo: () => end('undone'),
  };
}
