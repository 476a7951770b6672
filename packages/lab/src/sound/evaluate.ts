import { createAcousticDetector } from '@kentongan/core/sense/acoustic';
import type { AcousticModel, SoundWindow } from '@kentongan/core/sense/acoustic';
import { loadMono, readLabels } from './collection.ts';
import type { Labelled } from './collection.ts';
import { areaUnderCurve, shareOver, thresholdAt } from './judge.ts';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

/** A labelled file and what the detector made of each of its seconds. */
export type Heard = { readonly label: Labelled; readonly windows: readonly SoundWindow[] };

/** The model that judges a file: the shipped one, or in cross-validation the one that never met its recordings. */
export type ModelFor = (label: Labelled) => AcousticModel;

/** Lets the detector hear every file of a folder, or those that are wanted. */
export async function hearFolder(
  folder: string,
  modelFor: ModelFor,
  wanted: (label: Labelled) => boolean = () => true,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const label of await readLabels(folder)) {
    if (!wanted(label)) continue;
    const { samples } = await loadMono(folder, label.file);
    const detector = createAcousticDetector(modelFor(label), { sampleRateHz: SYNTH_RATE_HZ });
    heard.push({
      label,
      windows: [...detector.push(samples), ...detector.flush()].filter((w) => w.durationMs === 1000),
    });
  }
  return heard;
}

export type RowResult = {
  readonly name: string;
  readonly positives: number;
  readonly negatives: number;
  readonly auc: number;
  /** At the threshold that 1e-3 (1e-2) of this row's own negatives pass. */
  readonly pdAtPfa1e3: number;
  readonly pdAtPfa1e2: number;
  /** At the model's frozen threshold. */
  readonly pdFrozen: number;
  readonly falseAlarms: number;
};

/** Is the target in it, by its label? */
export function isTarget({ label }: Pick<Heard, 'label'>): boolean {
  return label.label === 'shahed' || label.label === 'one-way';
}

const scoresOf = (list: readonly Heard[]): number[] =>
  list.flatMap((heard) => heard.windows.map((window) => window.logLikelihoodRatio['one-way']!));
const detectedIn = (list: readonly Heard[]): number =>
  list.reduce((sum, heard) => sum + heard.windows.filter((window) => window.detected).length, 0);

/** The rows of the table: near, and far by signal-to-noise ratio against all far negatives. */
export function judgeRows(heard: readonly Heard[]): RowResult[] {
  const near = heard.filter((h) => h.label.part === 'near');
  const far = heard.filter((h) => h.label.part === 'far');
  const ratios = [...new Set(far.filter(isTarget).map((h) => h.label.snrDb!))].sort((a, b) => a - b);
  return [
    judgeRow(
      'near',
      near.filter(isTarget),
      near.filter((h) => !isTarget(h)),
    ),
    ...ratios.map((snrDb) =>
      judgeRow(
        `far ${snrDb} dB`,
        far.filter((h) => isTarget(h) && h.label.snrDb === snrDb),
        far.filter((h) => !isTarget(h)),
      ),
    ),
  ];
}

function judgeRow(name: string, targets: readonly Heard[], others: readonly Heard[]): RowResult {
  const positives = scoresOf(targets);
  const negatives = scoresOf(others);
  return {
    name,
    positives: positives.length,
    negatives: negatives.length,
    auc: areaUnderCurve(positives, negatives),
    pdAtPfa1e3: shareOver(positives, thresholdAt(negatives, 1e-3)),
    pdAtPfa1e2: shareOver(positives, thresholdAt(negatives, 1e-2)),
    pdFrozen: detectedIn(targets) / positives.length,
    falseAlarms: detectedIn(others),
  };
}

/** Near recordings with a target whose mean ratio over a clip is above that of every clip without one. */
export function recordingsFound(heard: readonly Heard[]): { found: number; of: number; clips: number } {
  const mean = (h: Heard): number =>
    scoresOf([h]).reduce((sum, score) => sum + score, 0) / Math.max(1, h.windows.length);
  const others = heard.filter((h) => !isTarget(h));
  const top = Math.max(...others.map(mean));
  const best = new Map<string, number>();
  for (const h of heard) {
    if (!isTarget(h) || h.label.part !== 'near') continue;
    best.set(h.label.recording, Math.max(best.get(h.label.recording) ?? -Infinity, mean(h)));
  }
  return {
    found: [...best.values()].filter((score) => score > top).length,
    of: best.size,
    clips: others.length,
  };
}

/** The table as Markdown. */
export function tableOf(rows: readonly RowResult[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.positives} | ${row.negatives} | ${row.auc.toFixed(3)} | ${row.pdAtPfa1e3.toFixed(2)} | ${row.pdAtPfa1e2.toFixed(2)} | ${row.pdFrozen.toFixed(2)} | ${row.falseAlarms} |`,
  );
  return [
    '| row | windows with | without | AUC | Pd at Pfa 1e-3 | at 1e-2 | Pd, frozen threshold | false alarms there |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
