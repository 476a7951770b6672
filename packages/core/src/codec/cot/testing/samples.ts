import { xmlElement } from '../../xml/index.ts';
import { type CotEvent } from '../event.ts';

/** A hand-made event for tests. */
export const drone: CotEvent = {
  uid: 'kentongan.t3',
  type: 'a-h-A-M-F-Q',
  how: 'm-f',
  timeMs: 1_790_000_000_123,
  startMs: 1_790_000_000_123,
  staleMs: 1_790_000_030_000,
  point: { lat: 49.41, lon: 30.95, hae: 180, ce: 60.5, le: 9_999_999 },
  detail: [
    xmlElement('contact', { callsign: 'T3 & "Ж"' }),
    xmlElement('track', { speed: 0, course: 321.5 }),
    xmlElement('precisionlocation', { altsrc: 'GPS', extra: 'kept' }),
    xmlElement('remarks', {}, 'line 1\nline <2>'),
    xmlElement('link', { uid: 'a' }),
    xmlElement('link', { uid: 'b' }),
  ],
};
