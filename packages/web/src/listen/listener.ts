import { claimOf, type SoundWindow } from '@kentongan/core/sense/acoustic';
import { createSignal } from 'solid-js';
import { ServerClock } from './device/clock.ts';
import type { Identity, Role } from './device/identity.ts';
import { Link, type LinkState } from './device/link.ts';
import { Sender, type Fate } from './device/sender.ts';
import { askTime } from './device/server.ts';
import { WaitingReports, type Claim, type Waiting } from './device/waiting.ts';
import type { Store } from './device/store.ts';
import { addFind, settleFinds, type Find } from './finds.ts';
import type { Heard } from './sound/heard.ts';
import { openMicrophone, type Deaf, type Microphone } from './sound/microphone.ts';
import { SampleClock } from './sound/sample-clock.ts';

export interface Counts {
  taken: number;
  refused: number;
  /** Made room in a full queue, or grew older than the server admits. */
  dropped: number;
  heardS: number;
}

const countsKey = 'listen-counts';
const noCounts: Counts = { taken: 0, refused: 0, dropped: 0, heardS: 0 };

/** How long sound takes through the phone's hardware and driver, which no browser tells: 0 to 100 ms. */
const audioPathSigmaMs = 30;
const audioPathMs = 50;
const turnEveryMs = 1000;
const firstRounds = 5;
const roundEveryMs = 30_000;
/** Without a word from the audio thread for so long nothing is heard, and the link must not say that we listen. */
const deafAfterMs = 3000;
const retryEarsMs = 5000;

/**
 * A phone that listens and reports: microphone, clock, queue and links put together. A spotter's claims go under the
 * microphone's name where the phone is no spotter of its own.
 */
export function createListener(store: Store<Waiting>) {
  const [hearing, setHearing] = createSignal<'off' | 'asking' | 'hearing' | Deaf>('off');
  const [level, setLevel] = createSignal<Extract<Heard, { type: 'level' }>>();
  const [model, setModel] = createSignal<Extract<Heard, { type: 'model' }>>();
  const [window, setWindow] = createSignal<SoundWindow>();
  const [finds, setFinds] = createSignal<Find[]>([]);
  const [links, setLinks] = createSignal<Partial<Record<Role, LinkState>>>({});
  const [waitingCount, setWaitingCount] = createSignal(0);
  const [counts, setCounts] = createSignal<Counts>(readCounts());
  const [clockSigmaMs, setClockSigmaMs] = createSignal<number>();
  const [flags, setFlags] = createSignal<string[]>([]);

  const clock = new ServerClock();
  const waiting = new WaitingReports(store, (dropped) => {
    count({ dropped: dropped.length });
    setFinds((old) =>
      settleFinds(
        old,
        dropped.map(({ id }) => ({ id, fate: 'refused', why: '' })),
      ),
    );
  });
  const senders = new Map<Role, { link: Link; sender: Sender }>();
  let microphone: Microphone | undefined;
  let samples = new SampleClock(48_000);
  let lastWordMs = 0;
  let deafMs = 0;
  let roundMs = 0;
  let rounds = 0;

  function count(more: Partial<Counts>): void {
    const sum = { ...counts() };
    for (const [name, n] of Object.entries(more)) sum[name as keyof Counts] += n;
    setCounts(sum);
    // Seconds are kept by the half minute: a flash memory need not be written each second.
    if (more.heardS === undefined || sum.heardS % 30 === 0)
      localStorage.setItem(countsKey, JSON.stringify(sum));
  }

  function hear(heard: Heard): void {
    const nowMs = Date.now();
    lastWordMs = nowMs;
    samples.note(heard.frames, nowMs);
    if (heard.type === 'model') return void setModel(heard);
    if (heard.type === 'level') return void setLevel(heard);
    setWindow(heard.window);
    count({ heardS: 1 });
    // Browsers slow a hidden page's timers down, not what its ear says.
    turn();
    if (!heard.window.detected || !senders.has('microphone')) return;
    const { startMs, durationMs } = heard.window;
    const claim = claimOf(heard.window, model()?.version ?? '', undefined, flags());
    const endMs = samples.timeMs(startMs + durationMs) - audioPathMs;
    const report = add('microphone', claim, endMs, audioPathSigmaMs);
    setFinds((old) => addFind(old, report, heard.window));
  }

  function add(role: Role, claim: Claim, deviceMs: number, deviceSigmaMs: number): Waiting {
    const report = waiting.add({ role, claim, deviceMs, deviceSigmaMs });
    setWaitingCount(waiting.count);
    turn();
    return report;
  }

  function settle(fates: Fate[]): void {
    const taken = fates.filter(({ fate }) => fate === 'taken').length;
    count({ taken, refused: fates.length - taken });
    setFinds((old) => settleFinds(old, fates));
    setWaitingCount(waiting.count);
  }

  function deafen(why: Deaf | 'off'): void {
    microphone?.close();
    microphone = undefined;
    deafMs = Date.now();
    setHearing(why);
  }

  async function openEars(): Promise<boolean> {
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

  /** A call, another app, a phone that slept: whatever took the microphone may have given it back. */
  function mindEars(nowMs: number): void {
    if (hearing() === 'hearing' && nowMs - lastWordMs > 3 * deafAfterMs) deafen('ended');
    if (hearing() === 'ended' && nowMs - deafMs > retryEarsMs) void openEars();
  }

  async function measureClock(): Promise<void> {
    const round = await askTime();
    if (round === undefined) return;
    clock.add(round);
    rounds++;
    setClockSigmaMs(clock.at(Date.now())?.sigmaMs);
    for (const { link } of senders.values()) if (rounds === 1) link.hurry();
  }

  function turn(): void {
    const nowMs = Date.now();
    mindEars(nowMs);
    const isHearing = hearing() === 'hearing' && nowMs - lastWordMs < deafAfterMs;
    for (const [role, { link }] of senders)
      link.want((role === 'microphone' && isHearing) || waiting.hasFor(role));
    if (nowMs - roundMs > (rounds < firstRounds ? turnEveryMs : roundEveryMs) && senders.size > 0) {
      roundMs = nowMs;
      void measureClock();
    }
    const offset = clock.at(nowMs);
    if (offset === undefined) return;
    for (const { sender } of senders.values()) void sender.turn(offset, nowMs);
  }

  const timer = setInterval(turn, turnEveryMs);
  globalThis.addEventListener('online', () => {
    for (const { link } of senders.values()) link.hurry();
  });

  return {
    hearing,
    level,
    model,
    window,
    finds,
    links,
    waitingCount,
    counts,
    clockSigmaMs,
    flags,
    load: () => waiting.load().then(() => setWaitingCount(waiting.count)),
    /** From now on this phone is that sensor, too. */
    be(identity: Identity): void {
      const { role } = identity;
      const link = new Link(identity, {
        serverNowMs: () => Date.now() + (clock.at(Date.now())?.offsetMs ?? Number.NaN),
        onState: (state) => setLinks((old) => ({ ...old, [role]: state })),
      });
      senders.set(role, { link, sender: new Sender(role, link, waiting, settle) });
      turn();
    },
    openEars,
    closeEars: () => deafen('off'),
    /** A person's claim, sensed then by this device's clock. */
    spot(claim: Claim, deviceMs: number, deviceSigmaMs: number): void {
      add(senders.has('spotter') ? 'spotter' : 'microphone', claim, deviceMs, deviceSigmaMs);
    },
    close: () => clearInterval(timer),
  };
}

export type Listener = ReturnType<typeof createListener>;

function readCounts(): Counts {
  return { ...noCounts, ...(JSON.parse(localStorage.getItem(countsKey) ?? '{}') as Partial<Counts>) };
}
