import { Show, type JSX } from 'solid-js';
import { fill } from '../words/index.ts';
import type { LinkState } from './device/link.ts';
import type { Listener } from './listener.ts';
import { watchBattery } from './phone/battery.ts';
import { keepAwake } from './phone/wake-lock.ts';
import { words } from './words/index.ts';

const lowBattery = 0.3;

/** Whether the server hears of it, and whether the phone will last. */
export function Status(props: { listener: Listener; listens: boolean }): JSX.Element {
  const battery = watchBattery();
  const isAwake = keepAwake();
  const link = (): LinkState =>
    (props.listens ? props.listener.links().microphone : props.listener.links().spotter) ?? 'off';
  const counts = () => props.listener.counts();
  const clockMs = () => props.listener.clockSigmaMs();
  return (
    <ul class="status counts">
      <li classList={{ [`link-${link()}`]: true }}>{linkWords(link())}</li>
      <Show when={props.listener.waitingCount() > 0}>
        <li>{fill(words().waits, { n: props.listener.waitingCount() })}</li>
      </Show>
      <Show when={counts().dropped > 0}>
        <li>{fill(words().dropped, { n: counts().dropped })}</li>
      </Show>
      <Show when={battery()}>
        {(known) => (
          <li classList={{ poor: !known().isCharging && known().share < lowBattery }}>
            {fill(batteryWords(known().share, known().isCharging), { n: Math.round(100 * known().share) })}
          </li>
        )}
      </Show>
      <Show when={props.listens}>
        <li classList={{ poor: !isAwake() }}>{isAwake() ? words().awake : words().asleep}</li>
      </Show>
      <Show when={clockMs()}>
        {(sigmaMs) => <li>{fill(words().clock, { n: Math.max(1, Math.ceil(2 * sigmaMs())) })}</li>}
      </Show>
    </ul>
  );
}

function batteryWords(share: number, isCharging: boolean): string {
  if (isCharging) return words().charging;
  return share < lowBattery ? words().plugIn : words().battery;
}

function linkWords(link: LinkState): string {
  const w = words();
  return {
    off: w.linkOff,
    connecting: w.linkConnecting,
    open: w.linkOpen,
    lost: w.linkLost,
    refused: w.linkRefused,
  }[link];
}
