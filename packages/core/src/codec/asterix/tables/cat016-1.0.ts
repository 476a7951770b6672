/** Made by tools/asterix/generate.ts from asterix-specs, asterix 016 edition 1.0. Do not edit. */
import type { CategoryTable } from '../notation.ts';

export const cat016Edition1_0: CategoryTable = {
  category: 16,
  edition: '1.0',
  items: {
    '000': '8r',
    '010': '(SAC:8r SIC:8r)',
    '015': '8r',
    '140': '24u1/2^7"s"',
    '200': '8u1"s">1',
    '300': 'count*(PID:16r TID:16r RID:16r)',
    '400': '(LAT:32s180/2^31"°">=-90<=90 LON:32s180/2^31"°")',
    '405': '16s1/2^2"m">-8192',
    '410':
      'count*(TID:16r LAT:32s180/2^31"°">=-90<=90 LON:32s180/2^31"°" ALT:16s1/2^2"m">-8192 TTO:32s2"ns" -4 ATO:20u1"ns" PCI:16u)',
    '420': 'count*(RID:16r LAT:32s180/2^31"°">=-90<=90 LON:32s180/2^31"°" ALT:16s1/2^2"m">-8192)',
    SP: 'explicit',
  },
  uaps: { '': '010 015 000 140 200 300 400 405 410 420 SP' },
};
