import type { Command } from '@kentongan/core/base/event';
import { geodeticFromEnu, type Frame } from '@kentongan/core/base/frame';
import { tau } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import type { Place, Town } from './place/place.ts';

type Ring = [lonDeg: number, latDeg: number][];

/** A zone command's body, and where it lies. */
export interface PlannedZone {
  command: Command & { type: 'zone' };
  districtId: string;
  east: number;
  north: number;
  /** How much an attacker wants it, against others. */
  weight: number;
}

/** A larger area as today's sirens use it; for judging only. */
export interface District {
  districtId: string;
  polygon: Ring;
  population: number;
}

/** Cities are denser than towns. */
const townPeoplePerKm2 = 2000;
const cityPeoplePerKm2 = 5000;
/** A town above this many people is cut into wedges of about half of it. */
const cityPeople = 90_000;
const wedgePeople = 45_000;
const compass = {
  en: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
  uk: ['північ', 'північний схід', 'схід', 'південний схід', 'південь', 'південний захід', 'захід', 'північний захід'],
} as const; // prettier-ignore

/** Zones of every town, five works and a port, and the six districts they lie in. */
export function planZones(place: Place, random: Random): { zones: PlannedZone[]; districts: District[] } {
  const cut = new ZoneCutter(place, random);
  for (const town of place.towns) {
    if (town.population > cityPeople) cut.city(town);
    else cut.town(town);
  }
  cut.works(place.towns);
  const { zones } = cut;
  return { zones, districts: districtsOf(place, zones) };
}

class ZoneCutter {
  readonly zones: PlannedZone[] = [];
  readonly #place: Place;
  readonly #random: Random;

  constructor(place: Place, random: Random) {
    this.#place = place;
    this.#random = random;
  }

  town(town: Town): void {
    const radiusM = Math.max(600, radiusOf(town.population));
    this.#add('settlement', town.name, this.#blob(town.east, town.north, radiusM, 10), town.population);
  }

  /** Wedges round the middle, named by their compass direction and, where one name is not enough, by number. */
  city(town: Town): void {
    const wedges = Math.max(2, Math.min(16, Math.round(town.population / wedgePeople)));
    const rim = this.#blob(town.east, town.north, radiusOf(town.population), 3 * wedges);
    for (let i = 0; i < wedges; i++) {
      const side = [0, 1, 2, 3].map((k) => rim[(3 * i + k) % rim.length]);
      const direction = Math.floor(((i + 0.5) / wedges) * 8 + 0.5) % 8;
      const name: Record<string, string> = {};
      for (const [language, words] of Object.entries(compass)) {
        const townName = town.name[language];
        if (townName !== undefined)
          name[language] = `${townName}, ${words[direction]}${wedges > 8 ? ` ${i + 1}` : ''}`;
      }
      const people = Math.round((town.population / wedges) * this.#random.between(0.8, 1.2));
      this.#add('settlement', name, [{ east: town.east, north: town.north }, ...side], people);
    }
  }

  /** Plants that many people depend on, invented, a few kilometres outside larger towns; and one port at the shore. */
  works(towns: readonly Town[]): void {
    const names = [
      { en: 'Power station (invented)', uk: 'Електростанція (вигадана)' },
      { en: 'Refinery (invented)', uk: 'Нафтопереробний завод (вигаданий)' },
      { en: 'Waterworks (invented)', uk: 'Водоканал (вигаданий)' },
      { en: 'Substation (invented)', uk: 'Підстанція (вигадана)' },
      { en: 'Grain terminal (invented)', uk: 'Зерновий термінал (вигаданий)' },
    ];
    names.forEach((name, i) => {
      const { east, north } = this.#outside(towns[(2 * i) % towns.length]);
      this.#add('works', name, this.#blob(east, north, 700, 8), this.#random.below(500) + 200, 40);
    });
    const harbour = towns[0];
    const name = { en: 'Port (invented)', uk: 'Порт (вигаданий)' };
    const offM = radiusOf(harbour.population) + 500;
    this.#add('port', name, this.#blob(harbour.east + offM, harbour.north - 1000, 1200, 8), 1500, 40);
  }

  /** A spot on land 3 km outside a town. */
  #outside(town: Town): { east: number; north: number } {
    const awayM = radiusOf(town.population) + 3000;
    for (;;) {
      const turn = this.#random.between(0, tau);
      const spot = { east: town.east + awayM * Math.sin(turn), north: town.north + awayM * Math.cos(turn) };
      if (this.#place.isLand(spot.east, spot.north)) return spot;
    }
  }

  #blob(east: number, north: number, radiusM: number, corners: number): { east: number; north: number }[] {
    return Array.from({ length: corners }, (_, i) => {
      const turn = (tau * i) / corners;
      const r = radiusM * this.#random.between(0.8, 1.15);
      return { east: east + r * Math.sin(turn), north: north + r * Math.cos(turn) };
    });
  }

  #add(
    zoneKind: string,
    name: Record<string, string>,
    corners: readonly { east: number; north: number }[],
    population: number,
    wanted = 0,
  ): void {
    const east = corners.reduce((sum, corner) => sum + corner.east, 0) / corners.length;
    const north = corners.reduce((sum, corner) => sum + corner.north, 0) / corners.length;
    // Corners run clockwise from north; GeoJSON's outside is counter-clockwise.
    const polygon = ringOf(this.#place.frame, [...corners].reverse());
    const shelterMs = 60_000 + 30_000 * this.#random.below(5);
    const zoneId = `z${this.zones.length + 1}`;
    const command = { type: 'zone' as const, zoneId, zoneKind, name, polygon, population, shelterMs };
    const districtId = districtAt(this.#place, east, north);
    this.zones.push({ command, districtId, east, north, weight: wanted + Math.sqrt(population) / 10 });
  }
}

function radiusOf(population: number): number {
  const perKm2 = population > cityPeople ? cityPeoplePerKm2 : townPeoplePerKm2;
  return 1000 * Math.sqrt(population / perKm2 / Math.PI);
}

function ringOf(frame: Frame, corners: readonly { east: number; north: number }[]): Ring {
  const ring = corners.map(({ east, north }): [number, number] => {
    const [latDeg, lonDeg] = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
    return [roundTo5(lonDeg), roundTo5(latDeg)];
  });
  return [...ring, ring[0]];
}

function roundTo5(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** Three columns by two rows, as large as the oblasts' districts are. */
function districtAt(place: Place, east: number, north: number): string {
  const column = Math.max(0, Math.min(2, Math.floor(((east + place.halfEastM) / (2 * place.halfEastM)) * 3)));
  return `d${column * 2 + (north >= 0 ? 2 : 1)}`;
}

function districtsOf(place: Place, zones: readonly PlannedZone[]): District[] {
  const widthM = (2 * place.halfEastM) / 3;
  return Array.from({ length: 6 }, (_, i) => {
    const west = -place.halfEastM + Math.floor(i / 2) * widthM;
    const south = i % 2 === 0 ? -place.halfNorthM : 0;
    const corners = [
      { east: west, north: south },
      { east: west + widthM, north: south },
      { east: west + widthM, north: south + place.halfNorthM },
      { east: west, north: south + place.halfNorthM },
    ];
    const districtId = `d${i + 1}`;
    const population = zones
      .filter((zone) => zone.districtId === districtId)
      .reduce((sum, zone) => sum + (zone.command.population ?? 0), 0);
    return { districtId, polygon: ringOf(place.frame, corners), population };
  });
}
