import type { JSX } from 'solid-js';
import { words } from './words/index.ts';

/** Said wherever the microphone is on or asked for. */
export function PromiseLine(): JSX.Element {
  return <p class="promise muted">{words().promise}</p>;
}
