import { createSignal, Show, type JSX } from 'solid-js';
import { createTakeBack, type Waiting } from '../../look/take-back.ts';
import { fill } from '../../words/index.ts';
import type { Listener } from '../listener.ts';
import { words } from '../words/index.ts';
import { spotterClaim, touchSigmaMs, type How, type Pointed } from './claim.ts';
import { createCompass } from './compass.ts';
import { Dial } from './Dial.tsx';

interface Touch {
  how: How;
  /** By this device's clock. */
  touchedMs: number;
  /** Where the phone pointed when it was touched. */
  pointed: Pointed | undefined;
}

/** A person's own eyes and ears: two buttons, a direction, and five seconds to take it back. */
export function SpotterPanel(props: { listener: Listener }): JSX.Element {
  const compass = createCompass();
  const [turnedRad, setTurnedRad] = createSignal<number>();
  const touch = createTakeBack<Touch>(send);

  const pointed = (): Pointed | undefined => {
    const dialRad = turnedRad();
    if (dialRad !== undefined) return { rad: dialRad, by: 'dial' };
    const compassRad = compass.heading();
    return compassRad === undefined ? undefined : { rad: compassRad, by: 'compass' };
  };

  function begin(how: How): void {
    compass.ask();
    touch.begin({ how, touchedMs: Date.now(), pointed: pointed() });
  }
  function undo(): void {
    touch.undo();
    setTurnedRad(undefined);
  }
  /** A dial turned while it counts down goes along; a phone put back into a pocket does not. */
  function send({ how, touchedMs, pointed: pointedThen }: Touch): void {
    const dialRad = turnedRad();
    const pointedNow = dialRad === undefined ? pointedThen : { rad: dialRad, by: 'dial' as const };
    props.listener.spot(spotterClaim(how, pointedNow), touchedMs, touchSigmaMs);
    setTurnedRad(undefined);
  }

  return (
    <section class="spotter" aria-label={words().spotter}>
      <div class="pointing">
        <Dial rad={pointed()?.rad} onTurn={setTurnedRad} />
        <div class="pointing-words">
          <strong>{words().spotter}</strong>
          <span role="status">
            {said(touch.waiting(), touch.last(), isConnected(props.listener)) ??
              (compass.heading() === undefined ? words().pointDial : words().pointCompass)}
          </span>
          <Show when={turnedRad() !== undefined && compass.heading() !== undefined}>
            <button type="button" onClick={() => setTurnedRad(undefined)}>
              {words().useCompass}
            </button>
          </Show>
        </div>
      </div>
      <div class="spot-buttons">
        <Show
          when={touch.waiting() !== undefined}
          fallback={
            <>
              <button type="button" onClick={() => begin('heard')}>
                {words().heardIt}
              </button>
              <button type="button" onClick={() => begin('seen')}>
                {words().sawIt}
              </button>
            </>
          }
        >
          <button class="undo" type="button" onClick={undo}>
            {words().undo}
          </button>
        </Show>
      </div>
    </section>
  );
}

function said(
  waiting: Waiting<Touch> | undefined,
  last: 'sent' | 'undone' | undefined,
  isSent: boolean,
): string | undefined {
  const w = words();
  if (waiting !== undefined)
    return fill(w.sendsIn, { what: waiting.act.how === 'heard' ? w.heardIt : w.sawIt, n: waiting.leftS });
  if (last === undefined) return undefined;
  if (last === 'undone') return w.undone;
  return isSent ? w.sent : w.keptForLater;
}

function isConnected(listener: Listener): boolean {
  const { microphone, spotter } = listener.links();
  return (spotter ?? microphone) === 'open' || listener.waitingCount() === 0;
}
