import { randomBytes } from 'node:crypto';
import { checkFact, type Command, type CommandEvent } from '@kentongan/core/base/event';
import type { GivenCommand, PendingCommand, PendingCommands } from '@kentongan/core/tell/http';
import type { Region } from '../decide/index.ts';
import { objectFrom } from './enrolment.ts';
import { ApiError } from './errors.ts';

/** Commands that wait for their second person. */
const pendingCapacity = 64;
/** A second person decides now, not tomorrow on what was true today. */
const pendingMs = 300_000;
/** What was declined is shown for so long, that who asked for it learns of it. */
const declinedMs = 30_000;

/** What no one person may do: each reaches the public, ends what does, or changes when it is warned. */
const needsTwo: ReadonlySet<Command['type']> = new Set(['raise', 'cancel', 'allClear', 'policy']);

/** Operators' acts: checked, attributed to their session, and in the log before they are answered. */
export class Commands {
  readonly #pending = new Map<string, { pending: PendingCommand; region: Region }>();

  /** `{"command":{…}}` of the formats. What needs two people waits for the second. */
  async give(operator: string, region: Region, body: unknown): Promise<GivenCommand | PendingCommand> {
    const command = commandFrom(operator, body);
    mustExist(region, command);
    return needsTwo.has(command.type)
      ? this.#wait(operator, region, command)
      : write(region, operator, command);
  }

  /** Another operator than the first says so too. */
  async second(operator: string, pendingId: string): Promise<GivenCommand> {
    const { pending, region } = this.#waiting(pendingId);
    if (pending.by === operator)
      throw new ApiError(
        'forbidden',
        `expected another operator than ${pending.by}, found the same: "kentongan token --operator NAME" makes an address for each`,
      );
    mustExist(region, pending.command);
    this.#pending.delete(pendingId);
    return write(region, pending.by, { ...pending.command, second: operator } as Command, operator);
  }

  /** Who asked takes it back, or another declines: it will not be done. */
  decline(operator: string, pendingId: string): PendingCommand {
    const { pending, region } = this.#waiting(pendingId);
    const declined = { ...pending, declinedBy: operator, expiresMs: Date.now() + declinedMs };
    if (pending.by === operator) this.#pending.delete(pendingId);
    else this.#pending.set(pendingId, { pending: declined, region });
    return declined;
  }

  pending(operator: string): PendingCommands {
    this.#forgetOld();
    return {
      operator,
      serverTimeMs: Date.now(),
      pending: [...this.#pending.values()].map(({ pending }) => pending),
    };
  }

  #waiting(pendingId: string): { pending: PendingCommand; region: Region } {
    this.#forgetOld();
    const waiting = this.#pending.get(pendingId);
    if (waiting === undefined || waiting.pending.declinedBy !== undefined)
      throw new ApiError(
        'unknown',
        'expected a command that waits for its second person, found none by this id',
      );
    return waiting;
  }

  #wait(by: string, region: Region, command: Command): PendingCommand {
    this.#forgetOld();
    if (this.#pending.size >= pendingCapacity)
      throw new ApiError('busy', `expected at most ${pendingCapacity} commands waiting, found more`);
    const pendingId = randomBytes(9).toString('base64url');
    const { standing } = region.header;
    const pending = { pendingId, standing, by, command, expiresMs: Date.now() + pendingMs };
    this.#pending.set(pendingId, { pending, region });
    return pending;
  }

  #forgetOld(): void {
    const nowMs = Date.now();
    for (const [id, { pending }] of this.#pending) if (pending.expiresMs <= nowMs) this.#pending.delete(id);
  }
}

function commandFrom(by: string, body: unknown): Command {
  const { command, ...rest } = objectFrom(body);
  const [unknownKey] = Object.keys(rest);
  if (unknownKey !== undefined)
    throw new ApiError(
      'malformed',
      `expected command alone, found ${unknownKey}: who did it is the session's`,
    );
  const checked = checkFact({ seq: 1, kind: 'command', timeMs: 0, by, command });
  if (!checked.ok)
    throw new ApiError('malformed', `at ${checked.at}: expected ${checked.expected}, found ${checked.found}`);
  const good = (checked.value as CommandEvent).command;
  if ('second' in good)
    throw new ApiError(
      'malformed',
      'at /command/second: expected none, found one: the second person confirms by a session',
    );
  return good;
}

function mustExist({ keeper }: Region, command: Command): void {
  const [what, id, isThere] = ((): [string, string, boolean] => {
    if ('alertId' in command)
      return [
        'an alert in force',
        command.alertId,
        [...keeper.alerts].some((one) => one.alertId === command.alertId),
      ];
    if ('trackId' in command)
      return ['a track', command.trackId, [...keeper.tracks].some((one) => one.trackId === command.trackId)];
    if (command.type === 'raise' || command.type === 'zoneRemoved')
      return ['a zone', command.zoneId, keeper.zone(command.zoneId) !== undefined];
    return ['', '', true];
  })();
  if (!isThere) throw new ApiError('unknown', `expected ${what}, found ${id}`);
}

async function write(region: Region, by: string, command: Command, second?: string): Promise<GivenCommand> {
  const [{ seq, timeMs }] = await region.submit([{ kind: 'command', by, command }], true);
  // What is done to it next shall find it.
  if (command.type === 'zone' || command.type === 'zoneRemoved') await region.concluded(seq);
  return { seq, timeMs, by, ...(second === undefined ? {} : { second }) };
}
