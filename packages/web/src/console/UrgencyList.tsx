import type { Picture } from '@kentongan/core/tell/picture';
import { createComputed, createMemo, For, Show, type JSX } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { fill, language, words } from '../words/index.ts';
import { LevelIcon, sayWord } from './levels.tsx';
import { zoneSelection, type Selection } from './selection.ts';
import { minutesText, urgentZones, windowText, zoneName, type UrgentZone } from './urgency.ts';

interface UrgencyListProps {
  picture: Picture;
  regionMs: number;
  selection: Selection | undefined;
  onSelect(selection: Selection): void;
}

/** The operator's home: who is in danger, who has the least time first. */
export function UrgencyList(props: UrgencyListProps): JSX.Element {
  // Keyed by zone: a row that is renewed stays the same button, or nobody could press it.
  const [list, setList] = createStore<{ zones: UrgentZone[] }>({ zones: [] });
  createComputed(() => setList('zones', reconcile(urgentZones(props.picture), { key: 'zoneId' })));
  return (
    <section class="list" aria-label={words().byUrgency}>
      <h2>{words().byUrgency}</h2>
      <Show when={list.zones.length === 0}>
        <p class="muted nothing">{words().nothingNow}</p>
      </Show>
      <ol>
        <For each={list.zones}>
          {(zone) => (
            <li>
              <Row {...props} zone={zone} />
            </li>
          )}
        </For>
      </ol>
      <OtherZone {...props} />
    </section>
  );
}

/** Zones about which nothing is said are not in the list, and may be what an operator has to act on. */
function OtherZone(props: UrgencyListProps): JSX.Element {
  const named = createMemo(
    () => new Map(props.picture.zones.map((zone) => [zoneName(zone, zone.zoneId), zone.zoneId])),
  );
  return (
    <Show when={named().size > 0}>
      <label class="other-zone">
        {words().otherZone}
        <input
          type="search"
          list="zones"
          autocomplete="off"
          onInput={(event) => {
            const zoneId = named().get(event.currentTarget.value);
            if (zoneId === undefined) return;
            props.onSelect(zoneSelection(props.picture, zoneId));
            event.currentTarget.value = '';
          }}
        />
        <datalist id="zones">
          <For each={[...named().keys()].toSorted((a, b) => a.localeCompare(b, language()))}>
            {(name) => <option value={name} />}
          </For>
        </datalist>
      </label>
    </Show>
  );
}

function Row(props: UrgencyListProps & { zone: UrgentZone }): JSX.Element {
  const alert = () => props.zone.alert;
  const reason = () => alert().reasons.find(({ trackId }) => trackId !== undefined);
  const isChosen = () => props.selection?.of === 'zone' && props.selection.zoneId === props.zone.zoneId;
  const isDue = () => props.zone.say === 'warning' || props.zone.say === 'watch';
  return (
    <button
      type="button"
      class={`row row-${props.zone.say}`}
      aria-pressed={isChosen()}
      onClick={() => props.onSelect({ of: 'zone', zoneId: props.zone.zoneId, alertId: alert().alertId })}
    >
      <LevelIcon say={props.zone.say} size={26} />
      <span class="row-name">
        <strong>{props.zone.name}</strong>
        <small>
          {sayWord(props.zone.say)}
          <Show when={reason()}>
            {(known) => (
              <>
                {' · '}
                {words().classNames[known().class ?? 'unknown']}
                {' · '}
                <span class={`evidence evidence-${known().evidence ?? 'unverified'}`}>
                  {words()[known().evidence ?? 'unverified']}
                </span>
              </>
            )}
          </Show>
        </small>
        <small class="muted counts">{fill(words().population, { n: props.zone.population })}</small>
      </span>
      <Show when={isDue() && alert().etaMs !== undefined}>
        <span class="row-time counts">
          <strong>{minutesText(alert().etaMs ?? 0, props.regionMs)}</strong>
          <small>{windowText(alert(), props.regionMs)}</small>
        </span>
      </Show>
    </button>
  );
}
