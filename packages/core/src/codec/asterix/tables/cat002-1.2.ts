/** Made by tools/asterix/generate.ts from asterix-specs, asterix 002 edition 1.2. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat002Edition1_2: CategoryTable = {
  category: 2,
  edition: '1.2',
  items: {
    '000': '8r',
    '010': '(SAC:8r SIC:8r)',
    '020': '8u360/2^8"°"',
    '030': '24u1/2^7"s"',
    '041': '16u1/2^7"s"',
    '050': 'fx*7r',
    '060': 'fx*7r',
    '070': 'count*(A:1r IDENT:5r COUNTER:10u)',
    '080': 'fx*7r',
    '090': '(RE:8s1/2^7"NM" AE:8s360/2^14"°")',
    '100': '(RS:16u1/2^7"NM" RE:16u1/2^7"NM" TS:16u360/2^16"°" TE:16u360/2^16"°")',
    SP: 'explicit',
  },
  uaps: { '': '010 000 020 030 041 050 060 070 100 090 080 - SP rfs' },
};
