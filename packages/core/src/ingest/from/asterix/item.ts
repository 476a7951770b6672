import type { AsterixRecord, AsterixValue } from '../../../codec/asterix/index.ts';

/** The value at a path within an item, as ('040', 'RHO'); undefined where it was not sent. */
function valueAt(record: AsterixRecord, item: string, path: readonly string[]): AsterixValue | undefined {
  let value = record.item(item);
  for (const name of path) {
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = (value as Readonly<Record<string, AsterixValue>>)[name];
  }
  return value;
}

export function numberAt(record: AsterixRecord, item: string, ...path: string[]): number | undefined {
  const value = valueAt(record, item, path);
  return typeof value === 'number' ? value : undefined;
}

export function textAt(record: AsterixRecord, item: string, ...path: string[]): string | undefined {
  const value = valueAt(record, item, path);
  return typeof value === 'string' ? value : undefined;
}

/** A bit that says so when it is set. */
export function isSet(record: AsterixRecord, item: string, ...path: string[]): boolean {
  return numberAt(record, item, ...path) === 1;
}

/** `25/12`: System Area Code and System Identification Code, item 010 of every category. */
export function sourceOf(record: AsterixRecord): string | undefined {
  const sac = numberAt(record, '010', 'SAC');
  const sic = numberAt(record, '010', 'SIC');
  return sac === undefined || sic === undefined ? undefined : `${sac}/${sic}`;
}

export const metresPerMile = 1852;
export const degree = Math.PI / 180;

export const dayMs = 86_400_000;
