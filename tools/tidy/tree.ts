import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The project's files as the rules see them. */

export const root = join(import.meta.dirname, '..', '..');

/** Every file that belongs to the project: tracked by git, or new and not ignored. Paths from the root. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
}

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function isTest(file: string): boolean {
  return /\.(test|bench)\.tsx?$|\/test\/|\/testing\//.test(file);
}

export interface Import {
  file: string;
  /** As written. */
  specifier: string;
  /** Path from the root where it is ours; undefined for packages. */
  target: string | undefined;
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function importsOf(file: string): Import[] {
  const imports: Import[] = [];
  for (const match of read(file).matchAll(importPattern)) {
    const specifier = match[1] ?? match[2];
    const isOurs = specifier.startsWith('.');
    const target = isOurs ? relative(root, resolve(root, dirname(file), specifier)) : undefined;
    imports.push({ file, specifier, target });
  }
  return imports;
}

/** Source without comments and the insides of strings, so that words in them break no rule. */
export function codeOf(file: string): string {
  return read(file)
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}
