import type { Sources } from '@kentongan/core/tell/sources';
import { createSignal, onCleanup } from 'solid-js';

const askEveryMs = 2000;
/** Figures that are not renewed for so long are shown as old. */
const oldAfterS = 7;

/** How the server's sources and sinks do, asked for every 2 s. */
export function createSources() {
  const [sources, setSources] = createSignal<Sources>();
  const [heardMs, setHeardMs] = createSignal(performance.now());
  const [nowMs, setNowMs] = createSignal(performance.now());

  async function ask(): Promise<void> {
    setNowMs(performance.now());
    const response = await fetch('/api/sources').catch(() => undefined);
    if (response?.ok !== true) return;
    setSources((await response.json()) as Sources);
    setHeardMs(performance.now());
    setNowMs(performance.now());
  }

  void ask();
  const timer = setInterval(() => void ask(), askEveryMs);
  onCleanup(() => clearInterval(timer));

  const ageS = (): number => Math.max(0, nowMs() - heardMs()) / 1000;
  return {
    sources,
    ageS,
    isOld: (): boolean => ageS() > oldAfterS,
    /** The server's clock now, ms since 1970. */
    serverMs: (): number => (sources()?.serverTimeMs ?? 0) + ageS() * 1000,
  };
}

export type SourcesNow = ReturnType<typeof createSources>;
