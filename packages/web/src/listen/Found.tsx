import { For, Show, type JSX } from 'solid-js';
import { clockText, fill, words as sharedWords } from '../words/index.ts';
import type { Find } from './finds.ts';
import type { Listener } from './listener.ts';
import { words } from './words/index.ts';

/** What was heard, newest first, and what the server made of it. */
export function Found(props: { listener: Listener }): JSX.Element {
  const counts = () => props.listener.counts();
  return (
    <section class="found">
      <h2>{words().found}</h2>
      <p class="muted counts">
        {fill(words().useful, { time: durationText(counts().heardS), n: counts().taken })}
      </p>
      <Show when={props.listener.finds().length > 0} fallback={<p>{words().foundNothing}</p>}>
        <ol>
          <For each={props.listener.finds()}>{(find) => <FindRow find={find} />}</For>
        </ol>
      </Show>
    </section>
  );
}

function FindRow(props: { find: Find }): JSX.Element {
  const lastedS = (): number => Math.round((props.find.lastMs - props.find.startMs) / 1000) + 1;
  return (
    <li class="find counts">
      <strong>{sharedWords().classNames[props.find.className] ?? props.find.className}</strong>
      <span>
        {clockText(props.find.startMs)}, {fill(words().seconds, { n: lastedS() })}
        <Show when={props.find.frequencyHz}>
          {(hz) => `, ${fill(words().hertz, { n: Math.round(hz()) })}`}
        </Show>
      </span>
      <span class="muted">{fateText(props.find)}</span>
    </li>
  );
}

function fateText({ waiting, refused }: Find): string {
  if (waiting.length > 0) return fill(words().fateWaiting, { n: waiting.length });
  return refused > 0 ? words().fateRefused : words().fateTaken;
}

function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return fill(sharedWords().minutesShort, { n: minutes });
  return fill(words().hours, { h: Math.floor(minutes / 60), m: minutes % 60 });
}
