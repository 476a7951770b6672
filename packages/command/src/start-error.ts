import { StartError } from '@kentongan/server';
import { FailedError, UsageError } from './verb.ts';

/** What the server cannot do, as the command says it: 2 for unusable options, 1 for what failed. */
export async function asVerbErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw error.exitCode === 2 ? new UsageError(error.message) : new FailedError(error.message);
  }
}
