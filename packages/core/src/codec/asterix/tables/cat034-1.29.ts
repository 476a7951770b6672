/** Made by tools/asterix/generate.ts from asterix-specs, asterix 034 edition 1.29. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat034Edition1_29: CategoryTable = {
  category: 34,
  edition: '1.29',
  items: {
    '000': '8r',
    '010': '(SAC:8r SIC:8r)',
    '020': '8u360/2^8"°"',
    '030': '24u1/2^7"s"',
    '041': '16u1/2^7"s"',
    '050':
      'compound(COM:(NOGO:1r RDPC:1r RDPR:1r OVLRDP:1r OVLXMT:1r MSC:1r TSV:1r -1) | | PSR:(ANT:1r CHAB:2r OVL:1r MSC:1r -3) SSR:(ANT:1r CHAB:2r OVL:1r MSC:1r -3) MDS:(ANT:1r CHAB:2r OVLSUR:1r MSC:1r SCF:1r DLF:1r OVLSCF:1r OVLDLF:1r -7))',
    '060':
      'compound(COM:(-1 REDRDP:3r REDXMT:3r -1) | | PSR:(POL:1r REDRAD:3r STC:2r -2) SSR:(REDRAD:3r -5) MDS:(REDRAD:3r CLU:1r -4))',
    '070': 'count*(TYP:5r COUNT:11u)',
    '090': '(RNG:8s1/2^7"NM" AZM:8s360/2^14"°")',
    '100': '(RHOST:16u1/2^8"NM" RHOEND:16u1/2^8"NM" THETAST:16u360/2^16"°" THETAEND:16u360/2^16"°")',
    '110': '8r',
    '120': '(HGT:16s1"m" LAT:24s180/2^23"°">=-90<=90 LON:24s180/2^23"°")',
    RE: 'explicit',
    SP: 'explicit',
  },
  uaps: { '': '010 000 030 020 041 050 060 070 100 110 120 090 RE SP' },
};
