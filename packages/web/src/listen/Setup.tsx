import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';
import { fill } from '../words/index.ts';
import { placeFrom } from './device/description.ts';
import { enrol } from './device/enrolment.ts';
import type { Identity, Role } from './device/identity.ts';
import type { Refused } from './device/server.ts';
import type { Store } from './device/store.ts';
import type { Ears } from './ears.ts';
import { deafWords } from './Hearing.tsx';
import { PromiseLine } from './PromiseLine.tsx';
import type { Listener } from './listener.ts';
import { words } from './words/index.ts';

interface SetupProps {
  token: string;
  listener: Listener;
  identities: Store<Identity>;
  /** What this phone is likely to become. */
  role: Role;
  /** What it is already. */
  present: Identity[];
  onDone(identities: Identity[]): void;
  onNotNow(): void;
}

/** Enrolment on one screen: what takes part, its name, its place, one button. */
export function Setup(props: SetupProps): JSX.Element {
  const [role, setRole] = createSignal(props.role);
  const [name, setName] = createSignal('');
  const [place, setPlace] = createSignal('');
  const [trouble, setTrouble] = createSignal<() => string>();
  const [doing, setDoing] = createSignal<() => string>();
  /** No second touch helps: the link was used. */
  const [isOver, setOver] = createSignal(false);

  async function start(): Promise<void> {
    setTrouble(undefined);
    const where = placeFrom(place());
    if (where === undefined) return void setTrouble(() => () => words().placeBad);
    const listens = role() === 'microphone';
    if (listens) {
      setDoing(() => () => words().measuring);
      if (!(await props.listener.ears.open()))
        return void setTrouble(() => () => deafWords(props.listener.ears.hearing()));
    }
    const ear = listens ? await firstHearing(props.listener.ears) : undefined;
    setDoing(() => () => words().enrolling);
    const enrolled = await enrol(
      {
        token: props.token,
        role: role(),
        name: name().trim(),
        place: where,
        ...(ear === undefined ? {} : { ear }),
      },
      props.identities,
      props.present,
    );
    if (Array.isArray(enrolled)) return props.onDone(enrolled);
    if (listens) props.listener.ears.close();
    setOver(enrolled.code === 'unauthorised');
    setTrouble(() => () => refusalWords(enrolled));
  }

  return (
    <main class="setup">
      <h2>{words().setupTitle}</h2>
      <p>{words().setupWhy}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start().finally(() => setDoing(undefined));
        }}
      >
        <RoleChoices chosen={role()} onChoose={setRole} />
        <NameField name={name()} onName={setName} />
        <PlaceField place={place()} onPlace={setPlace} onTrouble={(say) => setTrouble(() => say)} />
        <Show when={trouble()}>
          {(say) => (
            <p class="trouble" role="alert" ref={bringIntoView}>
              {say()()}
            </p>
          )}
        </Show>
        <Show when={!isOver()}>
          <button class="main-button" type="submit" disabled={doing() !== undefined}>
            {doing()?.() ?? (trouble() === undefined ? words().start : words().tryAgain)}
          </button>
        </Show>
        <Show when={props.present.length > 0}>
          <button type="button" onClick={() => props.onNotNow()}>
            {words().notNow}
          </button>
        </Show>
      </form>
      <PromiseLine />
    </main>
  );
}

/** A small phone's screen ends above it. */
function bringIntoView(element: Element): void {
  requestAnimationFrame(() => element.scrollIntoView({ block: 'center' }));
}

function RoleChoices(props: { chosen: Role; onChoose(role: Role): void }): JSX.Element {
  return (
    <fieldset class="roles">
      <legend>{words().role}</legend>
      <RoleChoice
        role="microphone"
        chosen={props.chosen}
        onChoose={props.onChoose}
        says={words().roleMicrophone}
      />
      <RoleChoice role="spotter" chosen={props.chosen} onChoose={props.onChoose} says={words().roleSpotter} />
    </fieldset>
  );
}

function RoleChoice(props: {
  role: Role;
  chosen: Role;
  onChoose(role: Role): void;
  says: string;
}): JSX.Element {
  return (
    <label class="role">
      <input
        type="radio"
        name="role"
        value={props.role}
        checked={props.role === props.chosen}
        onChange={() => props.onChoose(props.role)}
      />
      {props.says}
    </label>
  );
}

function NameField(props: { name: string; onName(name: string): void }): JSX.Element {
  return (
    <>
      <label for="name">{words().name}</label>
      <input
        id="name"
        maxLength={100}
        autocomplete="off"
        placeholder={words().nameExample}
        value={props.name}
        onInput={(event) => props.onName(event.currentTarget.value)}
      />
    </>
  );
}

function PlaceField(props: {
  place: string;
  onPlace(place: string): void;
  onTrouble(say: () => string): void;
}): JSX.Element {
  function locate(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => props.onPlace(`${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`),
      () => props.onTrouble(() => words().positionDenied),
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }
  return (
    <>
      <label for="place">{words().place}</label>
      <div class="place">
        <input
          id="place"
          autocomplete="off"
          placeholder={words().placeExample}
          value={props.place}
          onInput={(event) => props.onPlace(event.currentTarget.value)}
        />
        <button type="button" onClick={locate}>
          {words().usePosition}
        </button>
      </div>
      <p class="muted note">{words().placeSecret}</p>
    </>
  );
}

/** From the first second that was judged; a phone too busy to judge one within 15 s says that it hears nothing far. */
function firstHearing(ears: Ears): Promise<{ rangeNowM: number; pfa: number }> {
  return new Promise((resolve) => {
    const tell = (rangeNowM: number): void => {
      clearTimeout(timer);
      resolve({ rangeNowM, pfa: ears.model()?.pfa ?? 1 });
    };
    const timer = setTimeout(() => tell(0), 15_000);
    createEffect(on(ears.window, (window) => window !== undefined && tell(window.rangeNowM)));
  });
}

function refusalWords({ code, message }: Refused): string {
  if (code === 'offline') return words().noServer;
  return code === 'unauthorised' ? words().linkUsed : fill(words().enrolFailed, { why: message });
}
