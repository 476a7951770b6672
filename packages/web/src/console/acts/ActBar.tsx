import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js';
import { words } from '../../words/index.ts';
import { takesTwo, type Act } from './act.ts';
import type { Acts } from './acts.ts';
import './acts.css';

const longestWhy = 200;

/** What can be done about what is looked at. `of`: its identity; another one begins anew. */
export function ActBar(props: { of: string; offered: Act[]; acts: Acts }): JSX.Element {
  const [chosen, setChosen] = createSignal<Act['name']>();
  createEffect(
    on(
      () => props.of,
      () => setChosen(undefined),
    ),
  );
  // What is offered follows the picture; what was chosen and is no longer offered is not done.
  const act = () => props.offered.find(({ name }) => name === chosen());
  const begin = (why: string): void => {
    const now = act();
    if (now !== undefined) props.acts.begin(now, why);
    setChosen(undefined);
  };
  return (
    <Show when={props.offered.length > 0}>
      <section class="act-bar" aria-label={words().actsTitle}>
        <Show
          when={act()}
          fallback={
            <div class="act-buttons">
              <For each={props.offered}>
                {({ name }) => (
                  <button type="button" class={`act act-${name}`} onClick={() => setChosen(name)}>
                    {words().actNames[name]}
                  </button>
                )}
              </For>
            </div>
          }
        >
          {(now) => <ActForm act={now()} onDo={begin} onBack={() => setChosen(undefined)} />}
        </Show>
      </section>
    </Show>
  );
}

function ActForm(props: { act: Act; onDo(why: string): void; onBack(): void }): JSX.Element {
  let why!: HTMLInputElement;
  return (
    <form
      class="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        props.onDo(why.value.trim());
      }}
    >
      <label>
        <strong>{words().actNames[props.act.name]}</strong>
        <span class="muted">{words().whyField}</span>
        <input ref={why} type="text" maxLength={longestWhy} autocomplete="off" />
      </label>
      <div class="act-buttons">
        <button type="submit" class={`act act-${props.act.name}`}>
          {takesTwo(props.act) ? words().askSecond : words().actNow}
        </button>
        <button type="button" onClick={() => props.onBack()}>
          {words().back}
        </button>
      </div>
    </form>
  );
}
