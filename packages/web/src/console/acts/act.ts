import type { AlertEvent, Command, TrackEvent } from '@kentongan/core/base/event';
import type { Picture } from '@kentongan/core/tell/picture';
import type { Words } from '../../words/index.ts';
import { sayOf } from '../levels.tsx';
import { zoneName } from '../urgency.ts';

/** What an operator can do to a zone or a track, in the words of a button. */
export type ActName = Exclude<keyof Words['actNames'], 'policy' | 'zone'>;

export interface Act {
  name: ActName;
  command: Command;
}

/** What reaches the public, or ends what does, takes two. */
export function takesTwo({ command }: Act): boolean {
  return command.type !== 'confirm' && command.type !== 'dismiss';
}

/** Most urgent first; nothing that would change nothing. */
export function zoneActs(zoneId: string, alert: AlertEvent | undefined): Act[] {
  const say = alert === undefined ? 'quiet' : sayOf(alert);
  const isSaid = say === 'warning' || say === 'watch';
  const raise = (level: 'warning' | 'watch'): Act => ({
    name: level,
    command: { type: 'raise', zoneId, level },
  });
  const end = (type: 'allClear' | 'cancel'): Act[] =>
    alert === undefined || !isSaid ? [] : [{ name: type, command: { type, alertId: alert.alertId } }];
  return [
    ...(say === 'warning' ? [] : [raise('warning')]),
    ...(isSaid ? [] : [raise('watch')]),
    ...end('allClear'),
    ...end('cancel'),
  ];
}

export function trackActs({ trackId, status }: TrackEvent): Act[] {
  if (status === 'dropped') return [];
  return [
    { name: 'confirm', command: { type: 'confirm', trackId } },
    { name: 'dismiss', command: { type: 'dismiss', trackId } },
  ];
}

/** A command in the words of its button. */
export function commandName(command: Command): keyof Words['actNames'] {
  if (command.type === 'raise') return command.level;
  return command.type === 'zoneRemoved' ? 'zone' : command.type;
}

/** The zone or track that a command is about, by the name that operators know. */
export function subjectOf(picture: Picture, command: Command): string {
  if ('trackId' in command) return command.trackId;
  if (command.type === 'policy') return '';
  const zoneId =
    'zoneId' in command
      ? command.zoneId
      : picture.alerts.find(({ alertId }) => alertId === command.alertId)?.zoneId;
  return zoneName(
    picture.zones.find((zone) => zone.zoneId === zoneId),
    zoneId ?? '',
  );
}
