import type { ParseArgsOptionsConfig } from 'node:util';

/** One word of the command: `kentongan VERB`. One file each, thin. */
export interface Verb {
  /** What it does, in one line. */
  summary: string;
  /** After `kentongan VERB`. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** One line of explanation for each option. */
  help: Record<string, string>;
  /** Command lines that work when pasted in a checkout. */
  examples: string[];
  run(values: OptionValues, files: string[]): Promise<void>;
}

export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Unusable arguments or configuration: exit code 2 and one clear sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** It could not be done (a taken port, an unwritable folder): exit code 1 and one clear sentence. */
export class FailedError extends Error {
  override name = 'FailedError';
}

export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOption(values: OptionValues, name: string): boolean {
  return values[name] === true;
}

/** A number given as text, inside [least, most]; `otherwise` where it is not given. */
export function numberOption(
  values: OptionValues,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const text = textOption(values, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

/** LAT,LON in degrees. */
export function placeOption(
  values: OptionValues,
  name: string,
): { latDeg: number; lonDeg: number } | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const [latDeg, lonDeg, ...rest] = text.split(',').map(Number);
  if (rest.length > 0 || !(Math.abs(latDeg) <= 90) || !(Math.abs(lonDeg) <= 180)) {
    throw new UsageError(`--${name} takes LAT,LON in degrees, such as 49.5,31.0, not "${text}"`);
  }
  return { latDeg, lonDeg };
}
