import type { Picture } from '@kentongan/core/tell/picture';

/** What the operator looks at: a track, or a zone with what was said about it last, if anything was. */
export type Selection =
  | { of: 'track'; trackId: string }
  | { of: 'zone'; zoneId: string; alertId: string | undefined };

export function zoneSelection(picture: Picture, zoneId: string): Selection {
  const alert = picture.alerts.find((known) => known.zoneId === zoneId);
  return { of: 'zone', zoneId, alertId: alert?.alertId };
}
