/** Made by tools/asterix/generate.ts from asterix-specs, asterix 021 edition 0.26. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat021Edition0_26: CategoryTable = {
  category: 21,
  edition: '0.26',
  items: {
    '010': '(SAC:8r SIC:8r)',
    '020': '8r',
    '030': '24u1/2^7"s"',
    '032': '8u1/2^8"s"',
    '040': '(DCR:1r GBS:1r SIM:1r TST:1r RAB:1r SAA:1r SPI:1r -1 ATP:3r ARC:2r -3)',
    '070': '(V:1r G:1r L:1r -1 MODE3A:12o)',
    '080': '24r',
    '090': '(AC:2r MN:2r DC:2r -6 PA:4s1"")',
    '095': '8r',
    '110':
      'compound(TIS:extended(NAV:1r NVB:1r -5 |) TID:count*(TCA:1r NC:1r TCPN:6r ALT:16s10"ft">=-1500<=150000 LAT:24s180/2^23"°">=-90<=90 LON:24s180/2^23"°" PT:4r TD:2r TRA:1r TOA:1r TOV:24u1"s" TTR:16u1/100"NM"))',
    '130': '(LAT:32s180/2^25"°">=-90<=90 LON:32s180/2^25"°">=-180<180)',
    '131': '8r',
    '140': '16s25/2^2"ft">=-1500<150000',
    '145': '16s1/2^2"FL">=-15<1500',
    '146': '(SAS:1r SRC:2r ALT:13s25"ft">=-1300<100000)',
    '148': '(MV:1r AH:1r AM:1r ALT:13s25"ft">=-1300<100000)',
    '150': '(IM:1r AS:15?150/IM(0=u1/2^14"NM/s" 1=u1/1000"Mach" *=r))',
    '151': '16u1"kt"',
    '152': '16u360/2^16"°"',
    '155': '16s25/2^2"ft/min"',
    '157': '16s25/2^2"ft/min"',
    '160': '(GS:16s1/2^14"NM/s">=0 TA:16u360/2^16"°")',
    '165': 'extended(TI:2r -5 | ROT:7s1/2^2"°/s"<=15 |)',
    '170': '48i',
    '200': '8r',
    '210': '(-3 DTI:1r MDS:1r UAT:1r VDL:1r OTR:1r)',
    '220': 'compound(WS:16u1"kt"<=300 WD:16u1"°">=1<=360 TMP:16s1/2^2"°C">=-100<=100 TRB:8u<=15)',
    '230': '16s1/100"°">=-180<=180',
    RE: 'explicit',
    SP: 'explicit',
  },
  uaps: {
    '': '010 040 030 130 080 140 090 210 230 145 150 151 152 155 157 160 165 170 095 032 200 020 220 146 148 110 070 131 - - - - - RE SP',
  },
};
