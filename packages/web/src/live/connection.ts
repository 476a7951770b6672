import { accumulate, type LiveMessage, type LiveRequest, type Picture } from '@kentongan/core/tell/picture';
import { createSignal } from 'solid-js';

/** How the page stands to the server: `refused` means that its token is not (or no longer) good. */
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

/** When a picture that is not renewed stops being trusted. */
export const staleAfterS = 3.5;

const firstRetryMs = 500;
const longestRetryMs = 10_000;
/** The server says something at least every second; silence for this long is a dead link, whatever the socket claims. */
const silenceMs = 3500;
/** Server's close code for a session that it does not know. */
const refusedCode = 4401;

/** The server's picture, kept current over one WebSocket that is opened again whenever it ends. */
export function connect(openSocket: () => Promise<WebSocket | 'refused'>) {
  const [picture, setPicture] = createSignal<Picture>();
  const [link, setLink] = createSignal<Link>('connecting');
  const [heardMs, setHeardMs] = createSignal(performance.now());
  let socket: WebSocket | undefined;
  let retryMs = firstRetryMs;
  let selected: LiveRequest = { type: 'select' };
  let watchdog = 0;

  function hear(data: string): void {
    const message = JSON.parse(data) as LiveMessage;
    if (message.type === 'picture') setPicture(message);
    else setPicture((old) => (old === undefined ? old : accumulate(old, message)));
    setHeardMs(performance.now());
    setLink('live');
    retryMs = firstRetryMs;
    clearTimeout(watchdog);
    watchdog = window.setTimeout(() => socket?.close(), silenceMs);
  }

  async function open(): Promise<void> {
    const opened = await openSocket().catch(() => undefined);
    if (opened === 'refused') return void setLink('refused');
    if (opened === undefined) return again();
    socket = opened;
    opened.addEventListener('open', () => opened.send(JSON.stringify(selected)));
    opened.addEventListener('message', (event) => hear(String(event.data)));
    opened.addEventListener('close', (event) => {
      clearTimeout(watchdog);
      if (event.code === refusedCode) setLink('refused');
      else again();
    });
  }

  function again(): void {
    if (link() !== 'connecting') setLink('lost');
    setTimeout(() => void open(), retryMs * (0.75 + 0.5 * Math.random()));
    retryMs = Math.min(longestRetryMs, retryMs * 2);
  }

  void open();
  return {
    picture,
    link,
    /** performance.now() when the server last said anything. */
    heardMs,
    /** Asks to be told why these conclusions were reached. */
    select(tracks: string[], alerts: string[]): void {
      selected = { type: 'select', tracks, alerts };
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(selected));
    },
  };
}

export type Connection = ReturnType<typeof connect>;
