import { For, Show, type JSX } from 'solid-js';
import { fill } from '../../words/index.ts';
import { words } from '../words/index.ts';
import { wrapped } from './heading.ts';

const stepRad = (5 * Math.PI) / 180;
const degrees = (rad: number): number => Math.round((rad * 180) / Math.PI) % 360;

/** A compass card to be turned with one thumb, north above; it shows the phone's own compass until it is touched. */
export function Dial(props: { rad: number | undefined; onTurn(rad: number): void }): JSX.Element {
  function turnTo(event: PointerEvent & { currentTarget: Element }): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const east = event.clientX - left - width / 2;
    const south = event.clientY - top - height / 2;
    props.onTurn(wrapped(Math.atan2(east, -south)));
  }
  function turnBy(event: KeyboardEvent): void {
    const side = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (side === undefined) return;
    event.preventDefault();
    props.onTurn(wrapped((props.rad ?? 0) + side * stepRad));
  }
  return (
    <svg
      class="dial"
      viewBox="-50 -50 100 100"
      role="slider"
      tabindex="0"
      aria-label={words().dial}
      aria-valuemin={0}
      aria-valuemax={359}
      aria-valuenow={props.rad === undefined ? undefined : degrees(props.rad)}
      aria-valuetext={props.rad === undefined ? '' : bearingText(props.rad)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        turnTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && turnTo(event)}
      onKeyDown={turnBy}
    >
      <circle class="dial-card" r="48" />
      <For each={[0, 2, 4, 6]}>
        {(eighth) => (
          <text
            class="dial-side"
            x={36 * Math.sin((eighth * Math.PI) / 4)}
            y={-36 * Math.cos((eighth * Math.PI) / 4)}
          >
            {words().sides[eighth]}
          </text>
        )}
      </For>
      <Show when={props.rad}>
        {(rad) => (
          <path class="dial-hand" d="M0 -46 10 -26 0 -31 -10 -26z" transform={`rotate(${degrees(rad())})`} />
        )}
      </Show>
      <text class="dial-bearing" y={props.rad === undefined ? 0 : -7}>
        {props.rad === undefined ? '?' : fill(words().degrees, { n: degrees(props.rad) })}
      </text>
      <Show when={props.rad}>
        {(rad) => (
          <text class="dial-bearing" y={9}>
            {sideOf(rad())}
          </text>
        )}
      </Show>
    </svg>
  );
}

const sideOf = (rad: number): string => words().sides[Math.round(rad / (Math.PI / 4)) % 8];

function bearingText(rad: number): string {
  return `${fill(words().degrees, { n: degrees(rad) })} ${sideOf(rad)}`;
}
