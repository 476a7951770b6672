import { createSignal, type Accessor } from 'solid-js';

/** Keeps the screen on while the page is seen; whether it does. */
export function keepAwake(): Accessor<boolean> {
  const [isAwake, setAwake] = createSignal(false);
  async function hold(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    try {
      const lock = await navigator.wakeLock.request('screen');
      setAwake(true);
      lock.addEventListener('release', () => setAwake(false));
    } catch {
      setAwake(false);
    }
  }
  // The browser takes the lock away whenever the page is hidden.
  document.addEventListener('visibilitychange', () => void hold());
  void hold();
  return isAwake;
}
