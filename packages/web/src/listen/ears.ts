import type { SoundWindow } from '@kentongan/core/sense/acoustic';
import { createSignal } from 'solid-js';
import type { Heard } from './sound/heard.ts';
import { openMicrophone, type Deaf, type Microphone } from './sound/microphone.ts';
import { SampleClock } from './sound/sample-clock.ts';

export type HearingState = 'off' | 'asking' | 'hearing' | Deaf;

/** How long sound takes through the phone's hardware and driver, which no browser tells: 0 to 100 ms. */
const audioPathMs = 50;
export const audioPathSigmaMs = 30;

/** Without a word from the audio thread for so long nothing is heard, and nobody may say that we listen. */
const deafAfterMs = 3000;
const endedAfterMs = 9000;
const reopenAfterMs = 5000;

/** The microphone, kept open: what it hears is told with the device time at which each window ended. */
export function createEars(onWindow: (window: SoundWindow, endMs: number) => void) {
  const [hearing, setHearing] = createSignal<HearingState>('off');
  const [level, setLevel] = createSignal<Extract<Heard, { type: 'level' }>>();
  const [model, setModel] = createSignal<Extract<Heard, { type: 'model' }>>();
  const [window, setWindow] = createSignal<SoundWindow>();
  const [flags, setFlags] = createSignal<string[]>([]);
  let microphone: Microphone | undefined;
  let samples = new SampleClock(48_000);
  let lastWordMs = 0;
  let deafMs = 0;

  function hear(heard: Heard): void {
    lastWordMs = Date.now();
    samples.note(heard.frames, lastWordMs);
    if (heard.type === 'model') return void setModel(heard);
    if (heard.type === 'level') return void setLevel(heard);
    setWindow(heard.window);
    const { startMs, durationMs } = heard.window;
    onWindow(heard.window, samples.timeMs(startMs + durationMs) - audioPathMs);
  }

  function deafen(why: Deaf | 'off'): void {
    microphone?.close();
    microphone = undefined;
    deafMs = Date.now();
    setHearing(why);
  }

  async function open(): Promise<boolean> {
    if (microphone !== undefined) return true;
    setHearing('asking');
    const opened = await openMicrophone(hear, deafen);
    if (typeof opened === 'string') {
      deafen(opened);
      return false;
    }
    microphone = opened;
    samples = new SampleClock(opened.rateHz);
    lastWordMs = Date.now();
    setFlags(opened.flags);
    setHearing('hearing');
    return true;
  }

  return {
    hearing,
    level,
    model,
    window,
    flags,
    open,
    close: () => deafen('off'),
    hearsAt: (nowMs: number): boolean => hearing() === 'hearing' && nowMs - lastWordMs < deafAfterMs,
    /** A call, another app, a phone that slept: whatever took the microphone may have given it back. */
    mind(nowMs: number): void {
      if (hearing() === 'hearing' && nowMs - lastWordMs > endedAfterMs) deafen('ended');
      if (hearing() === 'ended' && nowMs - deafMs > reopenAfterMs) void open();
    },
  };
}

export type Ears = ReturnType<typeof createEars>;
