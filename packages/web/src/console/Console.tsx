import { createEffect, createMemo, createSignal, Show, type JSX } from 'solid-js';
import { createAge } from '../live/age.ts';
import { createCommands } from '../live/commands.ts';
import type { Connection } from '../live/connection.ts';
import { createSources } from '../live/sources.ts';
import { fill, words } from '../words/index.ts';
import { createActs } from './acts/acts.ts';
import { WaitingActs } from './acts/WaitingActs.tsx';
import { MapView } from './map/MapView.tsx';
import type { Selection } from './selection.ts';
import { SourcesButton, SourcesPanel } from './sources/SourcesPanel.tsx';
import { TopBar } from './TopBar.tsx';
import { UrgencyList } from './UrgencyList.tsx';
import { Why } from './Why.tsx';

/** The operator's picture: the list by urgency is the home, the map explains it, `why` justifies both. */
export function Console(props: { connection: Connection }): JSX.Element {
  const { picture, link } = props.connection;
  const age = createAge(props.connection);
  const sources = createSources();
  const acts = createActs(createCommands());
  const [selection, setSelection] = createSignal<Selection>();
  const [isSourcesOpen, setSourcesOpen] = createSignal(false);
  const [theme, setTheme] = createSignal(localStorage.getItem('theme') ?? 'dark');
  const [isMapFirst, setMapFirst] = createSignal(false);

  createEffect(() => {
    document.documentElement.dataset.theme = theme();
    localStorage.setItem('theme', theme());
  });
  const choose = (chosen: Selection | undefined): void => {
    setSourcesOpen(false);
    setSelection(chosen);
  };
  createEffect(() => {
    const chosen = selection();
    props.connection.select(
      chosen?.of === 'track' ? [chosen.trackId] : [],
      chosen?.of === 'zone' && chosen.alertId !== undefined ? [chosen.alertId] : [],
    );
  });
  /** Sensors that the selected conclusion rests on: the only time that sensors stand out. */
  const heard = createMemo(() => {
    const chosen = selection();
    const id = chosen?.of === 'track' ? chosen.trackId : chosen?.alertId;
    const why = picture()?.why.find((one) => one.id === id);
    return new Set(why?.contributions.map(({ sensorId }) => sensorId));
  });

  return (
    <Show when={picture()} fallback={<Waiting isRefused={link() === 'refused'} />}>
      {(known) => (
        <div class="console" classList={{ 'is-stale': age.isStale(), 'is-map-first': isMapFirst() }}>
          <Standing standing={known().standing} />
          <Show when={age.isStale()}>
            <p class="stale-banner" role="alert">
              {fill(words().linkLost, { n: Math.round(age.ageS()) })}
            </p>
          </Show>
          <TopBar
            picture={known()}
            ageS={age.ageS()}
            theme={theme()}
            onTheme={setTheme}
            sources={
              <SourcesButton
                now={sources}
                isOpen={isSourcesOpen()}
                onToggle={() => setSourcesOpen(!isSourcesOpen())}
              />
            }
          />
          <WaitingActs acts={acts} picture={known()} />
          <main class="body">
            <UrgencyList
              picture={known()}
              regionMs={age.regionMs()}
              selection={selection()}
              onSelect={choose}
            />
            <MapView
              picture={known()}
              regionMs={age.regionMs()}
              selection={selection()}
              heard={heard()}
              theme={theme()}
              onSelect={choose}
            />
            <Show when={isSourcesOpen()}>
              <SourcesPanel now={sources} onClose={() => setSourcesOpen(false)} />
            </Show>
            <Show when={!isSourcesOpen() && selection()}>
              {(chosen) => (
                <Why
                  picture={known()}
                  regionMs={age.regionMs()}
                  selection={chosen()}
                  acts={acts}
                  onSelect={choose}
                />
              )}
            </Show>
          </main>
          <button class="switch" type="button" onClick={() => setMapFirst(!isMapFirst())}>
            {isMapFirst() ? words().list : words().map}
          </button>
        </div>
      )}
    </Show>
  );
}

function Standing(props: { standing: string }): JSX.Element {
  return (
    <Show when={props.standing !== 'actual'}>
      <p class="standing-banner">{props.standing === 'exercise' ? words().exercise : words().test}</p>
    </Show>
  );
}

function Waiting(props: { isRefused: boolean }): JSX.Element {
  return (
    <main class="waiting">
      <h1>{words().consoleTitle}</h1>
      <p role="status">{props.isRefused ? words().noToken : words().connecting}</p>
    </main>
  );
}
