import type { CategoryTable, ExpansionTable } from './notation.ts';
import { categoryTables, expansionTables } from './tables/index.ts';

/** Editions that there are tables for, oldest first. */
export function asterixEditions(category: number): string[] {
  return tablesOf(category).map((table) => table.edition);
}

/** Categories that there are tables for. */
export function asterixCategories(): number[] {
  return [...new Set(categoryTables.map((table) => table.category))];
}

/** Tables of a category, oldest edition first. */
export function tablesOf(category: number): CategoryTable[] {
  return categoryTables
    .filter((table) => table.category === category)
    .sort((a, b) => partsOf(a)[0] - partsOf(b)[0] || partsOf(a)[1] - partsOf(b)[1]);
}

/** `1.21` as [1, 21]. */
function partsOf(table: CategoryTable): number[] {
  return table.edition.split('.').map(Number);
}

/** The table of an edition, the newest unless named. Throws a RangeError where there is none. */
export function tableOf(category: number, edition?: string): CategoryTable {
  const tables = tablesOf(category);
  const table = edition === undefined ? tables.at(-1) : tables.find((one) => one.edition === edition);
  if (table !== undefined) return table;
  const known = tables.map((one) => one.edition).join(' or ');
  throw new RangeError(
    `category ${category}: expected edition ${known || 'none'}, found ${edition ?? 'none'}`,
  );
}

/** What the reserved expansion field holds: known for a category's newest edition only. */
export function expansionTableOf(table: CategoryTable): ExpansionTable | undefined {
  if (table !== tablesOf(table.category).at(-1)) return undefined;
  return expansionTables.find((expansion) => expansion.category === table.category);
}

/**
 * Editions from words as `062=1.21`, as a command line or a configuration has them; a text says what is wrong with one.
 */
export function asterixEditionsFrom(words: readonly string[]): Readonly<Record<number, string>> | string {
  const editions: Record<number, string> = {};
  for (const word of words) {
    const [, category, edition] = /^(\d{1,3})=(\d+\.\d+)$/.exec(word) ?? [];
    const known = asterixEditions(Number(category ?? '0'));
    if (edition === undefined) return `expected an edition as 062=1.21, found ${JSON.stringify(word)}`;
    if (!known.includes(edition)) {
      return `category ${category}: expected edition ${known.join(' or ') || 'none'}, found ${edition}`;
    }
    editions[Number(category)] = edition;
  }
  return editions;
}
