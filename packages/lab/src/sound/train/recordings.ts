import { loadMono, readLabels } from '../collection.ts';
import type { Labelled } from '../collection.ts';
import { air } from '../synth/medium.ts';
import type { Recording } from '../synth/scene.ts';
import { mayShip } from './sheet.ts';
import type { SheetRecording } from './sheet.ts';

const classOfKind: Readonly<Record<string, string>> = {
  shahed: 'one-way',
  multirotor: 'multirotor',
  helicopter: 'helicopter',
  airplane: 'aircraft',
  chainsaw: 'ground',
  engine: 'ground',
  train: 'ground',
  vacuum_cleaner: 'ground',
  washing_machine: 'ground',
};

/** A label's class: by its own name, by its kind, else background. */
export function classOfLabel(label: Labelled): string {
  return air.classes.find((name) => name === label.label) ?? classOfKind[label.kind] ?? 'background';
}

export type TrainingRecordings = { readonly recordings: Recording[]; readonly sheet: SheetRecording[] };

/**
 * The near recordings of a folder that may be trained on: those whose licence lets them be passed on, or with
 * `own` all of them (and then the weights stay at home).
 */
export async function loadTrainingRecordings(folder: string, own: boolean): Promise<TrainingRecordings> {
  const recordings: Recording[] = [];
  const sheet: SheetRecording[] = [];
  for (const label of await readLabels(folder)) {
    if (label.part !== 'near') continue;
    if (!own && !(label.redistributable && mayShip(label.licence))) continue;
    const { samples, sha256 } = await loadMono(folder, label.file);
    const soundClass = classOfLabel(label);
    recordings.push({ name: label.recording, class: soundClass, samples });
    const { file, recording, source, licence, redistributable } = label;
    sheet.push({ file, recording, source, licence, redistributable, sha256, class: soundClass });
  }
  return { recordings, sheet };
}
