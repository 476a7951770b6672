/** Made by tools/asterix/generate.ts from asterix-specs, asterix 065 edition 1.6. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat065Edition1_6: CategoryTable = {
  category: 65,
  edition: '1.6',
  items: {
    '000': '8r',
    '010': '(SAC:8r SIC:8r)',
    '015': '8r',
    '020': '8u',
    '030': '24u1/2^7"s"',
    '040': '(NOGO:2r OVL:1r TSV:1r PSS:2r STTN:1r -1)',
    '050': '8r',
    RE: 'explicit',
    SP: 'explicit',
  },
  uaps: { '': '010 000 015 030 020 040 050 - - - - - RE SP' },
};
