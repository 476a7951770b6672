import type { Region } from '../decide/index.ts';
import type { SourceStats } from '../receive/index.ts';
import { startAsterixSender, type AsterixSenderOptions } from './asterix-sender.ts';
import { startCotSender, type CotSenderOptions, type Sender } from './cot-sender.ts';
import type { MqttSenderOptions } from './mqtt-sender.ts';
import { startSapientSender, type SapientSenderOptions } from './sapient-sender.ts';

/** Someone else who is told what flies here. */
export type SenderOptions =
  | CotSenderOptions
  | SapientSenderOptions
  | MqttSenderOptions
  | AsterixSenderOptions;

/** Tells what happens in a region from now on. Rejects where a port cannot be had or a certificate not be read. */
export async function startSender(
  options: SenderOptions,
  region: Region,
  stats: SourceStats,
  tell: (sentence: string) => void,
): Promise<Sender> {
  if (options.protocol === 'sapient') return startSapientSender(options, region, stats, tell);
  if (options.protocol === 'asterix') return startAsterixSender(options, region, stats);
  if (options.protocol === 'mqtt') {
    // Loaded only where it is used: the library takes a while.
    const { startMqttSender } = await import('./mqtt-sender.ts');
    return startMqttSender(options, region, stats, tell);
  }
  return startCotSender(options, region, stats);
}
