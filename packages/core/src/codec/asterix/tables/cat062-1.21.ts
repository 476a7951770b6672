/** Made by tools/asterix/generate.ts from asterix-specs, asterix 062 edition 1.21. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat062Edition1_21: CategoryTable = {
  category: 62,
  edition: '1.21',
  items: {
    '010': '(SAC:8r SIC:8r)',
    '015': '8r',
    '040': '16r',
    '060': '(V:1r G:1r CH:1r -1 MODE3A:12o)',
    '070': '24u1/2^7"s"',
    '080':
      'extended(MON:1r SPI:1r MRH:1r SRC:3r CNF:1r | SIM:1r TSE:1r TSB:1r FPC:1r AFF:1r STP:1r KOS:1r | AMA:1r MD4:2r ME:1r MI:1r MD5:2r | CST:1r PSR:1r SSR:1r MDS:1r ADS:1r SUC:1r AAC:1r | SDS:2r EMS:3r PFT:1r FPLT:1r | DUPT:1r DUPF:1r DUPM:1r SFC:1r IDD:1r IEC:1r MLAT:1r | M5I:1r -6 |)',
    '100': '(X:24s1/2"m" Y:24s1/2"m")',
    '105': '(LAT:32s180/2^25"°">=-90<=90 LON:32s180/2^25"°">=-180<180)',
    '110':
      'compound(SUM:(M5:1r ID:1r DA:1r M1:1r M2:1r M3:1r MC:1r X:1r) PMN:(-2 PIN:14r -3 NAT:5r -2 MIS:6r) POS:(LAT:24s180/2^23"°">=-90<=90 LON:24s180/2^23"°") GA:(-1 RES:1r GA:14s25"ft">=-1000) EM1:(-4 EM1:12o) TOS:8s1/2^7"s" XP:(-3 X5:1r XC:1r X3:1r X2:1r X1:1r))',
    '120': '(-4 MODE2:12o)',
    '130': '16s25/2^2"ft">=-1500<=150000',
    '135': '(QNH:1r CTB:15s1/2^2"FL">=-15<=1500)',
    '136': '16s1/2^2"FL">=-15<=1500',
    '185': '(VX:16s1/2^2"m/s" VY:16s1/2^2"m/s")',
    '200': '(TRANS:2r LONG:2r VERT:2r ADF:1r -1)',
    '210': '(AX:8s1/2^2"m/s²" AY:8s1/2^2"m/s²")',
    '220': '16s25/2^2"ft/min"',
    '245': '(STI:2r -6 CHR:48i)',
    '270': 'extended(LENGTH:7u1"m" | ORIENTATION:7u360/2^7"°" | WIDTH:7u1"m" |)',
    '290':
      'compound(TRK:8u1/2^2"s" PSR:8u1/2^2"s" SSR:8u1/2^2"s" MDS:8u1/2^2"s" ADS:16u1/2^2"s" ES:8u1/2^2"s" VDL:8u1/2^2"s" UAT:8u1/2^2"s" LOP:8u1/2^2"s" MLT:8u1/2^2"s")',
    '295':
      'compound(MFL:8u1/2^2"s" MD1:8u1/2^2"s" MD2:8u1/2^2"s" MDA:8u1/2^2"s" MD4:8u1/2^2"s" MD5:8u1/2^2"s" MHG:8u1/2^2"s" IAS:8u1/2^2"s" TAS:8u1/2^2"s" SAL:8u1/2^2"s" FSS:8u1/2^2"s" TID:8u1/2^2"s" COM:8u1/2^2"s" SAB:8u1/2^2"s" ACS:8u1/2^2"s" BVR:8u1/2^2"s" GVR:8u1/2^2"s" RAN:8u1/2^2"s" TAR:8u1/2^2"s" TAN:8u1/2^2"s" GSP:8u1/2^2"s" VUN:8u1/2^2"s" MET:8u1/2^2"s" EMC:8u1/2^2"s" POS:8u1/2^2"s" GAL:8u1/2^2"s" PUN:8u1/2^2"s" MB:8u1/2^2"s" IAR:8u1/2^2"s" MAC:8u1/2^2"s" BPS:8u1/2^2"s")',
    '300': '8r',
    '340':
      'compound(SID:(SAC:8r SIC:8r) POS:(RHO:16u1/2^8"NM" THETA:16u360/2^16"°") HEIGHT:16s25"ft" MDC:(V:1r G:1r LMC:14s1/2^2"FL">=-12<=1270) MDA:(V:1r G:1r L:1r -1 MODE3A:12o) TYP:(TYP:3r SIM:1r RAB:1r TST:1r -2))',
    '380':
      'compound(ADR:24r ID:48i MHG:16u360/2^16"°" IAS:(IM:1r IAS:15?380/IAS/IM(0=u1/2^14"NM/s" 1=u1/1000"Mach" *=r)) TAS:16u1"kt"<=2046 SAL:(SAS:1r SRC:2r ALT:13s25"ft">=-1300<=100000) FSS:(MV:1r AH:1r AM:1r ALT:13s25"ft">=-1300<=100000) TIS:extended(NAV:1r NVB:1r -5 |) TID:count*(TCA:1r NC:1r TCPN:6r ALT:16s10"ft">=-1500<=150000 LAT:24s180/2^23"°">=-90<=90 LON:24s180/2^23"°" PT:4r TD:2r TRA:1r TOA:1r TOV:24u1"s" TTR:16u1/100"NM") COM:(COM:3r STAT:3r -2 SSC:1r ARC:1r AIC:1r B1A:1r B1B:4r) SAB:(AC:2r MN:2r DC:2r GBS:1r -6 STAT:3r) ACS:56b BVR:16s25/2^2"ft/min" GVR:16s25/2^2"ft/min" RAN:16s1/100"°">=-180<=180 TAR:(TI:2r -6 ROT:7s1/2^2"°/s">=-15<=15 -1) TAN:16u360/2^16"°" GS:16s1/2^14"NM/s" VUN:8r MET:(WS:1r WD:1r TMP:1r TRB:1r -4 WSD:16u1"kt"<=300 WDD:16u1"°">=1<=360 TMPD:16s1/2^2"°C">=-100<=100 TRBD:8u<=15) EMC:8r POS:(LAT:24s180/2^23"°">=-90<=90 LON:24s180/2^23"°") GAL:16s25/2^2"ft">=-1500<=150000 PUN:(-4 PUN:4r) BDSDATA:count*64b IAR:16u1"kt"<=1100 MAC:16u1/125"Mach"<=512/125 BPS:(-4 BPS:12u1/10"mb"))',
    '390':
      'compound(TAG:(SAC:8r SIC:8r) CS:56a IFI:(TYP:2r -3 NBR:27u<=99999999) FCT:(GATOAT:2r FR1FR2:2r RVSM:2r HPR:1r -1) TAC:32a WTC:8a DEP:32a DST:32a RDS:(NU1:8a NU2:8a LTR:8a) CFL:16u1/2^2"FL"<1500 CTL:(CENTRE:8r POSITION:8r) TOD:count*(TYP:5r DAY:2r -4 HOR:5u<=23 -2 MIN:6u<=59 AVS:1r -1 SEC:6u<=59) AST:48a STS:(EMP:2r AVL:2r -4) STD:56a STA:56a PEM:(-3 VA:1r MODE3A:12o) PEC:56a)',
    '500':
      'compound(APC:(X:16u1/2"m" Y:16u1/2"m") COV:16s1/2"m" APW:(LAT:16u180/2^25"°" LON:16u180/2^25"°") AGA:8u25/2^2"ft" ABA:8u1/2^2"FL" ATV:(X:8u1/2^2"m/s" Y:8u1/2^2"m/s") AA:(X:8u1/2^2"m/s²" Y:8u1/2^2"m/s²") ARC:8u25/2^2"ft/min")',
    '510': 'fx*(IDENT:8r TRACK:15r)',
    RE: 'explicit',
    SP: 'explicit',
  },
  uaps: {
    '': '010 - 015 070 105 100 185 210 060 245 380 040 080 290 200 295 136 130 135 220 390 270 300 110 120 510 500 340 - - - - - RE SP',
  },
};
