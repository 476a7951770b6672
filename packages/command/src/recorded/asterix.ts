import { AsterixDecoder, type AsterixRecord } from '@kentongan/core/codec/asterix';
import { capturedPieces, isCapture } from '@kentongan/core/codec/pcap';
import { unwrapTimeMs } from '@kentongan/core/ingest';
import { asterixItemsOfFacts, AsterixReports } from '@kentongan/core/ingest/from/asterix';
import type { OnRefusal, Reader, RecordedOptions } from './recorded.ts';

interface Received {
  record: AsterixRecord;
  receivedMs: number;
}

const dayMs = 86_400_000;

/** Where a radar stands may be said only later in the recording, so all of it is read before facts are made of it. */
export const readAsterix: Reader = function* (file, options, onRefusal) {
  const reports = new AsterixReports({ sites: options.sites, site: options.at });
  const received = [...recordsOf(file, options, onRefusal)];
  for (const { record } of received) reports.learnSite(record);
  for (const { record, receivedMs } of received)
    for (const report of reports.from(record, receivedMs)) yield { report, receivedMs };
};

function* recordsOf(
  file: Uint8Array,
  { editions, startMs }: RecordedOptions,
  onRefusal: OnRefusal,
): Generator<Received> {
  const decoder = new AsterixDecoder({
    editions,
    items: { ...asterixItemsOfFacts, 34: [...asterixItemsOfFacts[34], '030'] },
  });
  // The day is not in the data: the first time of day is of the day of `startMs`, the next ones go on from there.
  let clockMs = startMs - (startMs % dayMs) + dayMs / 2;
  for (const { bytes, at, timeMs } of datagramsOf(file, onRefusal)) {
    for (const decoded of decoder.decode(bytes)) {
      if ('error' in decoded) {
        onRefusal({ error: decoded.error, at });
        continue;
      }
      clockMs = timeMs ?? timeOf(decoded, clockMs) ?? clockMs;
      yield { record: decoded, receivedMs: clockMs };
    }
  }
}

function* datagramsOf(
  file: Uint8Array,
  onRefusal: OnRefusal,
): Generator<{ bytes: Uint8Array; at: number; timeMs: number | undefined }> {
  if (!isCapture(file)) {
    yield { bytes: file, at: 0, timeMs: undefined };
    return;
  }
  for (const piece of capturedPieces(file)) {
    if ('error' in piece) onRefusal(piece);
    else yield piece;
  }
}

/** The item that bears a time of day, by category. */
const timeItems: Readonly<Record<number, string>> = { 15: '145', 21: '073', 34: '030', 48: '140', 62: '070' };

function timeOf(record: AsterixRecord, nearMs: number): number | undefined {
  const value = record.item(timeItems[record.category] ?? '140');
  return typeof value === 'number' ? unwrapTimeMs(value * 1000, dayMs, nearMs) : undefined;
}
