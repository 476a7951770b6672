import type { AlertEvent } from '../../base/event/index.ts';
import type { CotEvent } from '../../codec/cot/index.ts';
import { xmlElement } from '../../codec/xml/index.ts';
import { publicAlert } from '../public/index.ts';
import { middleOf, zoneRings, type Zone } from '../zone-ring.ts';
import { cotDeletion, opexOf, standingWord, uidOf, type CotContext } from './track.ts';

type Alert = Omit<AlertEvent, 'seq'>;

/** Signed ARGB as Android has it: red for a warning, amber for a watch; filled at a quarter. */
const strokes = { warning: 0xffd50000 | 0, watch: 0xffffab00 | 0 };
const fills = { warning: 0x40d50000, watch: 0x40ffab00 };

/** Points of a ring that a TAK client draws without stutter; a finer ring is thinned evenly. */
const ringCapacity = 200;

/**
 * A warned or watched zone as closed shapes, one for each of its polygons; deletions once it is quiet. Says what anyone
 * may know of the alert, and nothing of sensors.
 */
export function cotFromAlert(alert: Alert, zone: Zone, context: CotContext): CotEvent[] {
  return zoneRings(zone).map((ring, index) => {
    const uid = uidOf(context, `zone.${alert.zoneId}.${index}`);
    if (alert.level === 'quiet') return cotDeletion(uid, alert.timeMs, context);
    return shapeOf(uid, ring, alert, zone, context);
  });
}

function shapeOf(uid: string, ring: number[][], alert: Alert, zone: Zone, context: CotContext): CotEvent {
  const { properties } = publicAlert({ ...alert, seq: 1 }, zone, context.standing);
  const middle = middleOf(ring);
  const level = alert.level === 'warning' ? 'warning' : 'watch';
  const name = zone.name?.en ?? Object.values(zone.name ?? {})[0] ?? alert.zoneId;
  return {
    uid,
    type: 'u-d-f',
    how: 'm-g',
    timeMs: alert.timeMs,
    startMs: alert.timeMs,
    staleMs: Math.max(alert.expiresMs, alert.timeMs + 1000),
    ...opexOf(context),
    point: { lat: middle.latDeg, lon: middle.lonDeg },
    detail: [
      ...thinned(ring).map(([lon, lat]) => xmlElement('link', { point: `${lat},${lon}` })),
      xmlElement('strokeColor', { value: strokes[level] }),
      xmlElement('strokeWeight', { value: level === 'warning' ? '4.0' : '2.0' }),
      xmlElement('fillColor', { value: fills[level] }),
      xmlElement('contact', { callsign: `${standingWord(context)}${level}: ${name}` }),
      xmlElement('remarks', {}, properties.text.en),
      xmlElement('labels_on', { value: 'true' }),
    ],
  };
}

/** At most `ringCapacity` of its points, the last being the first again. */
function thinned(ring: readonly number[][]): number[][] {
  const open = ring.slice(0, -1);
  const step = Math.max(1, Math.ceil(open.length / (ringCapacity - 1)));
  const kept = open.filter((_, index) => index % step === 0);
  return [...kept, kept[0]];
}
