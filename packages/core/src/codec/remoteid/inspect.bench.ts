/** Packs of five messages a second from beacons: `node packages/core/src/codec/remoteid/inspect.bench.ts` */
import { inspectRemoteId } from './inspect.ts';
import * as frames from './testing/frames.ts';

const messages = [frames.basicIdMessage, frames.locationMessage(), frames.textMessage(0x32, 0, 'Survey')];
const payload = Uint8Array.of(1, ...frames.pack(...messages, ...messages.slice(0, 2)));
const packets = Array.from({ length: 20_000 }, () => ({
  linkType: 127,
  bytes: frames.radiotap(frames.beacon(payload), 0x10),
}));
const rates: number[] = [];
for (let round = 0; round < 8; round++) {
  const startedMs = performance.now();
  let count = 0;
  for (const message of inspectRemoteId(packets)) count += 'error' in message ? 0 : 1;
  rates.push((count / (performance.now() - startedMs)) * 1000);
}
const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
console.log(`messages: min ${Math.round(Math.min(...rates))}/s, mean ${Math.round(mean)}/s`);
