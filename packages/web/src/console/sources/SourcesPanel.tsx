import {
  ageMsOf,
  inOrder,
  isTrouble,
  sourceSayOf,
  type Source,
  type SourceSay,
} from '@kentongan/core/tell/sources';
import { createComputed, For, Show, type JSX } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { SourcesNow } from '../../live/sources.ts';
import { fill, words } from '../../words/index.ts';
import './sources.css';

/** Rows shown; a region may have thousands of sensors, and those that need a look come first. */
const rowCapacity = 200;

/** Every source and sink with its rate, its last message and its errors. */
export function SourcesPanel(props: { now: SourcesNow; onClose(): void }): JSX.Element {
  // Keyed by source: a row that is renewed stays open.
  const [list, setList] = createStore<{ sources: Source[] }>({ sources: [] });
  createComputed(() => {
    const sources = inOrder(props.now.sources()?.sources ?? [], props.now.serverMs());
    setList('sources', reconcile(sources, { key: 'sourceId' }));
  });
  const configuration = () => props.now.sources()?.configuration;
  return (
    <aside class="why sources" classList={{ 'is-old': props.now.isOld() }} aria-label={words().sourcesTitle}>
      <button type="button" class="close" onClick={() => props.onClose()} aria-label={words().close}>
        <span aria-hidden="true">✕</span>
      </button>
      <h2>{words().sourcesTitle}</h2>
      <Show when={props.now.isOld()}>
        <p class="sources-old" role="alert">
          {fill(words().sourcesOld, { n: Math.round(props.now.ageS()) })}
        </p>
      </Show>
      <Show when={configuration()?.state === 'refused'}>
        <div class="sources-mistake" role="alert">
          <p>
            <SourceIcon say="failed" /> {words().configurationRefused}
          </p>
          <p class="sources-example">{configuration()?.why}</p>
        </div>
      </Show>
      <Show when={props.now.sources()?.sources.length === 0}>
        <p class="muted nothing">{words().noSources}</p>
      </Show>
      <ol>
        <For each={list.sources.slice(0, rowCapacity)}>
          {(source) => (
            <li>
              <Row source={source} serverMs={props.now.serverMs()} />
            </li>
          )}
        </For>
      </ol>
      <Show when={list.sources.length > rowCapacity}>
        <p class="muted">{fill(words().moreSources, { n: list.sources.length - rowCapacity })}</p>
      </Show>
    </aside>
  );
}

function Row(props: { source: Source; serverMs: number }): JSX.Element {
  const say = () => sourceSayOf(props.source, props.serverMs);
  const errorCount = () => props.source.errors.reduce((sum, { count }) => sum + count, 0);
  return (
    <details class={`source source-${say()}`} data-source={props.source.sourceId}>
      <summary>
        <SourceIcon say={say()} />
        <span class="source-name">
          <strong>{props.source.name}</strong>
          <small>
            {words().sourceRoles[props.source.role]} · {props.source.protocol} · {sayOf(props.source, say())}
          </small>
        </span>
        <span class="source-rate counts">
          <strong>{fill(words().perSecond, { n: rateText(props.source.perSecond) })}</strong>
          <small>{ageText(props.source, props.serverMs)}</small>
          <Show when={errorCount() > 0}>
            <small class="source-errors">{fill(words().errorCount, { n: errorCount() })}</small>
          </Show>
        </span>
      </summary>
      <Details source={props.source} serverMs={props.serverMs} />
    </details>
  );
}

function Details(props: { source: Source; serverMs: number }): JSX.Element {
  const counts = () => ({ a: props.source.accepted, r: props.source.refused, m: props.source.messages });
  return (
    <div class="source-details">
      <Show when={props.source.where}>
        <p class="muted">{props.source.where}</p>
      </Show>
      <p class="counts">
        {fill(props.source.role === 'sender' ? words().countsSent : words().countsTaken, counts())}
      </p>
      <ul>
        <For each={props.source.errors}>
          {(error) => (
            <li>
              <strong class="counts">{`${error.kind} × ${error.count}`}</strong>{' '}
              <small class="muted counts">{agoText(props.serverMs - error.lastMs)}</small>
              <p class="sources-example">{exampleOf(error)}</p>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

/** The kind stands before it already. */
function exampleOf({ kind, example }: Source['errors'][number]): string {
  return example.startsWith(`${kind}: `) ? example.slice(kind.length + 2) : example;
}

function sayOf(source: Source, say: SourceSay): string {
  const w = words();
  if (say === 'flowing') return source.role === 'sender' ? w.sourceSays.sending : w.sourceSays.receiving;
  return w.sourceSays[say];
}

function rateText(perSecond: number): string {
  return String(perSecond < 10 ? Number(perSecond.toFixed(1)) : Math.round(perSecond));
}

function ageText(source: Source, serverMs: number): string {
  const ageMs = ageMsOf(source, serverMs);
  return ageMs === undefined ? words().noMessageYet : agoText(ageMs);
}

function agoText(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  return seconds < 120
    ? fill(words().secondsAgo, { n: seconds })
    : fill(words().minutesAgo, { n: Math.round(seconds / 60) });
}

const circle = 'M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20z';
const triangle = 'M12 2 23 22H1z';

const marks: Record<SourceSay, string> = {
  flowing: 'M6 12h12M13 7l5 5-5 5',
  ended: 'M6.5 12.5l4 4 7-8',
  quiet: '',
  waiting: '',
  silent: '',
  calling: 'M12 9v6M12 18v1',
  failed: 'M9 11l6 8M15 11l-6 8',
};

function SourceIcon(props: { say: SourceSay }): JSX.Element {
  return (
    <svg
      class={`source-icon source-icon-${props.say}`}
      width="22"
      height="22"
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path class="source-shape" d={isTrouble(props.say) ? triangle : circle} />
      <path class="source-mark" d={marks[props.say]} />
    </svg>
  );
}

/** The way to the panel: how many sources there are, and how many need a look. */
export function SourcesButton(props: { now: SourcesNow; isOpen: boolean; onToggle(): void }): JSX.Element {
  const sources = () => props.now.sources();
  const troubled = () =>
    (sources()?.sources ?? []).filter((source) => isTrouble(sourceSayOf(source, props.now.serverMs())))
      .length;
  const isTroubled = () => troubled() > 0 || sources()?.configuration.state === 'refused';
  return (
    <button
      type="button"
      class="sources-button counts"
      aria-pressed={props.isOpen}
      onClick={() => props.onToggle()}
    >
      <SourceIcon say={isTroubled() ? 'calling' : props.now.isOld() ? 'quiet' : 'flowing'} />
      {words().sourcesTitle}
      <Show when={troubled() > 0}>{` · ${fill(words().notReached, { n: troubled() })}`}</Show>
      <Show when={sources()?.configuration.state === 'refused'}>{` · ${words().mistake}`}</Show>
    </button>
  );
}
