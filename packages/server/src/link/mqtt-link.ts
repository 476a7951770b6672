import { checkJson } from '@kentongan/core/base/event';
import { sensorFrom, type Place } from '@kentongan/core/ingest';
import type { SourceStats } from '../receive/index.ts';
import { MqttCall, type MqttBrokerOptions } from './mqtt-call.ts';
import type { Taker } from './taker.ts';

export interface MqttLinkOptions {
  protocol: 'mqtt';
  /** Its sensors are named `sensorId.their-name`; our client's name at the broker is `kentongan-sensorId`. */
  sensorId: string;
  from: MqttBrokerOptions;
}

const topics = ['detections', 'sensor', 'state'].map((last) => `kentongan/+/${last}`);
const topicOf = /^kentongan\/([\w.:-]{1,64})\/(detections|sensor|state)$/;

/**
 * Takes in what simple sensors publish to another system's broker, on the topics of our own:
 *
 * | topic | payload |
 * |---|---|
 * | `kentongan/SENSOR/sensor`, retained | its description, as `sensor` of the formats |
 * | `kentongan/SENSOR/detections` | detections, a line each |
 * | `kentongan/SENSOR/state` | `up`, `down` or `stale`; a sensor's last will says so where it cannot |
 *
 * Who may publish for whom is the broker's to decide: for us, all of it is one owner's.
 */
export function startMqttLink(
  { sensorId, from }: MqttLinkOptions,
  taker: Taker,
  origin: Place,
  stats: SourceStats,
  tell: (sentence: string) => void,
): { port: undefined; close(): Promise<void> } {
  async function take(topic: string, payload: Buffer): Promise<void> {
    taker.heard();
    const [, name, last] = topicOf.exec(topic) ?? [];
    if (name === undefined) {
      taker.refuse(
        undefined,
        `topic: expected a sensor's name of at most 64 letters, found ${topic.slice(0, 120)}`,
      );
      return;
    }
    const text = payload.toString('utf8');
    if (last === 'detections') await taker.report(name, text);
    else if (last === 'state') takeState(taker, name, text);
    // An empty retained message takes the description back (MQTT 3.1.1, 3.3.1.3).
    else if (text === '') takeState(taker, name, 'down');
    else await describe(taker, name, text, origin);
  }

  const call = new MqttCall({
    broker: from,
    clientId: `kentongan-${sensorId}`,
    subscriptions: topics,
    onMessage: take,
    watch: stats,
    tell,
  });
  return { port: undefined, close: () => call.close() };
}

async function describe(taker: Taker, sensorId: string, text: string, origin: Place): Promise<void> {
  const json = checkJson(text);
  const sensor = json.ok ? sensorFrom(json.value, { heightM: 0, ...origin }) : json;
  if (sensor.ok) await taker.take({ kind: 'sensor', sensorId, state: 'up', sensor: sensor.value });
  else {
    const { at, expected, found } = sensor;
    taker.refuse(sensorId, `malformed: at ${at || '/'}: expected ${expected}, found ${found}`);
  }
}

function takeState(taker: Taker, sensorId: string, state: string): void {
  if (state === 'up') taker.alive(sensorId);
  else if (state === 'down' || state === 'stale') taker.gone(sensorId, state);
  else taker.refuse(sensorId, `malformed: expected up, down or stale, found ${state.slice(0, 60)}`);
}
