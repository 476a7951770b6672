import { For, type JSX } from 'solid-js';
import { language, languages, setLanguage, words } from '../words/index.ts';

/** The reader's language, chosen on every page in the same way. */
export function LanguageChoice(): JSX.Element {
  return (
    <>
      <label class="visually-hidden" for="language">
        {words().language}
      </label>
      <select id="language" onChange={(event) => setLanguage(event.currentTarget.value)}>
        <For each={Object.entries(languages)}>
          {([tag, known]) => (
            <option value={tag} selected={tag === language()}>
              {known.language}
            </option>
          )}
        </For>
      </select>
    </>
  );
}

export function ThemeChoice(props: { theme: string; onTheme(theme: string): void }): JSX.Element {
  return (
    <>
      <label class="visually-hidden" for="theme">
        {words().theme}
      </label>
      <select id="theme" onChange={(event) => props.onTheme(event.currentTarget.value)}>
        <option value="dark" selected={props.theme === 'dark'}>
          {words().themeDark}
        </option>
        <option value="light" selected={props.theme === 'light'}>
          {words().themeLight}
        </option>
        <option value="night" selected={props.theme === 'night'}>
          {words().themeNight}
        </option>
      </select>
    </>
  );
}
