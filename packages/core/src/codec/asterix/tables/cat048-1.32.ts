/** Made by tools/asterix/generate.ts from asterix-specs, asterix 048 edition 1.32. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat048Edition1_32: CategoryTable = {
  category: 48,
  edition: '1.32',
  items: {
    '010': '(SAC:8r SIC:8r)',
    '020':
      'extended(TYP:3r SIM:1r RDP:1r SPI:1r RAB:1r | TST:1r ERR:1r XPP:1r ME:1r MI:1r FOEFRI:2r | ADSB:(EP:1r VAL:1r) SCN:(EP:1r VAL:1r) PAI:(EP:1r VAL:1r) -1 | ACASXV:(EP:1r VAL:4r) POXPR:(EP:1r VAL:1r) | POACT:(EP:1r VAL:1r) DTFXPR:(EP:1r VAL:1r) DTFACT:(EP:1r VAL:1r) -1 | IRMXPR:(EP:1r VAL:1r) IRMACT:(EP:1r VAL:1r) -3 |)',
    '030': 'fx*7r',
    '040': '(RHO:16u1/2^8"NM" THETA:16u360/2^16"°")',
    '042': '(X:16s1/2^7"NM" Y:16s1/2^7"NM")',
    '050': '(V:1r G:1r L:1r -1 MODE2:12o)',
    '055': '(V:1r G:1r L:1r MODE1:5r)',
    '060': '(-4 QA4:1r QA2:1r QA1:1r QB4:1r QB2:1r QB1:1r QC4:1r QC2:1r QC1:1r QD4:1r QD2:1r QD1:1r)',
    '065': '(-3 QA4:1r QA2:1r QA1:1r QB2:1r QB1:1r)',
    '070': '(V:1r G:1r L:1r -1 MODE3A:12o)',
    '080': '(-4 QA4:1r QA2:1r QA1:1r QB4:1r QB2:1r QB1:1r QC4:1r QC2:1r QC1:1r QD4:1r QD2:1r QD1:1r)',
    '090': '(V:1r G:1r FL:14s1/2^2"FL")',
    '100':
      '(V:1r G:1r -2 MODEC:12r -4 QC1:1r QA1:1r QC2:1r QA2:1r QC4:1r QA4:1r QB1:1r QD1:1r QB2:1r QD2:1r QB4:1r QD4:1r)',
    '110': '(-2 3DH:14s25"ft")',
    '120': 'compound(CAL:(D:1r -5 CAL:10s1"m/s") RDS:count*(DOP:16u1"m/s" AMB:16u1"m/s" FRQ:16u1"MHz"))',
    '130':
      'compound(SRL:8u360/2^13"°" SRR:8u SAM:8s1"dBm" PRL:8u360/2^13"°" PAM:8s1"dBm" RPD:8s1/2^8"NM" APD:8s360/2^14"°")',
    '140': '24u1/2^7"s"<86400',
    '161': '(-4 TRN:12r)',
    '170': 'extended(CNF:1r RAD:2r DOU:1r MAH:1r CDM:2r | TRE:1r GHO:1r SUP:1r TCC:1r -3 |)',
    '200': '(GSP:16u1/2^14"NM/s" HDG:16u360/2^16"°")',
    '210': '(SIGX:8u1/2^7"NM" SIGY:8u1/2^7"NM" SIGV:8u1/2^14"NM/s" SIGH:8u360/2^12"°")',
    '220': '24r',
    '230': '(COM:3r STAT:3r SI:1r -1 MSSC:1r ARC:1r AIC:1r B1A:1r B1B:4r)',
    '240': '48i',
    '250': 'count*(MBDATA:56r BDS1:4r BDS2:4r)',
    '260': '56r',
    RE: 'explicit',
    SP: 'explicit',
  },
  uaps: {
    '': '010 140 020 040 070 090 130 220 240 250 161 042 200 170 210 030 080 100 110 120 230 260 055 050 065 060 SP RE',
  },
};
