import type { AcousticModel } from './model.ts';
import weights from './weights.json' with { type: 'json' };

/** The weights that ship, with their operating point; what went into them is in `weights.sheet.json`. */
export const acousticModel: AcousticModel = weights as AcousticModel;
