import { createRandom } from '@kentongan/core/base/random';
import { liarsCentre, planNetwork } from '../sensor/network.ts';
import { planAttack, type Chance, type Night } from './attack.ts';
import { fly } from './fly.ts';
import { inventedPlace, odesaCoast } from './place/place.ts';
import type { Preset } from './preset.ts';
import type { Plan } from './stream.ts';
import { drawVoice, nightShifts, type Target } from './target.ts';
import { planTraffic } from './traffic.ts';
import { planZones, type District } from './zone.ts';

/** Everything of a night that is decided before its first second; it begins at time 0. */
export function planNight(
  preset: Preset,
  seed: number,
  at?: { latDeg: number; lonDeg: number },
): Plan & { districts: District[] } {
  const chance: Chance = (label) => createRandom(seed).fork(label);
  const place = at === undefined ? odesaCoast() : inventedPlace(chance('place'), { ...at, heightM: 0 });
  const durationS = 3600 + 60 * chance('duration').below(16);
  const { zones, districts } = planZones(place, chance('zones'));
  const night: Night = { place, zones, durationS, shiftDb: nightShifts(chance('night')), chance };
  return {
    place,
    zones,
    districts,
    sites: planNetwork(place, preset, durationS, chance),
    ears: new Map(),
    targets: [...planAttack(night, preset), ...planTraffic(night, preset)],
    fakes: Array.from({ length: preset.fakes }, (_, i) => planFake(night, i)),
    startMs: 0,
    durationS,
    chance,
  };
}

/** Liars far apart agree on one drone: they tell of it from farther off than they could hear it. */
const fakeLouderDb = 9;

/** A drone that is not there: it flies, as liars tell it, through their area towards the middle of it. */
function planFake({ place, chance, durationS }: Night, index: number): Target {
  const random = chance(`fake ${index}`);
  const centre = liarsCentre(place);
  const turn = random.between(0, 2 * Math.PI);
  const from = { east: centre.east + 30_000 * Math.sin(turn), north: centre.north + 30_000 * Math.cos(turn) };
  const airframe = { speedMps: 50, turnRadPerS: 0.05, climbMps: 2, wanderRad: 0.02 };
  const bornS = Math.round(durationS * (0.2 + 0.2 * index));
  const end = { east: 2 * centre.east - from.east, north: 2 * centre.north - from.north };
  const legs = [{ kind: 'to' as const, ...end, heightM: 400 }];
  const { path } = fly(place.frame, random, airframe, { ...from, heightM: 400 }, legs, bornS, durationS);
  return {
    targetId: `fake-${index}`,
    class: undefined,
    path,
    voice: drawVoice(random, 'one-way', fakeLouderDb),
    end: 'left',
    zoneId: undefined,
    flies: false,
    transponder: undefined,
  };
}
