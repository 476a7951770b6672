/** What went into a set of weights; lies beside them as `<weights>.sheet.json`. */
export type DataSheet = {
  readonly model: string;
  readonly seed: number;
  readonly scenes: number;
  readonly windows: Readonly<Record<string, number>>;
  /** True only when every recording may be passed on: the condition to ship. */
  readonly redistributable: boolean;
  readonly recordings: readonly SheetRecording[];
  /** Recordings on which the threshold was set, none of which a network was trained on. */
  readonly thresholdFrom: { readonly files: number; readonly windows: number; readonly what: string };
};

export type SheetRecording = {
  readonly file: string;
  readonly recording: string;
  readonly source: string;
  readonly licence: string;
  readonly redistributable: boolean;
  readonly sha256: string;
  readonly class: string;
};

/** CC0 and CC BY of any version, alone or with a note; nothing with NC, ND or SA in it, nothing unstated. */
export function mayShip(licence: string): boolean {
  return licence
    .split(' + ')
    .every((part) => /^CC(0|[ -]BY)(?![ -]?(NC|ND|SA))/i.test(part.trim()) && !/NC|ND|SA/.test(part));
}
