import type { AlertEvent, Reason, TrackEvent } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import type { Contribution, Picture, ZoneView } from '@kentongan/core/tell/picture';
import { For, Show, type JSX } from 'solid-js';
import { clockText, fill, words } from '../words/index.ts';
import { trackActs, zoneActs } from './acts/act.ts';
import { ActBar } from './acts/ActBar.tsx';
import type { Acts } from './acts/acts.ts';
import { LevelIcon, sayOf, sayWord } from './levels.tsx';
import { courseDeg, likeliestClass } from './map/features.ts';
import { ellipseOf, planeOf } from './map/shapes.ts';
import type { Selection } from './selection.ts';
import { minutesText, windowText, zoneName } from './urgency.ts';

interface WhyProps {
  picture: Picture;
  regionMs: number;
  selection: Selection;
  acts: Acts;
  onSelect(selection: Selection | undefined): void;
}

/** Why the system believes what it believes: of a zone's alert or of a track. */
export function Why(props: WhyProps): JSX.Element {
  const alert = (): AlertEvent | undefined => {
    const { selection } = props;
    if (selection.of !== 'zone') return undefined;
    const known = props.picture.alerts;
    return (
      known.find(({ alertId }) => alertId === selection.alertId) ??
      known.find(({ zoneId }) => zoneId === selection.zoneId)
    );
  };
  const track = (): TrackEvent | undefined => {
    const { selection } = props;
    return selection.of === 'track'
      ? props.picture.tracks.find(({ trackId }) => trackId === selection.trackId)
      : undefined;
  };
  const zone = (): ZoneView | undefined => {
    const { selection } = props;
    return selection.of === 'zone'
      ? props.picture.zones.find(({ zoneId }) => zoneId === selection.zoneId)
      : undefined;
  };
  return (
    <aside class="why" aria-label={words().why}>
      <button
        class="close"
        type="button"
        onClick={() => props.onSelect(undefined)}
        aria-label={words().close}
      >
        <span aria-hidden="true">✕</span>
      </button>
      <Show when={alert()}>{(known) => <WhyAlert {...props} alert={known()} />}</Show>
      <Show when={track()}>{(known) => <WhyTrack {...props} track={known()} />}</Show>
      <Show when={alert() === undefined && zone()}>{(known) => <QuietZone zone={known()} />}</Show>
      <Show when={alert() === undefined && track() === undefined && zone() === undefined}>
        <h2>{words().dropped}</h2>
      </Show>
      <Show when={zone()}>
        {(known) => (
          <ActBar of={known().zoneId} offered={zoneActs(known().zoneId, alert())} acts={props.acts} />
        )}
      </Show>
      <Show when={track()}>
        {(known) => <ActBar of={known().trackId} offered={trackActs(known())} acts={props.acts} />}
      </Show>
    </aside>
  );
}

function QuietZone(props: { zone: ZoneView }): JSX.Element {
  return (
    <>
      <h2>
        <LevelIcon say="quiet" size={28} />
        <span>{fill(words().zoneQuiet, { zone: zoneName(props.zone, props.zone.zoneId) })}</span>
      </h2>
      <p class="muted counts">{fill(words().population, { n: props.zone.population ?? 0 })}</p>
    </>
  );
}

function WhyAlert(props: WhyProps & { alert: AlertEvent }): JSX.Element {
  const zone = () => props.picture.zones.find(({ zoneId }) => zoneId === props.alert.zoneId);
  const say = () => sayOf(props.alert);
  return (
    <>
      <h2>
        <LevelIcon say={say()} size={28} />
        <span>
          {fill(words().whyAlert, { zone: zoneName(zone(), props.alert.zoneId), level: sayWord(say()) })}
        </span>
      </h2>
      <Show when={props.alert.etaMs}>
        {(etaMs) => (
          <p class="eta counts">
            {minutesText(etaMs(), props.regionMs)} <small>{windowText(props.alert, props.regionMs)}</small>
          </p>
        )}
      </Show>
      <ul class="reasons">
        <For each={weightiest(props.alert.reasons)}>
          {(reason) => <ReasonLine reason={reason} onSelect={props.onSelect} picture={props.picture} />}
        </For>
      </ul>
      <p class="muted">{fill(words().endsWhen, { t: clockText(props.alert.expiresMs) })}</p>
      <Contributions {...props} of="alert" id={props.alert.alertId} />
    </>
  );
}

/** Reasons that carry the decision: those that weigh a tenth of the heaviest or more, and at most five. */
function weightiest(reasons: readonly Reason[]): Reason[] {
  const heaviest = Math.max(...reasons.map(({ probability = 1 }) => probability));
  return reasons
    .filter(({ probability = 1 }) => probability >= heaviest / 10)
    .toSorted((a, b) => (b.probability ?? 1) - (a.probability ?? 1))
    .slice(0, 5);
}

function ReasonLine(props: {
  reason: Reason;
  picture: Picture;
  onSelect: WhyProps['onSelect'];
}): JSX.Element {
  const track = () => props.picture.tracks.find(({ trackId }) => trackId === props.reason.trackId);
  const line = (): string => {
    const { reason } = props;
    const evidence = track()?.evidence;
    return fill(words().whyLine, {
      class: words().classNames[reason.class ?? 'unknown'],
      evidence: words()[reason.evidence ?? 'unverified'],
      sources: reason.sources ?? evidence?.sources ?? 0,
      kinds: kindsText(reason.kinds ?? evidence?.kinds ?? []),
      p: Math.round((reason.probability ?? 0) * 100),
    });
  };
  return (
    <li>
      <strong>
        {props.reason.rule === 'arrival'
          ? words().ruleArrival
          : fill(words().ruleOther, { rule: props.reason.rule })}
      </strong>
      <Show when={props.reason.trackId !== undefined}>
        <span>{line()}</span>
      </Show>
      <Show when={props.reason.why}>{(why) => <span>{why()}</span>}</Show>
      <Show when={track()}>
        {(known) => (
          <button type="button" onClick={() => props.onSelect({ of: 'track', trackId: known().trackId })}>
            {known().trackId}
          </button>
        )}
      </Show>
    </li>
  );
}

function kindsText(kinds: readonly string[]): string {
  return kinds.map((kind) => words().kindNames[kind] ?? kind).join(', ');
}

function WhyTrack(props: WhyProps & { track: TrackEvent }): JSX.Element {
  const frame = createFrame(props.picture.header.origin);
  const track = () => props.track;
  const radiusM = () => ellipseOf(planeOf(frame, track()).position).majorM;
  const heading = () => `${Math.round(courseDeg(track()))}°`;
  const seenS = () =>
    Math.max(0, Math.round((props.regionMs - (track().supportedMs ?? track().timeMs)) / 1000));
  const classes = () =>
    Object.entries(track().classProb)
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 4);
  const arrivals = () =>
    props.picture.arrivals
      .filter(({ trackId }) => trackId === track().trackId)
      .toSorted((a, b) => b.probability - a.probability)
      .slice(0, 6);
  return (
    <>
      <h2>{fill(words().whyTrack, { track: track().trackId })}</h2>
      <p>
        {words().classNames[likeliestClass(track()).name]}, {words()[track().status]},{' '}
        {words()[track().evidence.status]}
      </p>
      <dl>
        <Entry name={words().existence} value={percent(track().existence)} />
        <Entry
          name={words().evidence}
          value={fill(words().sources, {
            n: track().evidence.sources,
            kinds: kindsText(track().evidence.kinds),
          })}
        />
        <Entry name={words().lastSensed} value={fill(words().secondsAgo, { n: seenS() })} />
        <Entry
          name={words().speed}
          value={`${Math.round(Math.hypot(track().eastMps, track().northMps))} m/s`}
        />
        <Entry name={words().course} value={heading()} />
        <Entry
          name={words().height}
          value={
            track().heightM === undefined ? words().heightUnknown : `${Math.round(track().heightM ?? 0)} m`
          }
        />
        <Entry
          name={words().uncertainty}
          value={
            radiusM() < 950 ? `${Math.round(radiusM() / 10) * 10} m` : `${(radiusM() / 1000).toFixed(1)} km`
          }
        />
        <Show when={track().explainedBy}>
          {(identities) => (
            <Entry
              name={words().explainedBy}
              value={identities()
                .map(({ scheme, id }) => `${scheme} ${id}`)
                .join(', ')}
            />
          )}
        </Show>
      </dl>
      <h3>{words().classes}</h3>
      <ul class="bars">
        <For each={classes()}>
          {([name, probability]) => <Bar name={words().classNames[name] ?? name} share={probability} />}
        </For>
      </ul>
      <Show when={arrivals().length > 0}>
        <h3>{words().arrivals}</h3>
        <ul class="bars">
          <For each={arrivals()}>
            {(arrival) => (
              <Bar
                name={`${zoneName(
                  props.picture.zones.find(({ zoneId }) => zoneId === arrival.zoneId),
                  arrival.zoneId,
                )}, ${minutesText(arrival.etaMs, props.regionMs)}`}
                share={arrival.probability}
              />
            )}
          </For>
        </ul>
      </Show>
      <Contributions {...props} of="track" id={track().trackId} />
    </>
  );
}

function percent(share: number): string {
  return share > 0.995 && share < 1 ? '> 99 %' : `${Math.round(share * 100)} %`;
}

function Entry(props: { name: string; value: string }): JSX.Element {
  return (
    <div class="entry">
      <dt>{props.name}</dt>
      <dd class="counts">{props.value}</dd>
    </div>
  );
}

function Bar(props: { name: string; share: number }): JSX.Element {
  return (
    <li class="bar">
      <span>{props.name}</span>
      <span class="counts">{percent(props.share)}</span>
      <span class="bar-line" style={{ width: `${Math.round(props.share * 100)}%` }} />
    </li>
  );
}

/** The newest detections it rests on: the operator's page alone may name sensors. */
function Contributions(props: WhyProps & { of: 'track' | 'alert'; id: string }): JSX.Element {
  const list = (): Contribution[] =>
    props.picture.why.find((why) => why.of === props.of && why.id === props.id)?.contributions.slice(0, 12) ??
    [];
  return (
    <Show when={list().length > 0}>
      <h3>{words().heardBy}</h3>
      <ul class="contributions">
        <For each={list()}>
          {(one) => (
            <li>
              <span>{words().kindNames[one.sensorType ?? ''] ?? one.measurement}</span>
              <span>{one.sensorId}</span>
              <span class="counts">
                {fill(words().secondsAgo, {
                  n: Math.max(0, Math.round((props.regionMs - one.sensedMs) / 1000)),
                })}
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
