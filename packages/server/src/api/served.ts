import type { Header, Standing } from '@kentongan/core/base/event';
import type { KeyStore, Nonces, Sessions } from '../auth/index.ts';
import type { Region } from '../decide/index.ts';
import type { Intake } from '../receive/index.ts';
import { ApiError } from './errors.ts';
import type { LiveHub } from './live-hub.ts';
import type { PublicFeed } from './public-feed.ts';
import type { SourceBoard } from './sources.ts';

/** One region with those who read it. */
export interface ServedRegion {
  region: Region;
  live: LiveHub;
  feed: PublicFeed;
}

/** Who is who, and the way in for sensors. */
export interface Access {
  keys: KeyStore;
  sessions: Sessions;
  nonces: Nonces;
  /** Opens the region of enrolled sensors where there is none yet. */
  intake(): Promise<Intake>;
  /** The way into the exercise, for devices that were enrolled to it; undefined while none runs that takes them. */
  exercise: { intake: Intake; header: Header } | undefined;
}

/** What the routes need of the rest of the server. */
export interface Served extends Access {
  version: string;
  /** By standing; the region of enrolled sensors only once there is one. */
  regions: ReadonlyMap<Standing, ServedRegion>;
  /** Of enrolled sensors' region. */
  standing: Standing;
  origin: Header['origin'];
  sources: SourceBoard;
}

/** Where a device's word goes: what was enrolled to an exercise has no way to the log of real sensors, nor the other way. */
export async function intakeFor(access: Access, isExercise: boolean): Promise<Intake> {
  if (!isExercise) return access.intake();
  if (access.exercise === undefined)
    throw new ApiError('noRegion', 'expected an exercise at the speed of life, found none that runs');
  return access.exercise.intake;
}

/** The region that a request names, else that of enrolled sensors where it has any, else the other. */
export function regionFor(served: Served, standing: unknown): ServedRegion {
  if (standing !== undefined) {
    const named = served.regions.get(standing as Standing);
    if (named !== undefined) return named;
    const there = [...served.regions.keys()].join(', ') || 'none yet';
    throw new ApiError(
      'noRegion',
      `expected a standing that runs here (${there}), found ${JSON.stringify(standing)}`,
    );
  }
  const own = served.regions.get(served.standing);
  const others = [...served.regions.values()].filter((each) => each !== own);
  const hasSensors = own !== undefined && [...own.region.keeper.sensors].length > 0;
  const chosen = hasSensors ? own : (others[0] ?? own);
  if (chosen === undefined)
    throw new ApiError(
      'noRegion',
      'expected a region, found none: no sensor is enrolled and no exercise runs',
    );
  return chosen;
}

export function standingIn(request: { query: unknown }): unknown {
  return (request.query as Record<string, unknown>).standing;
}
