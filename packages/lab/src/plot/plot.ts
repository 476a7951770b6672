import type { ScoreInput } from '../score/score.ts';
import { collectDrawing, type Drawing, type Trail } from './collect.ts';

/** A page of its own, without any request: tracks against truth on the region's plane, with a slider through the night. */
export async function plotTracks(input: ScoreInput): Promise<string> {
  return pageOf(await collectDrawing(input));
}

const sensorColour: Record<string, string> = {
  acoustic: '#7a8794', bearing: '#2a78b5', radar: '#8b5fbf', spotter: '#b58a2a', cooperative: '#3b9a5f', system: '#555555',
}; // prettier-ignore

function pageOf(drawing: Drawing): string {
  const { header, truths, tracks } = drawing;
  const box = boxOf(drawing);
  const endS = Math.max(1, ...[...truths, ...tracks].map((trail) => trail.atS.at(-1) ?? 0));
  const data = { truths: truths.map(pointsOf), tracks: tracks.map(pointsOf), endS };
  const title = escaped(`${header.region}: tracks against truth`);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
<header><h1>${title}</h1>
<p>${truths.length} targets (grey, dashed), ${tracks.length} track trails (coloured; confirmed and coasting only). Standing: ${escaped(header.standing)}.</p>
<p><label>Time <input id="time" type="range" min="0" max="${Math.ceil(endS)}" value="${Math.ceil(endS)}"> <output id="clock"></output></label></p>
</header>
<svg viewBox="${box.west} ${-box.north} ${box.east - box.west} ${box.north - box.south}" role="img" aria-label="${title}">
${zonesSvg(drawing)}
${sensorsSvg(drawing, (box.east - box.west) / 600)}
<g class="truth">${truths.map((trail) => lineSvg(trail, '#808080')).join('\n')}</g>
<g class="track">${tracks.map((trail) => lineSvg(trail, colourOf(trail.name))).join('\n')}</g>
<g id="now"></g>
${scaleSvg(box)}
</svg>
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

function pointsOf({ name, class: class_, atS, east, north }: Trail) {
  return { name, class: class_, colour: colourOf(name), atS, east, north };
}

/** The same name has the same colour on every plot. */
function colourOf(name: string): string {
  let hash = 7;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0;
  return `hsl(${hash % 360} 75% 42%)`;
}

function lineSvg({ name, class: class_, east, north }: Trail, colour: string): string {
  const points = east.map((value, i) => `${value},${-north[i]}`).join(' ');
  return `<polyline points="${points}" stroke="${colour}"><title>${escaped(`${name} ${class_}`)}</title></polyline>`;
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
input { width: min(60vw, 800px); vertical-align: middle; }
svg { width: 100%; height: auto; max-height: 85vh; border: 1px solid #8884; }
polyline { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.8; }
.truth polyline { stroke-dasharray: 4 3; stroke-width: 1.2; }
.zone polygon { fill: #d9a44133; stroke: #b58a2a; vector-effect: non-scaling-stroke; stroke-width: .7; }
.sensor { opacity: .55; }
.scale path { stroke: currentColor; vector-effect: non-scaling-stroke; stroke-width: 3; }
.scale text { fill: currentColor; }
`;

/** Runs in the page: what is where at the slider's time. */
const script = `
const { truths, tracks, endS } = JSON.parse(document.getElementById('data').textContent);
const time = document.getElementById('time'), clock = document.getElementById('clock'), now = document.getElementById('now');
const width = document.querySelector('svg').viewBox.baseVal.width;
const dot = (trail, atS, fill, r) => {
  let i = trail.atS.findLastIndex((s) => s <= atS);
  if (i < 0 || atS - trail.atS[i] > 10) return '';
  return '<circle cx="' + trail.east[i] + '" cy="' + -trail.north[i] + '" r="' + r + '" fill="' + fill + '"/>';
};
const show = () => {
  const atS = Number(time.value);
  clock.textContent = Math.floor(atS / 60) + ' min ' + (atS % 60) + ' s of ' + Math.round(endS / 60) + ' min';
  now.innerHTML = truths.map((t) => dot(t, atS, '#808080', width / 160)).join('') + tracks.map((t) => dot(t, atS, t.colour, width / 220)).join('');
};
time.addEventListener('input', show);
show();
`;
