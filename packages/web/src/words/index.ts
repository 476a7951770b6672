import { createSignal } from 'solid-js';
import { en, type Words } from './en.ts';
import { id } from './id.ts';
import { ko } from './ko.ts';
import { uk } from './uk.ts';

export type { Words } from './en.ts';

/** Have each language read by a native speaker before it serves in earnest. */
export const languages: Readonly<Record<string, Words>> = { en, id, uk, ko };

function startLanguage(): string {
  const kept = localStorage.getItem('language');
  const wished = [new URLSearchParams(location.search).get('lang'), kept, ...navigator.languages];
  for (const tag of wished) {
    const language = tag?.slice(0, 2).toLowerCase() ?? '';
    if (language in languages) return language;
  }
  return 'en';
}

const [language, setSignal] = createSignal(startLanguage());
document.documentElement.lang = language();

export { language };

export function setLanguage(tag: string): void {
  localStorage.setItem('language', tag);
  document.documentElement.lang = tag;
  setSignal(tag);
}

/** The words of the language chosen; reactive. */
export function words(): Words {
  return languages[language()];
}

/** Fills `{name}` places; numbers in the language's own way. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(language()) : value;
  });
}

/** A count of seconds since an event, or a clock time, in the reader's own time zone. */
export function clockText(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
}
