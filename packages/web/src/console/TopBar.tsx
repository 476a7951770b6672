import type { Picture } from '@kentongan/core/tell/picture';
import { Show, type JSX } from 'solid-js';
import { LanguageChoice, ThemeChoice } from '../look/Choices.tsx';
import { fill, words } from '../words/index.ts';
import { LevelIcon } from './levels.tsx';
import { shownTracks } from './map/features.ts';

interface TopBarProps {
  picture: Picture;
  ageS: number;
  theme: string;
  onTheme(theme: string): void;
  /** The way to the sources and sinks. */
  sources: JSX.Element;
}

/** How things stand in one line; the age of the picture is always in it. */
export function TopBar(props: TopBarProps): JSX.Element {
  const at = (level: string): number =>
    props.picture.alerts.filter((alert) => alert.level === level && alert.cancel !== true).length;
  const up = (): number => props.picture.sensors.filter(({ state }) => state === 'up').length;
  const silent = (): number => props.picture.sensors.filter(({ state }) => state === 'stale').length;
  return (
    <header class="top">
      <h1>{props.picture.header.region}</h1>
      <p class="standing-counts counts">
        <span>
          <LevelIcon say="warning" size={18} /> {fill(words().zonesAtWarning, { n: at('warning') })}
        </span>
        <span>
          <LevelIcon say="watch" size={18} /> {fill(words().zonesAtWatch, { n: at('watch') })}
        </span>
        <span>{fill(words().tracksNow, { n: shownTracks(props.picture).length })}</span>
        <span>{fill(words().listening, { n: up(), m: props.picture.sensors.length })}</span>
        <Show when={silent() > 0}>
          <span class="silent">{fill(words().staleSensors, { n: silent() })}</span>
        </Show>
      </p>
      <p class="age counts" role="timer">
        {props.ageS < 2 ? words().ageNow : fill(words().age, { n: Math.round(props.ageS) })}
      </p>
      {props.sources}
      <LanguageChoice />
      <ThemeChoice theme={props.theme} onTheme={props.onTheme} />
    </header>
  );
}
