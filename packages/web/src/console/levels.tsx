import type { AlertEvent, Level } from '@kentongan/core/base/event';
import type { JSX } from 'solid-js';
import { words } from '../words/index.ts';

/** What is said about a zone: a level, or how it ended. Never by colour alone: each has a shape and a word too. */
export type Say = Level | 'allClear' | 'cancel';

export function sayOf(alert: AlertEvent): Say {
  if (alert.cancel === true) return 'cancel';
  return alert.allClear === true ? 'allClear' : alert.level;
}

/** Most urgent first. */
export const urgencyOf: Record<Say, number> = { warning: 0, watch: 1, allClear: 2, cancel: 3, quiet: 4 };

export function sayWord(say: Say): string {
  const w = words();
  return {
    warning: w.levelWarning,
    watch: w.levelWatch,
    allClear: w.levelAllClear,
    cancel: w.levelCancel,
    quiet: w.levelQuiet,
  }[say];
}

const shapes: Record<Say, string> = {
  warning: 'M7 1h10l6 6v10l-6 6H7l-6-6V7z',
  watch: 'M12 2 23 22H1z',
  allClear: 'M12 1a11 11 0 1 1 0 22a11 11 0 0 1 0-22z',
  cancel: 'M12 1a11 11 0 1 1 0 22a11 11 0 0 1 0-22z',
  quiet: 'M12 1a11 11 0 1 1 0 22a11 11 0 0 1 0-22z',
};

const marks: Record<Say, string> = {
  warning: 'M12 6v8M12 17v1.5',
  watch: 'M12 9v6M12 18v1',
  allClear: 'M6.5 12.5l4 4 7-8',
  cancel: 'M7.5 7.5l9 9M16.5 7.5l-9 9',
  quiet: '',
};

export function LevelIcon(props: { say: Say; size?: number }): JSX.Element {
  return (
    <svg
      class={`level-icon level-${props.say}`}
      width={props.size ?? 24}
      height={props.size ?? 24}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path class="level-shape" d={shapes[props.say]} />
      <path class="level-mark" d={marks[props.say]} />
    </svg>
  );
}
