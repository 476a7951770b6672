/** Made by tools/asterix/generate.ts from asterix-specs, ref 062 edition 1.3. Do not edit. */
import type { ExpansionTable } from '../notation.ts';

export const re062Edition1_3: ExpansionTable = {
  category: 62,
  edition: '1.3',
  content:
    'compound1(CST:count*(SAC:8r SIC:8r -4 TYP:4r LTN:16r) CSN:count*(SAC:8r SIC:8r -4 TYP:4r) TVS:(VX:16s1/2^2"m/s" VY:16s1/2^2"m/s") STS:extended(FDR:1r LNAV:(EP:1r VAL:1r) -4 |) V3:compound(PS3:(EP:1r VAL:3r -4) AS:(RCE:(EP:1r VAL:2r) RRL:(EP:1r VAL:1r) TPW:(EP:1r VAL:2r) TSI:(EP:1r VAL:2r) TAO:(EP:1r RE:1r VAL:6r) -5) UAS:(MUO:(EP:1r VAL:1r) DAA:(EP:1r VAL:2r) RWC:(EP:1r VAL:1r) -1) CASS:(SVH:(EP:1r VAL:2r) CATC:(EP:1r VAL:3r) -1)))',
};
