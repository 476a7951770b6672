import type { ScoreInput } from '../score/score.ts';
import { collectDrawing, type Drawing, type Trail } from './collect.ts';

/**
 * Tracks against truth on the region's plane. `html`: a page of its own, without any request, with a slider through the night;
 * `svg`: the picture alone, as it is at the end.
 */
export async function plotTracks(input: ScoreInput, format: 'html' | 'svg' = 'html'): Promise<string> {
  const drawing = await collectDrawing(input);
  return format === 'svg' ? pictureOf(drawing, true) : pageOf(drawing);
}

const sensorColour: Record<string, string> = {
  acoustic: '#7a8794', bearing: '#2a78b5', radar: '#8b5fbf', spotter: '#b58a2a', cooperative: '#3b9a5f', system: '#555555',
}; // prettier-ignore

function titleOf({ header }: Drawing): string {
  return escaped(`${header.region}: tracks against truth`);
}

/** `isAlone`: a file of its own, which brings its style along. */
function pictureOf(drawing: Drawing, isAlone: boolean): string {
  const { truths, tracks } = drawing;
  const box = boxOf(drawing);
  const width = box.east - box.west;
  const own = isAlone ? ` xmlns="http://www.w3.org/2000/svg" width="1200"` : '';
  return `<svg${own} viewBox="${box.west} ${-box.north} ${width} ${box.north - box.south}" role="img" aria-label="${titleOf(drawing)}">
<title>${titleOf(drawing)}</title>
${isAlone ? `<style>${pictureStyle}</style>` : ''}
${zonesSvg(drawing)}
${sensorsSvg(drawing, width / 600)}
<g class="truth">${truths.map((trail) => lineSvg(trail, '#808080', width)).join('\n')}</g>
<g class="track">${tracks.map((trail) => lineSvg(trail, colourOf(trail.name), width)).join('\n')}</g>
<g id="now"></g>
${scaleSvg(box)}
</svg>`;
}

function pageOf(drawing: Drawing): string {
  const { header, truths, tracks, sensors } = drawing;
  const endS = Math.max(1, ...[...truths, ...tracks].map((trail) => trail.atS.at(-1) ?? 0));
  const data = { truths: truths.map(pointsOf), tracks: tracks.map(pointsOf), endS };
  const kinds = [...new Set(sensors.map(({ type }) => type))].map(
    (type) => `<i style="background:${sensorColour[type] ?? '#555555'}"></i>${escaped(type)}`,
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${titleOf(drawing)}</title>
<style>${style}${pictureStyle}</style>
<header><h1>${titleOf(drawing)}</h1>
<p>${truths.length} targets (grey, dashed; ring), ${tracks.length} track trails (coloured; confirmed and coasting only; ellipse: 95 %). Standing: ${escaped(header.standing)}.</p>
<p class="key">${kinds.join(' ')}</p>
<p><label>Time <input id="time" type="range" min="0" max="${Math.ceil(endS)}" value="${Math.ceil(endS)}"> <output id="clock"></output></label></p>
</header>
${pictureOf(drawing, false)}
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</html>
`;
}

interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Around all that is drawn, with a margin. */
function boxOf({ truths, tracks, zones, sensors }: Drawing): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  const take = (east: number, north: number) => {
    box.west = Math.min(box.west, east);
    box.south = Math.min(box.south, north);
    box.east = Math.max(box.east, east);
    box.north = Math.max(box.north, north);
  };
  for (const trail of [...truths, ...tracks]) trail.east.forEach((east, i) => take(east, trail.north[i]));
  for (const { ring } of zones) for (const [east, north] of ring) take(east, north);
  for (const { east, north } of sensors) take(east, north);
  if (box.west > box.east) take(0, 0);
  const margin = 1000 + 0.02 * (box.east - box.west);
  return {
    west: Math.round(box.west - margin),
    south: Math.round(box.south - margin),
    east: Math.round(box.east + margin),
    north: Math.round(box.north + margin),
  };
}

function pointsOf({ name, class: class_, atS, east, north, ellipse }: Trail) {
  return { name, class: class_, colour: colourOf(name), atS, east, north, ellipse };
}

/** The same name has the same colour on every plot; names that follow each other are far apart in hue. */
function colourOf(name: string): string {
  let hash = 7;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0;
  return `hsl(${Math.round((hash * 137.508) % 360)} 75% ${hash % 2 === 0 ? 38 : 48}%)`;
}

/** A trail that was there for one moment only is a dot. */
function lineSvg({ name, class: class_, east, north }: Trail, colour: string, width: number): string {
  const title = `<title>${escaped(`${name} ${class_}`)}</title>`;
  if (east.length === 1) {
    return `<circle cx="${east[0]}" cy="${-north[0]}" r="${Math.round(width / 400)}" fill="${colour}">${title}</circle>`;
  }
  const points = east.map((value, i) => `${value},${-north[i]}`).join(' ');
  return `<polyline points="${points}" stroke="${colour}">${title}</polyline>`;
}

function zonesSvg({ zones }: Drawing): string {
  const shapes = zones.map(({ name, ring }) => {
    const points = ring.map(([east, north]) => `${Math.round(east)},${Math.round(-north)}`).join(' ');
    return `<polygon points="${points}"><title>${escaped(name)}</title></polygon>`;
  });
  return `<g class="zone">${shapes.join('\n')}</g>`;
}

function sensorsSvg({ sensors }: Drawing, radius: number): string {
  const dots = sensors.map(({ sensorId, type, east, north }) => {
    const fill = sensorColour[type] ?? '#555555';
    const r = Math.round(type === 'radar' || type === 'cooperative' ? 2.5 * radius : radius);
    return `<circle cx="${Math.round(east)}" cy="${Math.round(-north)}" r="${r}" fill="${fill}"><title>${escaped(`${sensorId} ${type}`)}</title></circle>`;
  });
  return `<g class="sensor">${dots.join('\n')}</g>`;
}

function scaleSvg({ west, south, east }: Box): string {
  const width = east - west;
  const lengthM = [1000, 2000, 5000, 10_000, 20_000, 50_000].findLast((metres) => metres < width / 5) ?? 1000;
  const x = west + 0.02 * width;
  const y = -south - 0.02 * width;
  return `<g class="scale"><path d="M${x} ${y}h${lengthM}"/><text x="${x}" y="${y - 0.008 * width}" font-size="${0.018 * width}">${lengthM / 1000} km</text></g>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `
:root { color-scheme: light dark; font: 15px/1.4 'DejaVu Sans', system-ui, sans-serif; }
body { margin: 0 auto; max-width: 1400px; padding: 0 1rem; }
h1 { font-size: 1.2rem; margin: .8rem 0 .2rem; }
p { margin: .2rem 0; }
.key i { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin: 0 .3em 0 .6em; }
input { width: min(60vw, 800px); vertical-align: middle; }
output { font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; max-height: 82vh; border: 1px solid #8884; }
`;

const pictureStyle = `
polyline { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.8; }
.truth polyline { stroke-dasharray: 4 3; stroke-width: 1.2; }
.zone polygon { fill: #d9a44133; stroke: #b58a2a; vector-effect: non-scaling-stroke; stroke-width: .7; }
.sensor { opacity: .55; }
.scale path { stroke: currentColor; vector-effect: non-scaling-stroke; stroke-width: 3; }
.scale text { fill: currentColor; font-family: sans-serif; }
#now .true { fill: none; stroke: #808080; stroke-width: 2; vector-effect: non-scaling-stroke; }
#now ellipse { fill-opacity: .15; stroke-width: 1; vector-effect: non-scaling-stroke; }
`;

/** Runs in the page: what is where at the slider's time. */
const script = `
const { truths, tracks, endS } = JSON.parse(document.getElementById('data').textContent);
const time = document.getElementById('time'), clock = document.getElementById('clock'), now = document.getElementById('now');
const width = document.querySelector('svg').viewBox.baseVal.width;
const index = (trail, atS) => {
  const i = trail.atS.findLastIndex((s) => s <= atS);
  return i < 0 || atS - trail.atS[i] > 10 ? -1 : i;
};
const truth = (trail, atS) => {
  const i = index(trail, atS);
  return i < 0 ? '' : '<circle class="true" cx="' + trail.east[i] + '" cy="' + -trail.north[i] + '" r="' + width / 160 + '"/>';
};
const track = (trail, atS) => {
  const i = index(trail, atS);
  if (i < 0) return '';
  const [x, y, [long, short, bearing]] = [trail.east[i], -trail.north[i], trail.ellipse[i]];
  return '<ellipse cx="' + x + '" cy="' + y + '" rx="' + short + '" ry="' + long + '" transform="rotate(' + bearing + ' ' + x + ' ' + y + ')" fill="' + trail.colour + '" stroke="' + trail.colour + '"/>' +
    '<circle cx="' + x + '" cy="' + y + '" r="' + width / 260 + '" fill="' + trail.colour + '"/>';
};
const words = (s) => Math.floor(s / 60) + ' min ' + (s % 60) + ' s';
const show = () => {
  const atS = Number(time.value);
  clock.textContent = words(atS) + ' of ' + words(Math.ceil(endS));
  now.innerHTML = truths.map((t) => truth(t, atS)).join('') + tracks.map((t) => track(t, atS)).join('');
};
time.addEventListener('input', show);
show();
`;
