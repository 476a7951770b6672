import type { Command } from '@kentongan/core/base/event';
import type { PendingCommand, PendingCommands } from '@kentongan/core/tell/http';
import { createAsked } from './asked.ts';

const askEveryMs = 2000;
/** So that nobody waits for an answer that will not come. */
const answerWithinMs = 10_000;

/** How the server took an act: it is in the log, it waits for a second operator, or it was refused and why. */
export type Answer = { is: 'given' } | { is: 'waits' } | { is: 'refused'; why: string };

/** Operators' commands: given to the server, and those that wait for a second operator. */
export function createCommands() {
  const { answer, ageS, ask } = createAsked<PendingCommands>('/api/commands', askEveryMs);

  async function send(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    try {
      const response = await fetch(path, {
        method,
        ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      if (response.ok) return { is: response.status === 202 ? 'waits' : 'given' };
      const refusal = (await response.json()) as { message?: string };
      return { is: 'refused', why: refusal.message ?? String(response.status) };
    } catch (error) {
      return { is: 'refused', why: (error as Error).message };
    } finally {
      void ask();
    }
  }

  return {
    /** The name of this page's own session. */
    operator: (): string | undefined => answer()?.operator,
    pending: (): readonly PendingCommand[] => answer()?.pending ?? [],
    /** Of what waits: seconds until it is forgotten. */
    leftS: ({ expiresMs }: PendingCommand): number =>
      Math.max(0, (expiresMs - (answer()?.serverTimeMs ?? 0)) / 1000 - ageS()),
    give: (command: Command): Promise<Answer> => send('POST', `/api/commands${location.search}`, { command }),
    agree: (pendingId: string): Promise<Answer> => send('POST', `/api/commands/${pendingId}`, {}),
    /** Takes back one's own, declines another's. */
    decline: (pendingId: string): Promise<Answer> => send('DELETE', `/api/commands/${pendingId}`),
  };
}

export type Commands = ReturnType<typeof createCommands>;
