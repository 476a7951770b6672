import type { Standing, TrackEvent } from '@kentongan/core/base/event';
import { AsterixEncoder, type AsterixItems } from '@kentongan/core/codec/asterix';
import { asterixFromTrack, TrackNumbers } from '@kentongan/core/tell/asterix';
import type { Changes } from '@kentongan/core/tell/picture';
import type { Region } from '../decide/index.ts';
import type { Endpoint, SourceStats } from '../receive/index.ts';
import { sendUdp } from './udp.ts';

/** Tracks as category 062 for an air picture, in datagrams. */
export interface AsterixSenderOptions {
  protocol: 'asterix';
  /** System area and identification code, as they were given to us. */
  source: { sac: number; sic: number };
  to: { udp: Endpoint & { hops?: number } };
  /** Of which log; the enrolled sensors' unless told otherwise. */
  standing?: Standing;
}

/** A record has at most 69 bytes: so many stay within an Ethernet frame. */
const recordsPerDatagram = 20;

/** Confirmed and coasting tracks at every conclusion, and once more when they are over. */
export function startAsterixSender(
  { source, to }: AsterixSenderOptions,
  region: Region,
  stats: SourceStats,
): { port: undefined; close(): Promise<void> } {
  const datagrams = sendUdp(to.udp, to.udp.hops);
  const encoder = new AsterixEncoder(62);
  const told = new AsterixTold(region, source);
  const stop = region.onChanges((changes) => {
    const records = told.changed(changes);
    for (let at = 0; at < records.length; at += recordsPerDatagram) {
      datagrams.send(encoder.encode(records.slice(at, at + recordsPerDatagram)));
      stats.sent();
    }
  });
  return {
    port: undefined,
    async close() {
      stop();
      datagrams.close();
    },
  };
}

/** What was told of each track, so that its end can be. */
class AsterixTold {
  readonly #standing: Standing;
  readonly #source: AsterixSenderOptions['source'];
  readonly #numbers = new TrackNumbers();
  readonly #tracks = new Map<string, TrackEvent>();

  constructor(region: Region, source: AsterixSenderOptions['source']) {
    this.#standing = region.header.standing;
    this.#source = source;
  }

  changed({ tracks, dropped, asOfMs }: Pick<Changes, 'tracks' | 'dropped' | 'asOfMs'>): AsterixItems[] {
    const records = tracks
      .filter(({ status }) => status === 'confirmed' || status === 'coasting')
      .map((track) => this.#record(track));
    for (const trackId of dropped) {
      const last = this.#tracks.get(trackId);
      if (last !== undefined) records.push(this.#record({ ...last, status: 'dropped', timeMs: asOfMs }));
      this.#tracks.delete(trackId);
      this.#numbers.free(trackId);
    }
    return records.filter((record) => record !== undefined);
  }

  #record(track: TrackEvent): AsterixItems | undefined {
    const numbered = this.#numbers.of(track.trackId);
    if (numbered === undefined) return undefined;
    this.#tracks.set(track.trackId, track);
    return asterixFromTrack(track, { ...this.#source, standing: this.#standing, ...numbered });
  }
}
