import type { Standing, TrackEvent } from '../../base/event/index.ts';
import type { AsterixItems } from '../../codec/asterix/index.ts';
import { sigmaOf } from '../uncertainty.ts';

type Track = Omit<TrackEvent, 'seq' | 'cause'>;

/** Who says it, and which of its tracks this is. */
export interface SystemTrack {
  /** System area and identification code, as they were given to this system. */
  sac: number;
  sic: number;
  /** 1 to 65,535; the same for as long as the track lives. */
  number: number;
  standing: Standing;
  isFirst: boolean;
}

const metresPerFoot = 0.3048;
const dayMs = 86_400_000;
const timeStepS = 1 / 128;
const placeStepDeg = 180 / 33_554_432;

/**
 * A track as a record of category 062 (edition 1.21): 010, 040, 070, 080, 105, 130, 185, 220 and 500. What is made up
 * bears 080/SIM, a track that is over 080/TSE, one that nothing supports any more 080/CST. Velocity is along the axes of
 * the region's origin. Values beyond an item's range stand at its end.
 */
export function asterixFromTrack(track: Track, of: SystemTrack): AsterixItems {
  const { timeMs, latDeg, lonDeg, heightM, eastMps, northMps, upMps } = track;
  const feet = heightM === undefined ? undefined : within(heightM / metresPerFoot, -1500, 150_000);
  return {
    '010': { SAC: of.sac, SIC: of.sic },
    '040': of.number,
    '070': Math.floor((timeMs % dayMs) / 1000 / timeStepS) * timeStepS,
    '080': statusOf(track, of),
    '105': { LAT: latDeg, LON: lonOf(lonDeg) },
    '185': { VX: within(eastMps, -8192, 8191.75), VY: within(northMps, -8192, 8191.75) },
    ...(feet === undefined ? {} : { '130': feet }),
    ...(feet === undefined || upMps === undefined
      ? {}
      : { '220': within((upMps * 60) / metresPerFoot, -204_800, 204_793.75) }),
    ...accuraciesOf(track),
  };
}

function statusOf({ status, evidence, heightM }: Track, { standing, isFirst }: SystemTrack): AsterixItems {
  const flag = (is: boolean): number => (is ? 1 : 0);
  const hasHeight = heightM !== undefined;
  return {
    MON: flag(evidence.sources === 1),
    SPI: 0,
    MRH: flag(hasHeight),
    // Where there is a height it comes from several slant views: triangulation.
    SRC: hasHeight ? 3 : 0,
    CNF: flag(status === 'tentative'),
    SIM: flag(standing !== 'actual'),
    TSE: flag(status === 'dropped'),
    TSB: flag(isFirst),
    FPC: 0,
    AFF: 0,
    STP: 0,
    KOS: 0,
    AMA: 0,
    MD4: 0,
    ME: 0,
    MI: 0,
    MD5: 0,
    CST: flag(status === 'coasting'),
    PSR: 0,
    SSR: 0,
    MDS: 0,
    ADS: 0,
    SUC: 0,
    AAC: 0,
  };
}

/** 500: standard deviations of position and velocity along the axes, and of height. */
function accuraciesOf(track: Track): { '500'?: AsterixItems } {
  const [x, y] = [sigmaOf(track, 'east'), sigmaOf(track, 'north')];
  const [vx, vy] = [sigmaOf(track, 'eastMps'), sigmaOf(track, 'northMps')];
  const up = track.heightM === undefined ? undefined : sigmaOf(track, 'up');
  const accuracies: AsterixItems = {
    ...(x === undefined || y === undefined
      ? {}
      : { APC: { X: within(x, 0, 32_767.5), Y: within(y, 0, 32_767.5) } }),
    ...(up === undefined ? {} : { AGA: within(up / metresPerFoot, 0, 1593.75) }),
    ...(vx === undefined || vy === undefined
      ? {}
      : { ATV: { X: within(vx, 0, 63.75), Y: within(vy, 0, 63.75) } }),
  };
  return Object.keys(accuracies).length === 0 ? {} : { '500': accuracies };
}

/** What rounds to 180 degrees east is 180 west: the item ends below it. */
function lonOf(lonDeg: number): number {
  const rounded = Math.round(lonDeg / placeStepDeg) * placeStepDeg;
  return rounded >= 180 ? rounded - 360 : rounded;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
