import { language } from '../../words/index.ts';
import { en, type ListenWords } from './en.ts';
import { id } from './id.ts';
import { ko } from './ko.ts';
import { uk } from './uk.ts';

/** Have each language read by a native speaker before it serves in earnest. */
const languages: Readonly<Record<string, ListenWords>> = { en, id, uk, ko };

/** The listening page's words in the language chosen; reactive. */
export function words(): ListenWords {
  return languages[language()];
}
