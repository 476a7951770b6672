import type { Header } from '@kentongan/core/base/event';
import { asterixEditionsFrom } from '@kentongan/core/codec/asterix';
import type { Place } from '@kentongan/core/ingest';
import type { FlowProtocol } from '@kentongan/core/ingest/from/flow';
import { readAll } from '../captures.ts';
import { isAddress } from '../recorded/address.ts';
import { readAsterix } from '../recorded/asterix.ts';
import { readCot, readRemoteId, readSapientRecording } from '../recorded/messages.ts';
import { readAdsb, readAis } from '../recorded/receivers.ts';
import type { Reader, Recorded, RecordedOptions } from '../recorded/recorded.ts';
import { Refusals } from '../recorded/refusals.ts';
import { FactWriter, headerAt } from '../recorded/writer.ts';
import { FailedError, placeOption, textOption, UsageError, type OptionValues, type Verb } from '../verb.ts';

const readers: Readonly<Record<FlowProtocol, Reader>> = {
  asterix: readAsterix,
  adsb: readAdsb,
  ais: readAis,
  remoteid: readRemoteId,
  sapient: readSapientRecording,
  cot: readCot,
};

export const ingest: Verb = {
  summary: "Facts from another system's recording or socket: what its sensors said, ready for replay.",
  usage: `--from P FILE|ADDRESS   (P: ${Object.keys(readers).join(', ')}; ADDRESS: udp://HOST:PORT, tcp://HOST:PORT, listen://HOST:PORT, mqtt://HOST:PORT/TOPIC)`,
  options: {
    from: { type: 'string' },
    at: { type: 'string' },
    site: { type: 'string', multiple: true },
    edition: { type: 'string', multiple: true },
    sensor: { type: 'string' },
    start: { type: 'string' },
    region: { type: 'string' },
  },
  help: {
    from: 'P              the protocol',
    at: 'LAT,LON          where the receiver or radar stands, and the middle of the region',
    site: '25/12=LAT,LON,M  asterix: where the radar of that SAC/SIC stands, repeatable',
    edition: '062=1.21    asterix: edition of a category, repeatable (default the newest)',
    sensor: 'ID           name of a receiver that has no identity of its own (default the protocol)',
    start: '2026-11-23    when a recording began that does not say so (default 1970-01-02)',
    region: 'NAME         name of the region (default capture)',
  },
  examples: [
    "printf '!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\\n' | npx kentongan ingest --from ais -",
    'npx kentongan ingest --from ais --at 46.5,30.75 udp://127.0.0.1:10110',
    'printf "*8D40621D58C382D690C8AC2863A7;\\n*8D40621D58C386435CC412692AD6;\\n" | npx kentongan ingest --from adsb --at 52.2,3.9 - | npx kentongan replay',
  ],
  async run(values, files) {
    const from = textOption(values, 'from');
    if (!isProtocol(from))
      throw new UsageError(`ingest needs --from with one of ${Object.keys(readers).join(', ')}`);
    if (files.length > 1) throw new UsageError(`ingest takes one file, found ${files.length}`);
    const options = recordedOptions(values, from);
    const region = textOption(values, 'region') ?? 'capture';
    const file = files[0] ?? '-';
    const refusals = new Refusals();
    if (isAddress(file)) {
      // Loaded only where there are sockets to hold.
      const { ingestLive } = await import('../recorded/live.ts');
      return ingestLive(from, file, options, region, refusals);
    }
    const told: Recorded[] = [];
    for (const one of readers[from](await readAll(file), options, (piece) => refusals.addPiece(piece))) {
      const { report } = one;
      if (report.kind !== 'refused') told.push(one);
      else refusals.add(report.sensorId, `expected ${report.expected}, found ${report.found}`);
    }
    const recorded = inTimeOrder(told);
    const header = headerOf(recorded, options, region);
    if (header !== undefined) await write(header, recorded, refusals);
    refusals.tell(file);
    if (header === undefined)
      throw new FailedError(`${file} tells of no place; say where its receiver stands with --at LAT,LON`);
  },
};

function isProtocol(word: string | undefined): word is FlowProtocol {
  return word !== undefined && Object.hasOwn(readers, word);
}

/** A day that nobody takes for a real one; not the first, as a message may say that it was sensed a little earlier. */
const unknownStartMs = 86_400_000;

function recordedOptions(values: OptionValues, from: string): RecordedOptions {
  const chosen = asterixEditionsFrom(wordsOf(values, 'edition'));
  if (typeof chosen === 'string') throw new UsageError(`--edition: ${chosen}`);
  const start = textOption(values, 'start');
  const startMs = start === undefined ? unknownStartMs : Date.parse(start);
  if (!(startMs >= 0)) throw new UsageError(`--start takes a date such as 2026-11-23, not "${start}"`);
  return {
    at: placeOption(values, 'at'),
    sites: Object.fromEntries(wordsOf(values, 'site').map(siteFrom)),
    editions: chosen,
    sensorId: textOption(values, 'sensor') ?? from,
    startMs,
  };
}

function wordsOf(values: OptionValues, name: string): string[] {
  const words = values[name];
  return Array.isArray(words) ? words.map(String) : [];
}

function siteFrom(word: string): [string, Place] {
  const [, source, numbers = ''] = /^(\d{1,3}\/\d{1,3})=(.+)$/.exec(word) ?? [];
  const [latDeg, lonDeg, heightM = 0, ...rest] = numbers.split(',').map(Number);
  const isPlace = Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 && Number.isFinite(heightM);
  if (source === undefined || !isPlace || rest.length > 0)
    throw new UsageError(`--site takes SAC/SIC=LAT,LON,HEIGHT such as 25/12=43.57,16.41,780, not "${word}"`);
  return [source, { latDeg, lonDeg, heightM }];
}

/** By when it came; a sensor is described before the first of its detections, though times may jump. */
function inTimeOrder(recorded: readonly Recorded[]): Recorded[] {
  const earliest = new Map<string, number>();
  for (const { report, receivedMs } of recorded) {
    const name = report.sensorId ?? '';
    earliest.set(name, Math.min(receivedMs, earliest.get(name) ?? Infinity));
  }
  const described = new Set<string>();
  const first: Recorded[] = [];
  const others: Recorded[] = [];
  for (const { report, receivedMs } of recorded) {
    const isFirst = report.kind === 'sensor' && !described.has(report.sensorId);
    if (!isFirst) others.push({ report, receivedMs });
    else {
      described.add(report.sensorId);
      first.push({ report, receivedMs: earliest.get(report.sensorId) ?? receivedMs });
    }
  }
  return [...first, ...others].sort((a, b) => a.receivedMs - b.receivedMs);
}

function headerOf(
  recorded: readonly Recorded[],
  { at }: RecordedOptions,
  region: string,
): Header | undefined {
  const first = recorded.find(({ report }) => report.kind === 'sensor')?.report;
  const place = at ?? (first?.kind === 'sensor' ? first.sensor : undefined);
  return place && headerAt(place, recorded[0]?.receivedMs ?? 0, region);
}

/** Facts in time order. */
async function write(header: Header, recorded: readonly Recorded[], refusals: Refusals): Promise<void> {
  const writer = new FactWriter(header, refusals);
  for (const one of recorded) await writer.take(one);
  if (recorded.length > 0) await writer.end();
  else await writer.flush();
}
