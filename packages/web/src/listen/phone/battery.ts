import { createSignal, type Accessor } from 'solid-js';

export interface Battery {
  share: number;
  isCharging: boolean;
}

interface BatteryManager extends EventTarget {
  level: number;
  charging: boolean;
}

/** The phone's battery; undefined where the browser does not tell. */
export function watchBattery(): Accessor<Battery | undefined> {
  const [battery, setBattery] = createSignal<Battery>();
  const ask = (navigator as { getBattery?: () => Promise<BatteryManager> }).getBattery?.bind(navigator);
  void ask?.().then(
    (manager) => {
      const tell = (): void => void setBattery({ share: manager.level, isCharging: manager.charging });
      manager.addEventListener('levelchange', tell);
      manager.addEventListener('chargingchange', tell);
      tell();
    },
    () => undefined,
  );
  return battery;
}
