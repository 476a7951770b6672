import { textFromUtf8 } from '@kentongan/core/base/bytes';
import { inspectAdsb } from '@kentongan/core/codec/adsb';
import { inspectAis } from '@kentongan/core/codec/ais';
import { asterixEditionsFrom, inspectAsterix } from '@kentongan/core/codec/asterix';
import { checkCapSignature, inspectCap } from '@kentongan/core/codec/cap';
import { inspectCot, inspectCotPayloads } from '@kentongan/core/codec/cot';
import { isCapture } from '@kentongan/core/codec/pcap';
import { inspectRemoteId, inspectRemoteIdText } from '@kentongan/core/codec/remoteid';
import { inspectSapient, inspectSapientPayloads } from '@kentongan/core/codec/sapient';
import { capCrypto } from '../cap-crypto.ts';
import { flowsOf, packetsOf, piecesOf, readAll, type RefusedPiece } from '../captures.ts';
import { LineOutput } from '../output.ts';
import { flagOption, placeOption, textOption, UsageError, type OptionValues, type Verb } from '../verb.ts';

type OnRefusal = (refused: RefusedPiece) => void;
type Inspector = (file: Uint8Array, values: OptionValues, onRefusal: OnRefusal) => Iterable<object>;

const inspectors: Record<string, Inspector> = {
  asterix: (file, values, onRefusal) =>
    inspectAsterix(piecesOf(file, onRefusal), { editions: editions(values) }),
  sapient: (file, values, onRefusal) => {
    const options = { nowMs: nowOption(values), wire: flagOption(values, 'wire') };
    return isCapture(file)
      ? inspectSapientPayloads(flowsOf(file, onRefusal), options)
      : inspectSapient(file, options);
  },
  remoteid: (file, _, onRefusal) =>
    isCapture(file) ? inspectRemoteId(packetsOf(file, onRefusal)) : inspectRemoteIdText(textFromUtf8(file)),
  adsb: (file, values, onRefusal) =>
    inspectAdsb(piecesOf(file, onRefusal), { site: placeOption(values, 'at') }),
  ais: (file, _, onRefusal) => inspectAis(piecesOf(file, onRefusal)),
  cot: (file, _, onRefusal) =>
    isCapture(file) ? inspectCotPayloads(flowsOf(file, onRefusal)) : inspectCot(file),
  cap: (file) => [inspectCap(file, (signature) => checkCapSignature(signature, capCrypto))],
};

export const inspect: Verb = {
  summary: "A protocol's own messages, one JSON object each, from a capture or a recorded stream.",
  usage: `--codec P FILE   (P: ${Object.keys(inspectors).join(', ')})`,
  options: {
    codec: { type: 'string' },
    edition: { type: 'string', multiple: true },
    at: { type: 'string' },
    now: { type: 'string' },
    wire: { type: 'boolean' },
  },
  help: {
    codec: 'P            the protocol',
    edition: '062=1.21   asterix: edition of a category, repeatable (default the newest)',
    at: 'LAT,LON         adsb: where the receiver stands, for positions on the ground',
    now: 'MS             sapient: check messages against this clock',
    wire: '             sapient: add the bytes that we would send, in hexadecimal',
  },
  examples: [
    "printf '!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\\n' | npx kentongan inspect --codec ais -",
    'printf "*8D4840D6202CC371C32CE0576098;\\n" | npx kentongan inspect --codec adsb -',
  ],
  async run(values, files) {
    const codec = textOption(values, 'codec');
    const inspector = codec === undefined ? undefined : inspectors[codec];
    if (inspector === undefined) {
      throw new UsageError(`inspect needs --codec with one of ${Object.keys(inspectors).join(', ')}`);
    }
    if (files.length > 1) throw new UsageError(`inspect takes one file, found ${files.length}`);
    const output = new LineOutput();
    const onRefusal: OnRefusal = (refused) => output.line(JSON.stringify(refused));
    for (const message of inspector(await readAll(files[0] ?? '-'), values, onRefusal)) {
      output.line(JSON.stringify(message));
      if (output.isFull) await output.flush();
    }
    await output.flush();
  },
};

function editions(values: OptionValues): Readonly<Record<number, string>> {
  const words = values.edition;
  const chosen = asterixEditionsFrom(Array.isArray(words) ? words.map(String) : []);
  if (typeof chosen === 'string') throw new UsageError(`--edition: ${chosen}`);
  return chosen;
}

function nowOption(values: OptionValues): number | undefined {
  const text = textOption(values, 'now');
  if (text === undefined) return undefined;
  const nowMs = Number(text);
  if (!Number.isFinite(nowMs)) throw new UsageError(`--now takes milliseconds since 1970, not "${text}"`);
  return nowMs;
}
