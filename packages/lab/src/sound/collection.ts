import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createResampler } from '@kentongan/core/sense/acoustic';
import { decodeSound, monoOf } from './file.ts';
import type { Sound } from './wav.ts';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

/** One line of a collection's `labels.csv`. */
export type Labelled = {
  readonly file: string;
  /** `shahed`, `multirotor`, `confuser`, `background`, or a sound class by its own name. */
  readonly label: string;
  /** What it is in particular: helicopter, chainsaw, rain … */
  readonly kind: string;
  /** Files of one recording never stand on both sides of a split. */
  readonly recording: string;
  readonly source: string;
  readonly licence: string;
  readonly redistributable: boolean;
  /** `near`, or `far` for a mixture; far ones name what was mixed in. */
  readonly part: string;
  readonly snrDb?: number;
  readonly noiseRecording?: string;
};

/** Reads `labels.csv` of a folder; columns by name, absent ones empty. Throws where there is none. */
export async function readLabels(folder: string): Promise<Labelled[]> {
  const [head, ...lines] = (await readFile(join(folder, 'labels.csv'), 'utf8')).trim().split(/\r?\n/);
  const columns = splitCsv(head!);
  return lines.map((line) => {
    const values = splitCsv(line);
    const of = (name: string): string => values[columns.indexOf(name)] ?? '';
    return {
      file: of('file'),
      label: of('label'),
      kind: of('cls') || of('label'),
      recording: of('recording') || of('file'),
      source: of('source'),
      licence: of('licence'),
      redistributable: of('redistributable') === 'yes',
      part: of('kind') || 'near',
      ...(of('snr_db') === '' ? {} : { snrDb: Number(of('snr_db')) }),
      ...(of('noise_rec') === '' ? {} : { noiseRecording: of('noise_rec') }),
    };
  });
}

/** One CSV line by RFC 4180, quotes undone; a line break within quotes is not read. */
function splitCsv(line: string): string[] {
  const values: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    values.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
  }
  return values;
}

export type Loaded = { readonly samples: Float32Array; readonly sha256: string };

/** One file as 16 kHz mono, and what it was byte for byte; throws where it cannot be decoded. */
export async function loadMono(folder: string, file: string): Promise<Loaded> {
  const bytes = new Uint8Array(await readFile(join(folder, file)));
  const sound = await decodeSound(bytes);
  if ('why' in sound) throw new Error(`${file}: ${sound.why}`);
  return { samples: atSynthRate(sound), sha256: createHash('sha256').update(bytes).digest('hex') };
}

function atSynthRate(sound: Sound): Float32Array {
  const mono = monoOf(sound);
  if (sound.sampleRateHz === SYNTH_RATE_HZ) return mono;
  const pieces: Float32Array[] = [];
  const keep = (piece: Float32Array): void => void pieces.push(Float32Array.from(piece));
  const resampler = createResampler(sound.sampleRateHz, SYNTH_RATE_HZ);
  resampler.push(mono, keep);
  resampler.flush(keep);
  const out = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
