import type { Sources } from '@kentongan/core/tell/sources';
import { createAsked } from './asked.ts';

const askEveryMs = 2000;
/** Figures that are not renewed for so long are shown as old. */
const oldAfterS = 7;

/** How the server's sources and sinks do, asked for every 2 s. */
export function createSources() {
  const { answer, ageS } = createAsked<Sources>('/api/sources', askEveryMs);
  return {
    sources: answer,
    ageS,
    isOld: (): boolean => ageS() > oldAfterS,
    /** The server's clock now, ms since 1970. */
    serverMs: (): number => (answer()?.serverTimeMs ?? 0) + ageS() * 1000,
  };
}

export type SourcesNow = ReturnType<typeof createSources>;
