import type { Header, Standing } from '@kentongan/core/base/event';
import { LiveHub } from './api/live-hub.ts';
import { PublicFeed } from './api/public-feed.ts';
import type { ServedRegion } from './api/served.ts';
import { openSigner } from './auth/index.ts';
import { fedClock, liveClock, openRegion, type HostMaker } from './decide/index.ts';
import { setAsideOtherLog, standingFolder } from './folder.ts';
import { logFile, openSqliteLog } from './log/index.ts';

export interface RegionsParts {
  dataDir: string;
  makeHost: HostMaker;
  tell: (sentence: string) => void;
  snapshotEveryFacts?: number;
}

/** The regions of this process, one a standing, each with a log, a pipeline and a key of its own. */
export class Regions {
  readonly byStanding = new Map<Standing, ServedRegion>();
  readonly #parts: RegionsParts;

  constructor(parts: RegionsParts) {
    this.#parts = parts;
  }

  /** For enrolled sensors: its time is the machine's. */
  openLive(header: Header): Promise<ServedRegion> {
    return this.#open(header, false);
  }

  /** For a source, which brings its time and its ticks. */
  openFed(header: Header): Promise<ServedRegion> {
    setAsideOtherLog(standingFolder(this.#parts.dataDir, header.standing), header);
    return this.#open(header, true);
  }

  async #open(header: Header, isFed: boolean): Promise<ServedRegion> {
    const { dataDir, tell } = this.#parts;
    const folder = standingFolder(dataDir, header.standing);
    const log = openSqliteLog(logFile(folder), header);
    const region = await openRegion({
      ...this.#parts,
      log,
      clock: isFed ? fedClock(log.lastTimeMs) : liveClock(),
      onFailure: (sentence) => tell(`${header.standing}: ${sentence}`),
    });
    const served = {
      region,
      live: new LiveHub(region),
      feed: new PublicFeed(region, openSigner(folder)),
    };
    this.byStanding.set(header.standing, served);
    return served;
  }

  async close(): Promise<void> {
    for (const { region, live, feed } of this.byStanding.values()) {
      live.close();
      feed.close();
      await region.close();
    }
  }
}
