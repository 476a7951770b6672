import type { DetectionReport } from '../../../codec/sapient/index.ts';
import type { TargetClass } from '../../../base/event/index.ts';

type Classification = DetectionReport['classification'][number];
type SubClass = Classification['subClass'][number];

/**
 * SAPIENT's taxonomy in words that nodes use (BSI Flex 335 annex on classes; free text in practice), the most specific
 * first. What names none of these says nothing of the class.
 */
const table: readonly (readonly [RegExp, readonly TargetClass[]])[] = [
  [/shahed|geran|one.?way|owa\b/i, ['one-way']],
  [/loiter/i, ['loitering', 'one-way']],
  [/ballistic/i, ['ballistic']],
  [/cruise|missile/i, ['cruise', 'ballistic', 'jet']],
  [/helicopter/i, ['helicopter']],
  [/rotary|multi.?rotor|quad|copter/i, ['multirotor']],
  [
    /(uav|uas|drone|unmanned).*(fixed|wing)|fixed.*(uav|uas|drone)/i,
    ['one-way', 'jet', 'loitering', 'recon'],
  ],
  [/uav|uas\b|drone|unmanned air/i, ['one-way', 'jet', 'loitering', 'recon', 'multirotor']],
  [/bird|animal/i, ['bird']],
  [/(?<!un)manned|fixed.?wing|aircraft|aeroplane|airplane/i, ['aircraft', 'helicopter']],
  [/air/i, ['one-way', 'jet', 'loitering', 'recon', 'multirotor', 'aircraft', 'helicopter']],
  [/submarine|underwater|uuv/i, ['underwater']],
  [/sea|ship|boat|vessel|surface/i, ['surface']],
  [/human|person|land|vehicle|car\b|truck/i, ['ground']],
];

const classCount = 14;

/**
 * p(evidence | class) up to a common factor: what the node is sure of goes to the classes that it names, the rest evenly
 * to all. undefined where it says nothing that we know.
 */
export function likelihoodOf(classification: readonly Classification[]): Record<string, number> | undefined {
  const likelihood = new Map<string, number>();
  let named = 0;
  for (const claim of classification.slice(0, 16)) {
    const { type, confidence } = deepest(claim);
    const classes = table.find(([words]) => words.test(type))?.[1];
    if (classes === undefined) continue;
    const weight = Math.min(1, Math.max(0, confidence));
    named += weight;
    for (const name of classes) likelihood.set(name, (likelihood.get(name) ?? 0) + weight);
  }
  if (likelihood.size === 0) return undefined;
  const rest = Math.max(0.02, 1 - named) / classCount;
  for (const [, classes] of table)
    for (const name of classes) if (!likelihood.has(name)) likelihood.set(name, rest);
  return Object.fromEntries(likelihood);
}

/** The most specific name down the likeliest branch; a confidence left out is none but the parent's. */
function deepest(claim: Classification): { type: string; confidence: number } {
  let type = claim.type ?? '';
  let confidence = claim.confidence ?? 1;
  let below: readonly SubClass[] = claim.subClass;
  for (let depth = 0; depth < 8 && below.length > 0; depth++) {
    const likeliest = below.reduce((a, b) => ((b.confidence ?? 0) > (a.confidence ?? 0) ? b : a));
    const isKnown = table.some(([words]) => words.test(likeliest.type ?? ''));
    if (!isKnown) break;
    type = likeliest.type ?? '';
    confidence = Math.min(confidence, likeliest.confidence ?? confidence);
    below = likeliest.subClass;
  }
  return { type, confidence };
}
