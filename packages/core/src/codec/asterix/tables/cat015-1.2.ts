/** Made by tools/asterix/generate.ts from asterix-specs, asterix 015 edition 1.2. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat015Edition1_2: CategoryTable = {
  category: 15,
  edition: '1.2',
  items: {
    '000': '(MT:7r RG:1r)',
    '010': '(SAC:8r SIC:8r)',
    '015': '8r',
    '020': 'extended(MOMU:2r TTAX:2r SCD:2r -1 |)',
    '030': 'fx*7r',
    '050': '(-2 UPD:14u1/2^7"s")',
    '145': '24u1/2^7"s"<86400',
    '161': '16u',
    '170': 'extended(BIZ:1r BAZ:1r TUR:1r -1 CSTP:1r CSTH:1r CNF:1r |)',
    '270': 'compound(LEN:16u1/100"m" WDT:16u1/100"m" HGT:16u1/100"m" ORT:16u360/2^16"°")',
    '300': 'count*(CLS:9u PRB:7u)',
    '400': '(PID:16u ON:24u)',
    '480': 'count*40r',
    '600':
      'compound(P84:(LATITUDE:32s180/2^31"°">=-90<90 LONGITUDE:32s180/2^31"°") HPR:(RSHPX:16u1/2"m"<=32767 RSHPY:16u1/2"m"<=32767 CORSHPXY:8s1/2^7"") HPP:(SDHPX:16u1/2^2"m" SDHPY:16u1/2^2"m" COSDHPXY:8s1/2^7""))',
    '601':
      'compound(GH:24s1/100"m">=-83286<=83286 RSGH:24u1/100"m" SDGH:24u1/100"m" CI6:(UCI6:12u16"m" LCI6:12u16"m") CI9:(UCI9:12u16"m" LCI9:12u16"m") COGHHP:(X:8s1/2^7"" Y:8s1/2^7"") COGHHV:(X:8s1/2^7"" Y:8s1/2^7"") COGHHA:(X:8s1/2^7"" Y:8s1/2^7""))',
    '602':
      'compound(HV:(X:20s1/100"m/s">=-524287/100 Y:20s1/100"m/s">=-524287/100) RSHV:(X:16u1/100"m/s" Y:16u1/100"m/s" CORSHVXY:8s1/2^7"") SDHV:(X:16u1/100"m/s" Y:16u1/100"m/s" COHVXY:8s1/2^7"") COHVHP:(COHVXHPX:8s1/2^7"" COHVXHPY:8s1/2^7"" COHVYHPX:8s1/2^7"" COHVYHPY:8s1/2^7""))',
    '603':
      'compound(HA:(X:12s1/2^4"m/s²" Y:12s1/2^4"m/s²") SDHA:(X:12u1/2^4"m/s²" Y:12u1/2^4"m/s²" COHAXY:8s1/2^7"") COHAHP:(COHAXHPX:8s1/2^7"" COHAXHPY:8s1/2^7"" COHAYHPX:8s1/2^7"" COAYHPY:8s1/2^7"") COHAHV:(COHAXHVX:8s1/2^7"" COHAXHVY:8s1/2^7"" COHAYHVX:8s1/2^7"" COHAYHVY:8s1/2^7""))',
    '604':
      'compound(VV:24s1/100"m/s">=-8388607/100 RSVV:16u1/100"m/s" SDVV:(SDVV:16u1/100"m/s" COVVGH:8s1/2^7"") COVVHP:(X:8s1/2^7"" Y:8s1/2^7"") COVVHV:(X:8s1/2^7"" Y:8s1/2^7"") COVVHA:(X:8s1/2^7"" Y:8s1/2^7""))',
    '605':
      'compound(VA:16s1/100"m/s²">=-32767/100 RSVA:(SDVA:16u1/100"m/s²" COVAGH:8s1/2^7"" COVAVV:8s1/2^7"") COVAHP:(X:8s1/2^7"" Y:8s1/2^7"") COVAHV:(X:8s1/2^7"" Y:8s1/2^7"") COVAHA:(X:8s1/2^7"" Y:8s1/2^7""))',
    '625':
      'compound(R:24s1/10"m">=-8388607/10<=8388607/10 RSR:24u1/10"m" SDR:24u1/10"m" RR:24s1/10"m/s">=-8388607/10<=8388607/10 RSRR:24u1/10"m/s" SDRR:(SDRR:24u1/10"m/s" CORRR:8s1/2^7"") RA:16s1/2^6"m/s²" SDRA:(SDRA:16u1/2^7"m/s²" CORAR:8s1/2^7"" CORARR:8s1/2^7""))',
    '626':
      'compound(DV:24s1/100"m/s">=-8388607/100 SDDV:16u1/2^6"m/s" DA:16s1/2^6"m/s²" SDDA:(SDDA:16u1/2^6"m/s²" CODADV:8s1/2^7"") CODVR:8s1/2^7"" CODVRR:8s1/2^7"" CODVRA:8s1/2^7"" CODAR:8s1/2^7"" CODARR:8s1/2^7"" CODARA:8s1/2^7"")',
    '627':
      'compound(AZ:16u360/2^16"°" RSAZ:16u45/2^16"°" SDASZ:16u45/2^16"°" AZR:16s180/2^16"°" SDAZR:(SDAZR:16u45/2^16"°" COAZRAZ:8s1/2^7"") AZEX:(S:16u360/2^16"°" E:16u360/2^16"°"))',
    '628':
      'compound(EL:16s180/2^16"°" RSEL:16u45/2^16"°" SDEL:16u45/2^16"°" ER:16s180/2^16"°/s" SDER:(SDELR:16u45/2^16"°/s" COELREL:8s1/2^7"") ELEX:(S:16s180/2^16"°" E:16s180/2^16"°"))',
    '630': 'compound(DPP:8s1"dB" DPS:8s1"dB" RPP:(-7 RPP:9s1"dB") RPS:8s1"dB")',
    '631':
      'count*(AZCON:16u360/2^16"°" ELCON:16s180/2^16"°" RGCONSTOP:16u10000/2^16"m" RGCONSTART:16u10000/2^16"m")',
    SP: 'explicit',
  },
  uaps: {
    '': '010 000 015 020 030 145 161 170 050 270 300 400 600 601 602 603 604 605 480 625 626 627 628 630 631 SP',
  },
};
