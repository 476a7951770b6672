import { claimOf, type SoundWindow } from '@kentongan/core/sense/acoustic';
import { createSignal } from 'solid-js';
import { createCounts } from './counts.ts';
import type { Identity, Role } from './device/identity.ts';
import { Link, type LinkState } from './device/link.ts';
import { Sender, type Fate } from './device/sender.ts';
import type { Store } from './device/store.ts';
import { createTimeKeeper } from './device/time-keeper.ts';
import { WaitingReports, type Claim, type Waiting } from './device/waiting.ts';
import { audioPathSigmaMs, createEars } from './ears.ts';
import { addFind, settleFinds, type Find } from './finds.ts';

const turnEveryMs = 1000;

/**
 * A phone that listens and reports: ears, clock, queue and links put together. A spotter's claims go under the
 * microphone's name where the phone is no spotter of its own.
 */
export function createListener(store: Store<Waiting>) {
  const [finds, setFinds] = createSignal<Find[]>([]);
  const [links, setLinks] = createSignal<Partial<Record<Role, LinkState>>>({});
  const [waitingCount, setWaitingCount] = createSignal(0);
  const { counts, count } = createCounts();
  const senders = new Map<Role, { link: Link; sender: Sender }>();
  const waiting = new WaitingReports(store, (dropped) => {
    count({ dropped: dropped.length });
    setFinds((old) => settleFinds(old, dropped.map(lost)));
  });
  const ears = createEars(hear);
  const [isExercise, setExercise] = createSignal(false);
  let time = createTimeKeeper(isExercise, hurry);
  const serverNowMs = (): number => Date.now() + (time.at(Date.now())?.offsetMs ?? Number.NaN);

  function hear(window: SoundWindow, endMs: number): void {
    count({ heardS: 1 });
    if (window.detected && senders.has('microphone')) {
      const claim = claimOf(window, ears.model()?.version ?? '', undefined, ears.flags());
      const report = add('microphone', claim, endMs, audioPathSigmaMs);
      setFinds((old) => addFind(old, report, window));
    }
    // Browsers slow a hidden page's timers down, not what its ear says.
    turn();
  }

  function add(role: Role, claim: Claim, deviceMs: number, deviceSigmaMs: number): Waiting {
    const report = waiting.add({ role, claim, deviceMs, deviceSigmaMs });
    setWaitingCount(waiting.count);
    return report;
  }

  function settle(fates: Fate[]): void {
    const taken = fates.filter(({ fate }) => fate === 'taken').length;
    count({ taken, refused: fates.length - taken });
    setFinds((old) => settleFinds(old, fates));
    setWaitingCount(waiting.count);
  }

  function turn(): void {
    const nowMs = Date.now();
    ears.mind(nowMs);
    if (senders.size > 0) time.mind(nowMs);
    const clock = time.at(nowMs);
    for (const [role, { link, sender }] of senders) {
      link.want((role === 'microphone' && ears.hearsAt(nowMs)) || waiting.hasFor(role));
      if (clock !== undefined) void sender.turn(clock, nowMs);
    }
  }

  function hurry(): void {
    for (const { link } of senders.values()) link.hurry();
  }

  /** What was sensed for one log is nothing to another, whose clock is another, too. */
  function forget(): void {
    for (const { link } of senders.values()) link.want(false);
    senders.clear();
    setLinks({});
    waiting.forget();
    time = createTimeKeeper(isExercise, hurry);
  }

  setInterval(turn, turnEveryMs);
  addEventListener('online', hurry);

  return {
    ears,
    finds,
    links,
    waitingCount,
    counts,
    clockSigmaMs: () => time.sigmaMs(),
    /** What it reports goes into an exercise. */
    isExercise,
    load: () => waiting.load().then(() => setWaitingCount(waiting.count)),
    /** From now on this phone is that sensor, in place of the one that it was in that role or in another log. */
    be(identity: Identity): void {
      const { role } = identity;
      const isOther = (identity.standing === 'exercise') !== isExercise();
      if (isOther && senders.size > 0) forget();
      setExercise(identity.standing === 'exercise');
      senders.get(role)?.link.want(false);
      const link = new Link(identity, {
        serverNowMs,
        onState: (state) => setLinks((old) => ({ ...old, [role]: state })),
      });
      senders.set(role, { link, sender: new Sender(role, link, waiting, settle) });
      turn();
    },
    /** A person's claim, sensed then by this device's clock. */
    spot(claim: Claim, deviceMs: number, deviceSigmaMs: number): void {
      add(senders.has('spotter') ? 'spotter' : 'microphone', claim, deviceMs, deviceSigmaMs);
      turn();
    },
  };
}

export type Listener = ReturnType<typeof createListener>;

const lost = ({ id }: Waiting): Fate => ({ id, fate: 'refused', why: '' });
