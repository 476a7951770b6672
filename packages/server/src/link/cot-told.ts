import type { TrackEvent } from '@kentongan/core/base/event';
import type { CotEvent } from '@kentongan/core/codec/cot';
import { cotFromAlert, cotFromTrack, type CotContext } from '@kentongan/core/tell/cot';
import type { Changes } from '@kentongan/core/tell/picture';
import type { Region } from '../decide/index.ts';

/** What TAK clients are told of one region: confirmed tracks, warned zones, and what is over. */
export class CotTold {
  readonly #region: Region;
  readonly #context: CotContext;
  /** Tracks that were told, as they last were: only what was told must be taken back. */
  readonly #tracks = new Map<string, TrackEvent>();

  constructor(region: Region) {
    this.#region = region;
    this.#context = { region: region.header.region, standing: region.header.standing };
  }

  /** All there is now, for who has just connected. */
  whole(): CotEvent[] {
    const { keeper, clock } = this.#region;
    const { tracks, alerts } = keeper.picture(clock.nowMs());
    const told = tracks.filter(isTold);
    for (const track of told) this.#tracks.set(track.trackId, track);
    return [
      ...told.map((track) => cotFromTrack(track, this.#context)),
      ...alerts.flatMap((alert) => this.#shapes(alert)),
    ];
  }

  changed(changes: Changes): CotEvent[] {
    const events: CotEvent[] = [];
    for (const track of changes.tracks) {
      if (!isTold(track)) continue;
      this.#tracks.set(track.trackId, track);
      events.push(cotFromTrack(track, this.#context));
    }
    for (const trackId of changes.dropped) {
      const last = this.#tracks.get(trackId);
      if (last === undefined) continue;
      this.#tracks.delete(trackId);
      const gone: TrackEvent = { ...last, status: 'dropped', timeMs: changes.asOfMs };
      events.push(cotFromTrack(gone, this.#context));
    }
    return [...events, ...changes.alerts.flatMap((alert) => this.#shapes(alert))];
  }

  #shapes(alert: Changes['alerts'][number]): CotEvent[] {
    const zone = this.#region.keeper.zone(alert.zoneId);
    return zone === undefined ? [] : cotFromAlert(alert, zone, this.#context);
  }
}

/** A tentative track may be nothing: it is the console's, not a map's that others act on. */
function isTold({ status }: TrackEvent): boolean {
  return status === 'confirmed' || status === 'coasting';
}
