/** Whose it is: the second part of an atom's type (`a-h-A-M-F-Q`). */
export const cotAffiliations = {
  friend: 'f',
  neutral: 'n',
  unknown: 'u',
  suspect: 's',
  hostile: 'h',
  pending: 'p',
} as const;

export type CotAffiliation = keyof typeof cotAffiliations;

/** The rest of an atom's type, behind the affiliation. */
export const cotKinds = {
  air: 'A',
  fixedWingDrone: 'A-M-F-Q',
  rotaryDrone: 'A-M-H-Q',
  civilFixedWingDrone: 'A-C-F-q',
  seaSurface: 'S',
  subsurface: 'U',
} as const;

/** How an event came about: `m-` machine, `h-` human; `m-f` fused from several. */
export const cotHowFused = 'm-f';

/** `a-h-A-M-F-Q` of hostile and `A-M-F-Q`. */
export function cotType(affiliation: CotAffiliation, kind: string): string {
  return `a-${cotAffiliations[affiliation]}-${kind}`;
}

/** The two parts of an atom's type; undefined for what is no thing in the world (`b-…`, `t-…`, `u-…`). */
export function cotAtomOf(
  type: string,
): { affiliation: CotAffiliation | undefined; kind: string } | undefined {
  const found = /^a-(.)(?:-(.*))?$/.exec(type);
  if (found === null) return undefined;
  const [, letter, kind = ''] = found;
  const names = Object.keys(cotAffiliations) as CotAffiliation[];
  return { affiliation: names.find((name) => cotAffiliations[name] === letter), kind };
}
