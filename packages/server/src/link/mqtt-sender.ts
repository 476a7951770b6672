import type { AlertEvent, Standing, TrackEvent } from '@kentongan/core/base/event';
import type { Changes } from '@kentongan/core/tell/picture';
import type { Region } from '../decide/index.ts';
import type { SourceStats } from '../receive/index.ts';
import { MqttCall, type MqttBrokerOptions } from './mqtt-call.ts';

/** What flies here, for whoever reads another system's broker. */
export interface MqttSenderOptions {
  protocol: 'mqtt';
  to: MqttBrokerOptions;
  /** Of which log; the enrolled sensors' unless told otherwise. */
  standing?: Standing;
}

const lookEveryMs = 200;
/** Things that wait while the broker is away; the oldest is forgotten first, as all there is is told on every connection. */
const waitingCapacity = 4096;

/**
 * Publishes conclusions as the formats have them, without `cause`: tracks that are more than tentative to
 * `kentongan/told/STANDING/tracks/TRACK`, their end included, and alerts to `…/alerts/ALERT`, retained until they expire.
 * What the broker does not take at once waits, the newest of each thing alone.
 */
export function startMqttSender(
  { to }: MqttSenderOptions,
  region: Region,
  stats: SourceStats,
  tell: (sentence: string) => void,
): { port: undefined; close(): Promise<void> } {
  const told = new Told(region);
  const call = new MqttCall({
    broker: to,
    clientId: `kentongan-told-${region.header.region}-${region.header.standing}`,
    subscriptions: [],
    watch: stats,
    onConnected: () => told.whole(),
    tell,
  });
  const send = (): void =>
    told.each((message) => {
      const isTaken = call.publish(message);
      if (isTaken) stats.sent();
      return isTaken;
    });
  const stop = region.onChanges((changes) => {
    told.changed(changes);
    send();
  });
  const timer = setInterval(send, lookEveryMs);
  return {
    port: undefined,
    async close() {
      stop();
      clearInterval(timer);
      await call.close();
    },
  };
}

interface Message {
  topic: string;
  payload: string;
  retain: boolean;
}

/** What waits to be published, by topic. */
class Told {
  readonly #region: Region;
  readonly #waiting = new Map<string, Message>();
  readonly #tracks = new Map<string, TrackEvent>();

  constructor(region: Region) {
    this.#region = region;
  }

  whole(): void {
    const { keeper, clock } = this.#region;
    this.changed({ ...keeper.picture(clock.nowMs()), dropped: [], alertsGone: [] });
  }

  changed({
    tracks,
    alerts,
    dropped,
    alertsGone,
    asOfMs,
  }: Pick<Changes, 'tracks' | 'alerts' | 'dropped' | 'alertsGone' | 'asOfMs'>): void {
    for (const track of tracks) if (track.status !== 'tentative') this.#tell(track);
    for (const trackId of dropped) {
      const last = this.#tracks.get(trackId);
      if (last !== undefined) this.#tell({ ...last, status: 'dropped', timeMs: asOfMs });
      this.#tracks.delete(trackId);
    }
    for (const alert of alerts) this.#wait(`alerts/${alert.alertId}`, payloadOf(alert), true);
    for (const alertId of alertsGone) this.#wait(`alerts/${alertId}`, '', true);
  }

  /** Until one is not taken. */
  each(isTaken: (message: Message) => boolean): void {
    for (const [topic, message] of this.#waiting) {
      if (!isTaken(message)) return;
      this.#waiting.delete(topic);
    }
  }

  #tell(track: TrackEvent): void {
    this.#tracks.set(track.trackId, track);
    this.#wait(`tracks/${track.trackId}`, payloadOf(track), false);
  }

  #wait(last: string, payload: string, retain: boolean): void {
    const topic = `kentongan/told/${this.#region.header.standing}/${last}`;
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= waitingCapacity && !this.#waiting.has(topic)) this.#waiting.delete(oldest);
    this.#waiting.set(topic, { topic, payload, retain });
  }
}

/** Without the facts that it rests on: their numbers are of our log and nobody else's. */
function payloadOf(event: TrackEvent | AlertEvent): string {
  const { cause: _, ...told } = event;
  return JSON.stringify(told);
}
