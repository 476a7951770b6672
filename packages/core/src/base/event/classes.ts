/** What a target can seem to be, as `classLikelihood` and `classProb` name it. The order is fixed: kernels index by it. */
export const targetClasses = [
  'one-way',
  'jet',
  'loitering',
  'recon',
  'multirotor',
  'cruise',
  'ballistic',
  'aircraft',
  'helicopter',
  'bird',
  'ground',
  'surface',
  'underwater',
  'background',
] as const;

export type TargetClass = (typeof targetClasses)[number];

const indexOfClass = new Map<string, number>(targetClasses.map((name, index) => [name, index]));

/** Position in `targetClasses`, or -1 for a name that is none of them. */
export function classIndex(name: string): number {
  return indexOfClass.get(name) ?? -1;
}
