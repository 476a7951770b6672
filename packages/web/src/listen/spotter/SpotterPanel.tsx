import { createSignal, Match, onCleanup, Show, Switch, type JSX } from 'solid-js';
import { fill } from '../../words/index.ts';
import type { Listener } from '../listener.ts';
import { words } from '../words/index.ts';
import { spotterClaim, touchSigmaMs, type How, type Pointed } from './claim.ts';
import { createCompass } from './compass.ts';
import { Dial } from './Dial.tsx';

/** Time to take a touch back before it is sent. */
const undoS = 5;
const thanksMs = 4000;

interface Pending {
  how: How;
  touchedMs: number;
  pointed: Pointed | undefined;
  leftS: number;
}

/** A person's own eyes and ears: two buttons, a direction, and five seconds to take it back. */
export function SpotterPanel(props: { listener: Listener }): JSX.Element {
  const compass = createCompass();
  const [turnedRad, setTurnedRad] = createSignal<number>();
  const [pending, setPending] = createSignal<Pending>();
  const [last, setLast] = createSignal<'sent' | 'undone'>();
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  const pointed = (): Pointed | undefined => {
    const dialRad = turnedRad();
    if (dialRad !== undefined) return { rad: dialRad, by: 'dial' };
    const compassRad = compass.heading();
    return compassRad === undefined ? undefined : { rad: compassRad, by: 'compass' };
  };

  function touch(how: How): void {
    compass.ask();
    setLast(undefined);
    setPending({ how, touchedMs: Date.now(), pointed: pointed(), leftS: undoS });
    count();
  }

  function count(): void {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const waiting = pending();
      if (waiting === undefined) return;
      if (waiting.leftS <= 1) return send(waiting);
      setPending({ ...waiting, leftS: waiting.leftS - 1 });
      count();
    }, 1000);
  }

  /** A dial turned while it counts down goes along; a phone put back into a pocket does not. */
  function send({ how, touchedMs, pointed: pointedThen }: Pending): void {
    const dialRad = turnedRad();
    const pointedNow = dialRad === undefined ? pointedThen : { rad: dialRad, by: 'dial' as const };
    props.listener.spot(spotterClaim(how, pointedNow), touchedMs, touchSigmaMs);
    end('sent');
  }

  function end(how: 'sent' | 'undone'): void {
    clearTimeout(timer);
    setPending(undefined);
    setTurnedRad(undefined);
    setLast(how);
    timer = window.setTimeout(() => setLast(undefined), thanksMs);
  }

  return (
    <section class="spotter" aria-label={words().spotter}>
      <div class="pointing">
        <Dial rad={pointed()?.rad} onTurn={setTurnedRad} />
        <div class="pointing-words">
          <strong>{words().spotter}</strong>
          <Show
            when={pending() ?? last()}
            fallback={
              <span>{compass.heading() === undefined ? words().pointDial : words().pointCompass}</span>
            }
          >
            <span role="status">{said(pending(), last(), isConnected(props.listener))}</span>
          </Show>
          <Show when={turnedRad() !== undefined && compass.heading() !== undefined}>
            <button type="button" onClick={() => setTurnedRad(undefined)}>
              {words().useCompass}
            </button>
          </Show>
        </div>
      </div>
      <Switch
        fallback={
          <div class="spot-buttons">
            <button type="button" onClick={() => touch('heard')}>
              {words().heardIt}
            </button>
            <button type="button" onClick={() => touch('seen')}>
              {words().sawIt}
            </button>
          </div>
        }
      >
        <Match when={pending()}>
          <div class="spot-buttons">
            <button class="undo" type="button" onClick={() => end('undone')}>
              {words().undo}
            </button>
          </div>
        </Match>
      </Switch>
    </section>
  );
}

function said(pending: Pending | undefined, last: 'sent' | 'undone' | undefined, isSent: boolean): string {
  const w = words();
  if (pending !== undefined)
    return fill(w.sendsIn, { what: pending.how === 'heard' ? w.heardIt : w.sawIt, n: pending.leftS });
  if (last === 'undone') return w.undone;
  return isSent ? w.sent : w.keptForLater;
}

function isConnected(listener: Listener): boolean {
  const { microphone, spotter } = listener.links();
  return (spotter ?? microphone) === 'open' || listener.waitingCount() === 0;
}
