import { createEffect, createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import { LanguageChoice, ThemeChoice } from '../look/Choices.tsx';
import type { Kept } from './device/enrolment.ts';
import { becoming, forgetToken, type Identity, type Role } from './device/identity.ts';
import { Found } from './Found.tsx';
import { Hearing } from './Hearing.tsx';
import type { Listener } from './listener.ts';
import { PromiseLine } from './PromiseLine.tsx';
import { Setup } from './Setup.tsx';
import { SpotterPanel } from './spotter/SpotterPanel.tsx';
import { Status } from './Status.tsx';
import { words as sharedWords } from '../words/index.ts';
import { words } from './words/index.ts';

interface PhoneProps {
  listener: Listener;
  kept: Kept;
  identities: Identity[];
  token: string | undefined;
}

/** One phone at work: set up where it came with a token, else listening and reporting. */
export function Phone(props: PhoneProps): JSX.Element {
  const [identities, setIdentities] = createSignal(props.identities);
  const [token, setToken] = createSignal(props.token);
  const [isAlone, setAlone] = createSignal(false);
  const is = (wanted: Role): boolean => identities().some(({ role }) => role === wanted);
  const listens = (): boolean => is('microphone');

  function become(made: Identity[]): void {
    done();
    setIdentities((old) => becoming(old, made));
    for (const identity of made) props.listener.be(identity);
    if (!listens()) props.listener.ears.close();
  }
  function done(): void {
    forgetToken();
    setToken(undefined);
  }

  // Two tabs would report everything twice; the lock goes with the tab that holds it.
  void navigator.locks.request('kentongan-listen', async () => {
    setAlone(true);
    for (const identity of identities()) props.listener.be(identity);
    if (listens() && (await isMicrophoneAllowed())) void props.listener.ears.open();
    await new Promise(() => {});
  });

  return (
    <Frame name={identities()[0]?.name ?? ''} isExercise={props.listener.isExercise()}>
      <Switch fallback={<Sorry why={words().noLink} />}>
        <Match when={!isAlone()}>
          <Sorry why={words().otherTab} />
        </Match>
        <Match when={token()}>
          {(good) => (
            <Setup
              token={good()}
              listener={props.listener}
              identities={props.kept.identities}
              role={listens() ? 'spotter' : 'microphone'}
              present={identities()}
              onDone={become}
              onNotNow={done}
            />
          )}
        </Match>
        <Match when={identities().length > 0}>
          <main class="work">
            <div class="scroll">
              <Show when={listens()}>
                <Hearing ears={props.listener.ears} />
              </Show>
              <Status listener={props.listener} listens={listens()} />
              <Show when={listens()}>
                <Found listener={props.listener} />
              </Show>
              <PromiseLine />
              <Show when={props.listener.ears.hearing() === 'hearing'}>
                <button class="pause" type="button" onClick={() => props.listener.ears.close()}>
                  {words().pause}
                </button>
              </Show>
            </div>
            <SpotterPanel listener={props.listener} />
          </main>
        </Match>
      </Switch>
    </Frame>
  );
}

export function Frame(props: { name: string; isExercise?: boolean; children: JSX.Element }): JSX.Element {
  const [theme, setTheme] = createSignal(localStorage.getItem('theme') ?? 'dark');
  createEffect(() => {
    document.documentElement.dataset.theme = theme();
    localStorage.setItem('theme', theme());
    document.title = words().title;
  });
  return (
    <div class="phone">
      <header class="top">
        <h1>{props.name === '' ? 'Kentongan' : props.name}</h1>
        <LanguageChoice />
        <ThemeChoice theme={theme()} onTheme={setTheme} />
      </header>
      <Show when={props.isExercise}>
        <p class="exercise" role="status">
          {sharedWords().exercise}
        </p>
      </Show>
      {props.children}
    </div>
  );
}

export function Sorry(props: { why: string }): JSX.Element {
  return (
    <main class="sorry">
      <p role="alert">{props.why}</p>
      <PromiseLine />
    </main>
  );
}

async function isMicrophoneAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state === 'granted';
  } catch {
    return false;
  }
}
