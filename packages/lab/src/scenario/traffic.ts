import { tau } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import type { Night } from './attack.ts';
import { cutPath, fly, pathFrom, type Leg } from './fly.ts';
import type { Path } from './path.ts';
import type { Place } from './place/place.ts';
import type { Preset } from './preset.ts';
import { drawVoice, type Target, type VoiceKind } from './target.ts';

/** All that is harmless: aircraft with transponders, of which one goes dark, and noises on the ground. */
export function planTraffic(night: Night, preset: Preset): Target[] {
  const air = [
    ...Array.from({ length: preset.airliners }, (_, i) => planAirliner(night, i)),
    ...Array.from({ length: preset.lightAircraft }, (_, i) => planLocal(night, 'aircraft', i)),
    ...Array.from({ length: preset.helicopters }, (_, i) => planLocal(night, 'helicopter', i)),
  ];
  goDark(night.chance('dark transponder'), air);
  return [
    ...air,
    ...Array.from({ length: preset.motorbikes }, (_, i) => planMotorbike(night, i)),
    ...Array.from({ length: preset.tractors }, (_, i) => planTractor(night, i)),
    ...Array.from({ length: preset.generators }, (_, i) => planGenerator(night, i)),
  ];
}

function goDark(random: Random, air: Target[]): void {
  const local = air.filter((target) => target.class !== 'airliner');
  if (local.length === 0) return;
  const { path, transponder } = local[random.below(local.length)];
  if (transponder !== undefined)
    transponder.untilS = path.bornS + (path.endS - path.bornS) * random.between(0.3, 0.6);
}

/** Straight through, high. */
function planAirliner(night: Night, index: number): Target {
  const random = night.chance(`airliner ${index}`);
  const { place } = night;
  const turn = random.between(0, tau);
  const acrossM = random.between(-0.6, 0.6) * place.halfNorthM;
  const awayM = 1.3 * place.halfEastM;
  const from = {
    east: -awayM * Math.sin(turn) + acrossM * Math.cos(turn),
    north: -awayM * Math.cos(turn) - acrossM * Math.sin(turn),
  };
  const to = {
    east: awayM * Math.sin(turn) + acrossM * Math.cos(turn),
    north: awayM * Math.cos(turn) - acrossM * Math.sin(turn),
  };
  const heightM = random.between(9000, 10_500);
  const airframe = { speedMps: random.between(210, 240), turnRadPerS: 0.02, climbMps: 5, wanderRad: 0 };
  const legs: Leg[] = [{ kind: 'to', ...to, heightM }];
  const fromS = random.between(0, night.durationS - 600);
  const { path } = fly(place.frame, random, airframe, { ...from, heightM }, legs, fromS, night.durationS);
  const inside = insideOf(place, path);
  return aircraft(night, random, `airliner-${index}`, 'airliner', inside);
}

/** The part of a path within the region's rectangle and 10 km round it. */
function insideOf(place: Place, path: Path): Path {
  let first = 0;
  const isInside = (i: number) =>
    Math.abs(path.east[i]) < place.halfEastM + 10_000 && Math.abs(path.north[i]) < place.halfNorthM + 10_000;
  while (first < path.count - 2 && !isInside(first)) first++;
  let last = first;
  while (last < path.count - 1 && isInside(last + 1)) last++;
  last = Math.max(last, first + 1);
  const part = (values: Float64Array) => values.slice(first, last + 1);
  return {
    bornS: path.bornS + first,
    endS: path.bornS + last,
    count: last - first + 1,
    east: part(path.east),
    north: part(path.north),
    up: part(path.up),
    heightM: part(path.heightM),
  };
}

/** From town to town, low. */
function planLocal(night: Night, kind: 'aircraft' | 'helicopter', index: number): Target {
  const random = night.chance(`${kind} ${index}`);
  const { towns, frame } = night.place;
  const heightM = kind === 'aircraft' ? random.between(350, 800) : random.between(100, 300);
  const speedMps = kind === 'aircraft' ? random.between(48, 62) : random.between(42, 58);
  const [start, ...rest] = Array.from({ length: 12 }, () => towns[random.below(towns.length)]);
  const legs = rest.map(({ east, north }): Leg => ({ kind: 'to', east, north, heightM }));
  const airframe = { speedMps, turnRadPerS: 0.06, climbMps: 3, wanderRad: 0.02 };
  const fromS = random.between(0, night.durationS / 2);
  const from = { east: start.east, north: start.north, heightM };
  const { path } = fly(frame, random, airframe, from, legs, fromS, night.durationS);
  const lands = cutPath(path, path.bornS + random.between(1200, 3000));
  return aircraft(night, random, `${kind}-${index}`, kind, lands);
}

function aircraft(
  night: Night,
  random: Random,
  targetId: string,
  kind: 'airliner' | 'aircraft' | 'helicopter',
  path: Path,
): Target {
  const id = (0x50_0000 + random.below(0xf_ffff)).toString(16);
  return {
    targetId,
    class: kind,
    path,
    voice: drawVoice(random, kind, night.shiftDb[kind]),
    end: path.endS < night.durationS - 2 ? 'left' : 'flying',
    zoneId: undefined,
    flies: true,
    transponder: { id, untilS: Infinity },
  };
}

/** Between two towns. */
function planMotorbike(night: Night, index: number): Target {
  const random = night.chance(`motorbike ${index}`);
  const { towns } = night.place;
  const a = towns[random.below(towns.length)];
  const b = towns[random.below(towns.length)];
  const awayM = Math.max(1, Math.hypot(b.east - a.east, b.north - a.north));
  const lastsS = random.between(200, 900);
  const speedMps = random.between(11, 24);
  const samples: number[] = [];
  for (let s = 0; s <= lastsS; s++) {
    const t = Math.min(1, (s * speedMps) / awayM);
    samples.push(a.east + t * (b.east - a.east), a.north + t * (b.north - a.north), 1);
  }
  return noise(night, random, 'motorbike', index, samples, lastsS);
}

/** Up and down a field. */
function planTractor(night: Night, index: number): Target {
  const random = night.chance(`tractor ${index}`);
  const { towns } = night.place;
  const town = towns[random.below(towns.length)];
  const lastsS = random.between(900, 2400);
  const [east, north] = [town.east + random.between(-5000, 5000), town.north + random.between(-5000, 5000)];
  const samples: number[] = [];
  for (let s = 0; s <= lastsS; s++) {
    const along = (s * 3) % 1200;
    samples.push(east + Math.min(along, 1200 - along), north + Math.floor(s / 200) * 6, 1);
  }
  return noise(night, random, 'tractor', index, samples, lastsS);
}

function planGenerator(night: Night, index: number): Target {
  const random = night.chance(`generator ${index}`);
  const { towns } = night.place;
  const town = towns[random.below(towns.length)];
  const lastsS = random.between(600, 2400);
  const [east, north] = [town.east + random.between(-2500, 2500), town.north + random.between(-2500, 2500)];
  const samples = Array.from({ length: Math.floor(lastsS) + 1 }, () => [east, north, 1]).flat();
  return noise(night, random, 'generator', index, samples, lastsS);
}

function noise(
  night: Night,
  random: Random,
  kind: VoiceKind,
  index: number,
  samples: readonly number[],
  lastsS: number,
): Target {
  const fromS = random.between(-300, Math.max(0, night.durationS - lastsS / 2));
  return {
    targetId: `${kind}-${index}`,
    class: undefined,
    path: pathFrom(night.place.frame, samples, fromS),
    voice: drawVoice(random, kind, night.shiftDb[kind]),
    end: 'left',
    zoneId: undefined,
    flies: false,
    transponder: undefined,
  };
}
