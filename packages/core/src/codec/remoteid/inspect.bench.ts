/** Messages out of beacons of five each, check sequence verified: `node packages/core/src/codec/remoteid/inspect.bench.ts` */
import { printRates } from '../../../../../tools/test/rate.ts';
import { inspectRemoteId } from './inspect.ts';
import * as frames from './testing/frames.ts';

const messages = [frames.basicIdMessage, frames.locationMessage(), frames.textMessage(0x32, 0, 'Survey')];
const payload = Uint8Array.of(1, ...frames.pack(...messages, ...messages.slice(0, 2)));
const packets = Array.from({ length: 20_000 }, () => ({
  linkType: 127,
  bytes: frames.radiotap(frames.beacon(payload), 0x10),
}));

printRates('Remote ID from radiotap', 'messages', () => {
  let count = 0;
  for (const message of inspectRemoteId(packets)) if (!('error' in message)) count++;
  return count;
});
