import { createSignal, onCleanup } from 'solid-js';

/** What the server answers at a path, asked for again and again; one request at a time. */
export function createAsked<T>(path: string, everyMs: number) {
  const [answer, setAnswer] = createSignal<T>();
  const [heardMs, setHeardMs] = createSignal(performance.now());
  const [nowMs, setNowMs] = createSignal(performance.now());
  let isOver = false;
  let timer = 0;
  /** Whoever asked last is the one to ask again: an answer that was overtaken is dropped. */
  let round = 0;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const mine = ++round;
    setNowMs(performance.now());
    const response = await fetch(path).catch(() => undefined);
    const value = response?.ok === true ? ((await response.json().catch(() => undefined)) as T) : undefined;
    if (isOver || mine !== round) return;
    if (value !== undefined) {
      setAnswer(() => value);
      setHeardMs(performance.now());
    }
    setNowMs(performance.now());
    timer = window.setTimeout(() => void ask(), everyMs);
  }

  void ask();
  onCleanup(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return {
    answer,
    /** Seconds since the last answer, as of the last question. */
    ageS: (): number => Math.max(0, nowMs() - heardMs()) / 1000,
    /** Asks at once. */
    ask,
  };
}
