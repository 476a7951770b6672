import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { headingRad, wrapped } from './heading.ts';

interface AppleOrientation extends DeviceOrientationEvent {
  /** Degrees clockwise from magnetic north. */
  webkitCompassHeading?: number;
}

export interface Compass {
  /** Where the phone points, rad clockwise from north; undefined while it has no compass or points straight up. */
  heading: Accessor<number | undefined>;
  /** Some phones give their compass only when asked in answer to a touch. */
  ask(): void;
}

export function createCompass(): Compass {
  const [heading, setHeading] = createSignal<number>();
  function turn(event: AppleOrientation): void {
    const { alpha, beta, gamma, webkitCompassHeading } = event;
    if (webkitCompassHeading !== undefined)
      return void setHeading(wrapped((webkitCompassHeading * Math.PI) / 180));
    if (!event.absolute || alpha === null || beta === null || gamma === null) return;
    const rad = headingRad(alpha, beta, gamma);
    setHeading(Number.isNaN(rad) ? undefined : rad);
  }
  const events = ['deviceorientationabsolute', 'deviceorientation'] as const;
  for (const name of events) addEventListener(name, turn);
  onCleanup(() => {
    for (const name of events) removeEventListener(name, turn);
  });
  const orientation = globalThis.DeviceOrientationEvent as unknown as
    | { requestPermission?: () => Promise<string> }
    | undefined;
  return {
    heading,
    ask: () => void orientation?.requestPermission?.().catch(() => undefined),
  };
}
