import type { Command } from '@kentongan/core/base/event';
import { createSignal } from 'solid-js';
import type { Answer, Commands } from '../../live/commands.ts';
import { createTakeBack } from '../../look/take-back.ts';
import { takesTwo, type Act } from './act.ts';

/** An operator's acts on this page: what one person may do is sent after five seconds, what takes two at once. */
export function createActs(commands: Commands) {
  const [refused, setRefused] = createSignal<string>();
  const note = (answer: Answer): void => {
    setRefused(answer.is === 'refused' ? answer.why : undefined);
  };
  const send = async (command: Command): Promise<void> => note(await commands.give(command));
  const takeBack = createTakeBack<Command>((command) => void send(command));
  return {
    commands,
    /** Sent soon, unless it is taken back. */
    waiting: takeBack.waiting,
    undo: takeBack.undo,
    /** Why the last act was not done. */
    refused,
    forgetRefusal: () => setRefused(undefined),
    begin(act: Act, why: string): void {
      const command = { ...act.command, ...(why !== '' && { why }) } as Command;
      setRefused(undefined);
      if (takesTwo(act)) void send(command);
      else takeBack.begin(command);
    },
    agree: async (pendingId: string): Promise<void> => note(await commands.agree(pendingId)),
    decline: async (pendingId: string): Promise<void> => note(await commands.decline(pendingId)),
  };
}

export type Acts = ReturnType<typeof createActs>;
