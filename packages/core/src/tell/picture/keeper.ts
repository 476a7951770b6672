import type {
  AlertEvent,
  ArrivalEvent,
  CommandEvent,
  DetectionEvent,
  Event,
  Header,
  SensorEvent,
  TrackEvent,
} from '../../base/event/index.ts';
import { snapshotFromState, stateFromSnapshot } from '../../base/snapshot.ts';
import { arrivalKey, emptyChanges, emptyPicture } from './accumulate.ts';
import { KeyedValues } from './keyed-values.ts';
import type { Changes, Contribution, Picture, SensorSign, SensorView, Why, ZoneView } from './picture.ts';

/** Arrivals are renewed every 10 s; one that was not for longer than this is no longer foreseen. */
const arrivalHeldMs = 25_000;

/** Detections remembered so that a `cause` can be explained; the oldest is forgotten first. */
const rememberedCount = 65_536;

/**
 * Folds one region's events, in the order of the log, into the picture. `take` gives what changed since the last `take`.
 * Holds the picture itself and the last 65,536 detections.
 */
export class PictureKeeper {
  readonly #header: Header;
  #asOfMs = 0;
  readonly #sensors = new KeyedValues<SensorEvent>();
  readonly #signs = new KeyedValues<SensorSign>();
  readonly #zones = new KeyedValues<ZoneView>();
  readonly #tracks = new KeyedValues<TrackEvent>();
  readonly #arrivals = new KeyedValues<ArrivalEvent>();
  readonly #alerts = new KeyedValues<AlertEvent>();
  readonly #remembered: DetectionEvent[] = [];
  readonly #placeOfSeq = new Map<number, number>();
  #nextPlace = 0;

  constructor(header: Header) {
    this.#header = header;
  }

  /** Time of the newest tick, 0 before the first. */
  get asOfMs(): number {
    return this.#asOfMs;
  }

  get alerts(): Iterable<AlertEvent> {
    return this.#alerts.values();
  }

  get tracks(): Iterable<TrackEvent> {
    return this.#tracks.values();
  }

  get sensors(): Iterable<SensorEvent> {
    return this.#sensors.values();
  }

  get zones(): Iterable<ZoneView> {
    return this.#zones.values();
  }

  sensor(sensorId: string): SensorEvent | undefined {
    return this.#sensors.get(sensorId);
  }

  zone(zoneId: string): ZoneView | undefined {
    return this.#zones.get(zoneId);
  }

  note(event: Event): void {
    if (event.kind === 'detection') this.#remember(event);
    else if (event.kind === 'track') this.#noteTrack(event);
    else if (event.kind === 'arrival') this.#arrivals.set(arrivalKey(event), event);
    else if (event.kind === 'alert') this.#alerts.set(event.alertId, event);
    else if (event.kind === 'tick') this.#noteTick(event.timeMs);
    else if (event.kind === 'sensor') this.#sensors.set(event.sensorId, event);
    else if (event.kind === 'command') this.#noteCommand(event);
  }

  /** Signs of life do not come from the log: the edge tells them. */
  noteSign(sign: SensorSign): void {
    this.#signs.set(sign.sensorId, sign);
  }

  picture(serverTimeMs: number): Picture {
    const tracks = [...this.#tracks.values()];
    const alerts = [...this.#alerts.values()];
    return {
      ...emptyPicture(this.#header),
      serverTimeMs,
      asOfMs: this.#asOfMs,
      sensors: [...this.#sensors.values()].map((sensor) => this.#view(sensor)),
      zones: [...this.#zones.values()],
      tracks,
      arrivals: [...this.#arrivals.values()],
      alerts,
    };
  }

  /** What changed since the last `take`. Signs of life that come with a changed sensor are part of it. */
  take(serverTimeMs: number): Changes {
    const sensors = this.#sensors.takeChanged();
    const restated = new Set(sensors.map((sensor) => sensor.sensorId));
    const signs = this.#signs.takeChanged().filter((sign) => !restated.has(sign.sensorId));
    return {
      ...emptyChanges(serverTimeMs, this.#asOfMs),
      sensors: sensors.map((sensor) => this.#view(sensor)),
      signs: signs.filter((sign) => this.#sensors.get(sign.sensorId) !== undefined),
      zones: this.#zones.takeChanged(),
      zonesRemoved: this.#zones.takeGone(),
      tracks: this.#tracks.takeChanged(),
      dropped: this.#tracks.takeGone(),
      arrivals: this.#arrivals.takeChanged(),
      arrivalsGone: this.#arrivals.takeGone(),
      alerts: this.#alerts.takeChanged(),
      alertsGone: this.#alerts.takeGone(),
    };
  }

  /** Which detections a track or alert rests on; undefined where there is no such track or alert. */
  why(of: 'track' | 'alert', id: string): Why | undefined {
    const conclusion = of === 'track' ? this.#tracks.get(id) : this.#alerts.get(id);
    if (conclusion === undefined) return undefined;
    const contributions: Contribution[] = [];
    for (const seq of conclusion.cause) {
      const place = this.#placeOfSeq.get(seq);
      if (place !== undefined) contributions.push(this.#contribution(this.#remembered[place]));
    }
    contributions.sort((a, b) => b.sensedMs - a.sensedMs || b.seq - a.seq);
    return { of, id, contributions };
  }

  /** Of everything on the picture. */
  allWhy(): Why[] {
    const all: Why[] = [];
    for (const track of this.#tracks.values()) all.push(this.why('track', track.trackId)!);
    for (const alert of this.#alerts.values()) all.push(this.why('alert', alert.alertId)!);
    return all;
  }

  save(): string {
    return snapshotFromState({
      asOfMs: this.#asOfMs,
      sensors: [...this.#sensors.values()],
      zones: [...this.#zones.values()],
      tracks: [...this.#tracks.values()],
      arrivals: [...this.#arrivals.values()],
      alerts: [...this.#alerts.values()],
    });
  }

  /** Into a fresh keeper. Detections from before are not remembered. */
  load(snapshot: string): void {
    const state = stateFromSnapshot(snapshot) as Omit<Picture, 'sensors'> & { sensors: SensorEvent[] };
    this.#asOfMs = state.asOfMs;
    for (const sensor of state.sensors) this.#sensors.set(sensor.sensorId, sensor);
    for (const zone of state.zones) this.#zones.set(zone.zoneId, zone);
    for (const track of state.tracks) this.#tracks.set(track.trackId, track);
    for (const arrival of state.arrivals) this.#arrivals.set(arrivalKey(arrival), arrival);
    for (const alert of state.alerts) this.#alerts.set(alert.alertId, alert);
  }

  /** Takes over what another keeper of the same log was told; the next `take` says what is different now. */
  become(other: PictureKeeper): void {
    this.#asOfMs = other.#asOfMs;
    this.#sensors.become(other.#sensors);
    this.#zones.become(other.#zones);
    this.#tracks.become(other.#tracks);
    this.#arrivals.become(other.#arrivals);
    this.#alerts.become(other.#alerts);
    for (const detection of other.#remembered)
      if (!this.#placeOfSeq.has(detection.seq)) this.#remember(detection);
  }

  #noteTrack(track: TrackEvent): void {
    if (track.status !== 'dropped') {
      this.#tracks.set(track.trackId, track);
      return;
    }
    this.#tracks.delete(track.trackId);
    for (const arrival of this.#arrivals.values())
      if (arrival.trackId === track.trackId) this.#arrivals.delete(arrivalKey(arrival));
  }

  #noteCommand(event: CommandEvent): void {
    if (event.command.type === 'zone') this.#zones.set(event.command.zoneId, event.command);
    if (event.command.type === 'zoneRemoved') this.#zones.delete(event.command.zoneId);
  }

  #noteTick(timeMs: number): void {
    this.#asOfMs = timeMs;
    for (const arrival of this.#arrivals.values())
      if (arrival.timeMs < timeMs - arrivalHeldMs) this.#arrivals.delete(arrivalKey(arrival));
    for (const alert of this.#alerts.values())
      if (alert.expiresMs < timeMs) this.#alerts.delete(alert.alertId);
  }

  #remember(detection: DetectionEvent): void {
    const forgotten = this.#remembered[this.#nextPlace];
    if (forgotten !== undefined) this.#placeOfSeq.delete(forgotten.seq);
    this.#remembered[this.#nextPlace] = detection;
    this.#placeOfSeq.set(detection.seq, this.#nextPlace);
    this.#nextPlace = (this.#nextPlace + 1) % rememberedCount;
  }

  #contribution(detection: DetectionEvent): Contribution {
    const { seq, sensorId, sensedMs, measurement } = detection;
    const sensorType = this.#sensors.get(sensorId)?.sensor.type;
    const known = { seq, sensorId, measurement: measurement.type, sensedMs };
    return sensorType === undefined ? known : { ...known, sensorType };
  }

  #view(sensor: SensorEvent): SensorView {
    const sign = this.#signs.get(sensor.sensorId) ?? {
      sensorId: sensor.sensorId,
      admitted: 0,
      refused: 0,
    };
    return { ...sensor, ...sign };
  }
}
