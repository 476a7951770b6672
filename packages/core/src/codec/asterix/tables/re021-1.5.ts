/** Made by tools/asterix/generate.ts from asterix-specs, ref 021 edition 1.5. Do not edit. */
import type { ExpansionTable } from '../notation.ts';

export const re021Edition1_5: ExpansionTable = {
  category: 21,
  edition: '1.5',
  content:
    'compound1(BPS:(-4 BPS:12u1/10"hPa") SH:(-4 HDR:1r STAT:1r SH:10u45/2^6"°") NAV:(AP:1r VN:1r AH:1r AM:1r MFM:(EP:1r VAL:1r) -2) GAO:8r SGV:extended(STP:1r HTS:1r HTT:1r HRD:1r GSS:11u1/2^3"kt" | HGT:7u45/2^4"°" |) STA:extended(ES:1r UAT:1r RCE:(EP:1r VAL:2r) RRL:(EP:1r VAL:1r) | PS3:(EP:1r VAL:3r) TPW:(EP:1r VAL:2r) | TSI:(EP:1r VAL:2r) MUO:(EP:1r VAL:1r) RWC:(EP:1r VAL:1r) | DAA:(EP:1r VAL:2r) DF17CA:(EP:1r VAL:3r) | SVH:(EP:1r VAL:2r) CATC:(EP:1r VAL:3r) | TAO:(EP:1r VAL:5r -1) |) TNH:16u360/2^16"°" MES:compound(SUM:(M5:1r ID:1r DA:1r M1:1r M2:1r M3:1r MC:1r PO:1r) PNO:(-2 PIN:14r -5 NO:11r) EM1:(V:1r -1 L:1r -1 EM1:12o) XP:(-2 XP:1r X5:1r XC:1r X3:1r X2:1r X1:1r) FOM:(-3 FOM:5r) M2:(V:1r -1 L:1r -1 MODE2:12o)))',
};
