import type { healthSchema } from '@kentongan/core/tell/http';
import type { Static } from 'typebox';
import type { Served } from './served.ts';
import { regionFor } from './served.ts';

export type Health = Static<typeof healthSchema>;

/** Older conclusions than this while facts or ticks should come: something is wrong. */
const worstLagMs = 5000;

export function healthOf(served: Served, standing: unknown): Health {
  const { region } = regionFor(served, standing);
  const { header, clock, keeper } = region;
  const { degraded, lagMs } = region.state();
  const sensors = { up: 0, stale: 0, down: 0 };
  for (const { state } of keeper.sensors) if (state !== 'revoked') sensors[state]++;
  const tracks = { tentative: 0, confirmed: 0 };
  for (const { status } of keeper.tracks) tracks[status === 'tentative' ? 'tentative' : 'confirmed']++;
  const alerts = { watch: 0, warning: 0 };
  for (const { level } of keeper.alerts) if (level !== 'quiet') alerts[level]++;
  const reasons = [...degraded, ...served.sources.degraded()];
  if (lagMs > worstLagMs) reasons.push('conclusions are late');
  return {
    status: reasons.length > 0 ? 'degraded' : 'ok',
    standing: header.standing,
    version: served.version,
    region: header.region,
    timeMs: clock.nowMs(),
    lagMs,
    sensors,
    tracks,
    alerts,
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}
