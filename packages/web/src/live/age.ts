import { createSignal, onCleanup } from 'solid-js';
import { staleAfterS, type Connection } from './connection.ts';

/** How old what is on the screen is, renewed twice a second: an honest screen shows it always. */
export function createAge(connection: Connection) {
  const [nowMs, setNowMs] = createSignal(performance.now());
  const timer = setInterval(() => setNowMs(performance.now()), 500);
  onCleanup(() => clearInterval(timer));

  /** Seconds since the server last spoke, plus how far its conclusions then lagged behind its clock. */
  const ageS = (): number => {
    const picture = connection.picture();
    if (picture === undefined) return 0;
    const lagMs = picture.asOfMs === 0 ? 0 : Math.max(0, picture.serverTimeMs - picture.asOfMs);
    return Math.max(0, nowMs() - connection.heardMs() + lagMs) / 1000;
  };

  return {
    ageS,
    isStale: (): boolean =>
      connection.picture() !== undefined && (connection.link() !== 'live' || ageS() > staleAfterS),
    /** The region's clock now, ms since 1970: an exercise has its own. */
    regionMs: (): number => (connection.picture()?.serverTimeMs ?? 0) + nowMs() - connection.heardMs(),
  };
}

export type Age = ReturnType<typeof createAge>;
