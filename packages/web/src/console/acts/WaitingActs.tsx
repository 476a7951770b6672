import type { PendingCommand } from '@kentongan/core/tell/http';
import type { Picture } from '@kentongan/core/tell/picture';
import { For, Show, type JSX } from 'solid-js';
import { fill, words } from '../../words/index.ts';
import { commandName, subjectOf } from './act.ts';
import type { Acts } from './acts.ts';
import './acts.css';

/** What operators have asked for and is not done yet: one's own for five seconds, what takes two until a second agrees. */
export function WaitingActs(props: { acts: Acts; picture: Picture }): JSX.Element {
  const pending = () =>
    props.acts.commands.pending().filter(({ standing }) => standing === props.picture.standing);
  const title = (command: PendingCommand['command']): string =>
    [words().actNames[commandName(command)], subjectOf(props.picture, command)].filter(Boolean).join(': ');
  return (
    <div class="waiting-acts" aria-live="polite">
      <Show when={props.acts.waiting()}>
        {(waiting) => (
          <p class="waiting-act">
            <span class="waiting-act-what">
              <strong>{title(waiting().act)}</strong>
              <small class="counts">{fill(words().actsIn, { n: waiting().leftS })}</small>
            </span>
            <button type="button" onClick={() => props.acts.undo()}>
              {words().undo}
            </button>
          </p>
        )}
      </Show>
      <For each={pending()}>
        {(one) => <Pending acts={props.acts} pending={one} title={title(one.command)} />}
      </For>
      <Show when={props.acts.refused()}>
        {(why) => (
          <p class="waiting-act" role="alert">
            <span class="waiting-act-what">
              <strong>{words().notDone}</strong>
              <small>{why()}</small>
            </span>
            <button type="button" onClick={() => props.acts.forgetRefusal()}>
              {words().close}
            </button>
          </p>
        )}
      </Show>
    </div>
  );
}

function Pending(props: { acts: Acts; pending: PendingCommand; title: string }): JSX.Element {
  const isOwn = () => props.pending.by === props.acts.commands.operator();
  const why = () => ('why' in props.pending.command ? (props.pending.command.why ?? '') : '');
  const line = (): string => {
    const { declinedBy, by } = props.pending;
    if (declinedBy !== undefined) return fill(words().declined, { who: declinedBy });
    const left = fill(words().forgottenIn, { n: Math.ceil(props.acts.commands.leftS(props.pending) / 60) });
    return `${isOwn() ? words().waitsForSecond : fill(words().asks, { who: by })} ${left}`;
  };
  return (
    <div class="waiting-act" data-pending={props.pending.pendingId}>
      <span class="waiting-act-what">
        <strong>{props.title}</strong>
        <Show when={why() !== ''}>
          <q>{why()}</q>
        </Show>
        <small class="counts">{line()}</small>
        <Show when={isOwn() && props.pending.declinedBy === undefined}>
          <small class="muted">{words().secondHow}</small>
        </Show>
      </span>
      <Show when={props.pending.declinedBy === undefined}>
        <span class="waiting-act-buttons">
          <Show
            when={!isOwn()}
            fallback={
              <button type="button" onClick={() => void props.acts.decline(props.pending.pendingId)}>
                {words().takeBack}
              </button>
            }
          >
            <button
              type="button"
              class="agree"
              onClick={() => void props.acts.agree(props.pending.pendingId)}
            >
              {words().agree}
            </button>
            <button type="button" onClick={() => void props.acts.decline(props.pending.pendingId)}>
              {words().decline}
            </button>
          </Show>
        </span>
      </Show>
    </div>
  );
}
