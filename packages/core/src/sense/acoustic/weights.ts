import type { AcousticModel } from './model.ts';
import waterWeights from './weights-water.json' with { type: 'json' };
import weights from './weights.json' with { type: 'json' };

/** The weights that ship, with their operating point; what went into them is in `weights.sheet.json`. */
export const acousticModel: AcousticModel = weights as AcousticModel;

/** For hydrophones: surface and underwater drones against the sea and ships. Wholly synthesised, never tried at sea. */
export const hydrophoneModel: AcousticModel = waterWeights as AcousticModel;
