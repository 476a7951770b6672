/** Made by tools/asterix/generate.ts from asterix-specs, asterix 001 edition 1.4. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat001Edition1_4: CategoryTable = {
  category: 1,
  edition: '1.4',
  items: {
    '010': '(SAC:8r SIC:8r)',
    '020': 'extended(TYP:1r SIM:1r SSRPSR:2r ANT:1r SPI:1r RAB:1r | TST:1r DS1DS2:2r ME:1r MI:1r -2 |)',
    '030': 'fx*7r',
    '040': '(RHO:16u1/2^7"NM" THETA:16u360/2^16"°")',
    '042': '(X:16s1/2^6"NM" Y:16s1/2^6"NM")',
    '050': '(V:1r G:1r L:1r -1 MODE2:12o)',
    '060': '(-4 QA4:1r QA2:1r QA1:1r QB4:1r QB2:1r QB1:1r QC4:1r QC2:1r QC1:1r QD4:1r QD2:1r QD1:1r)',
    '070': '(V:1r G:1r L:1r -1 MODE3A:12o)',
    '080': '(-4 QA4:1r QA2:1r QA1:1r QB4:1r QB2:1r QB1:1r QC4:1r QC2:1r QC1:1r QD4:1r QD2:1r QD1:1r)',
    '090': '(V:1r G:1r HGT:14s1/2^2"FL")',
    '100':
      '(V:1r G:1r -2 MODEC:12r -4 QC1:1r QA1:1r QC2:1r QA2:1r QC4:1r QA4:1r QB1:1r QD1:1r QB2:1r QD2:1r QB4:1r QD4:1r)',
    '120': '8s1/2^8"NM/s"',
    '130': 'fx*7r',
    '131': '8s1"dBm"',
    '141': '16u1/2^7"s"',
    '150': '(XA:1r -1 XC:1r -2 X2:1r -2)',
    '161': '16r',
    '170': 'extended(CON:1r RAD:1r MAN:1r DOU:1r RDPC:1r -1 GHO:1r | TRE:1r -6 |)',
    '200': '(GSP:16u1/2^14"NM/s" HDG:16u360/2^16"°")',
    '210': 'fx*7r',
    SP: 'explicit',
  },
  uaps: {
    plot: '010 020 040 070 090 130 141 050 120 131 080 100 060 030 150 - - - - SP rfs',
    track: '010 020 161 040 042 200 070 090 141 130 131 120 170 210 050 080 100 060 030 SP rfs 150',
  },
  choice: { path: '020/TYP', cases: { 0: 'plot', 1: 'track' } },
};
