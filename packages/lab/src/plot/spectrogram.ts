import {
  createRealFft,
  hannWindow,
  type AcousticModel,
  type SoundWindow,
} from '@kentongan/core/sense/acoustic';

/** A spectrogram up to 1 kHz with what was heard drawn on it and under it: one page of HTML that loads nothing. */

const frameSamples = 4096;
const topHz = 1000;
/** Dynamic range shown below the loudest line, dB. */
const shownDb = 60;
const columnCapacity = 4000;

export interface SpectrogramInput {
  title: string;
  sampleRateHz: number;
  samples: Float32Array;
  windows: readonly SoundWindow[];
  /** What the windows were judged by. */
  operatingPoint: AcousticModel['operatingPoint'];
}

export function plotSpectrogram(input: SpectrogramInput): string {
  const { columns, rows, levels, columnS } = spectrum(input);
  const heard = input.windows.map(({ startMs, durationMs, detected, frequencyHz }) => ({
    startS: startMs / 1000,
    endS: (startMs + durationMs) / 1000,
    detected,
    frequencyHz,
  }));
  const data = { columns, rows, columnS, topHz, levels: Buffer.from(levels).toString('base64'), heard };
  return page(input, data, columns * columnS);
}

function spectrum({ samples, sampleRateHz }: SpectrogramInput) {
  const hop = Math.max(frameSamples / 4, Math.ceil(samples.length / columnCapacity));
  const columns = Math.max(1, Math.floor((samples.length - frameSamples) / hop) + 1);
  const rows = Math.min(frameSamples / 2, Math.floor((topHz * frameSamples) / sampleRateHz));
  const fft = createRealFft(frameSamples);
  const power = new Float64Array(rows);
  const taper = hannWindow(frameSamples);
  const padded = new Float32Array(Math.max(samples.length, frameSamples));
  padded.set(samples);
  const db = new Float32Array(columns * rows);
  let loudest = -Infinity;
  for (let column = 0; column < columns; column++) {
    fft.power(power, padded, column * hop, taper, rows);
    for (let row = 0; row < rows; row++) {
      const level = 10 * Math.log10(power[row] + 1e-20);
      db[column * rows + row] = level;
      loudest = Math.max(loudest, level);
    }
  }
  const levels = Uint8Array.from(db, (level) =>
    Math.max(0, Math.round(255 * (1 + (level - loudest) / shownDb))),
  );
  return { columns, rows, levels, columnS: hop / sampleRateHz };
}

/** Steps of the time axis, s: the first that gives at most ten. */
const timeSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
/** Ratios beyond this are drawn at the edge. */
const shownNats = 8;

function hertzLabels(): string {
  return [0, 200, 400, 600, 800, 1000]
    .map((hz) => `<span style="bottom:${(100 * hz) / topHz}%">${hz} Hz</span>`)
    .join('');
}

function secondLabels(seconds: number): string {
  const step = timeSteps.find((each) => seconds / each <= 10) ?? timeSteps.at(-1)!;
  const labels = [];
  for (let at = 0; at <= seconds; at += step) {
    const words = at < 60 || step < 60 ? `${at} s` : `${at / 60} min`;
    labels.push(`<span style="left:${(100 * at) / seconds}%">${words}</span>`);
  }
  return labels.join('');
}

/** Each second's likelihood ratio for what is listened for, and where it counts as detected. */
function ratioSvg({ windows, operatingPoint }: SpectrogramInput, seconds: number): string {
  const y = (nats: number) => shownNats - Math.max(-shownNats, Math.min(shownNats, nats));
  const bars = windows.map(({ startMs, durationMs, detected, logLikelihoodRatio }) => {
    const nats = logLikelihoodRatio[operatingPoint.class]!;
    const top = Math.min(y(nats), y(0));
    const height = Math.max(0.1, Math.abs(y(nats) - y(0)));
    const title = `<title>${startMs / 1000} s: ${nats.toFixed(1)}</title>`;
    return `<rect class="${detected ? 'yes' : 'no'}" x="${startMs / 1000}" y="${top}" width="${durationMs / 1000}" height="${height}">${title}</rect>`;
  });
  return `<svg viewBox="0 0 ${seconds} ${2 * shownNats}" preserveAspectRatio="none">${bars.join('')}<path d="M0 ${y(operatingPoint.logLikelihoodRatio)}H${seconds}"/></svg>`;
}

function page(input: SpectrogramInput, data: object, seconds: number): string {
  const { title, windows, operatingPoint } = input;
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const count = windows.filter(({ detected }) => detected).length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped}</title>
<style>
  body { margin: 16px; background: #0f1418; color: #e8edf1; font: 15px/1.4 system-ui, sans-serif }
  h1 { font-size: 20px; overflow-wrap: anywhere }
  canvas, svg { display: block; width: 100%; background: #000 }
  canvas { height: 420px; image-rendering: pixelated }
  svg { height: 80px; margin-top: 8px }
  svg .yes { fill: #e69f00 } svg .no { fill: #5b6b78 }
  svg path { stroke: #e8edf1; stroke-dasharray: 4 4; vector-effect: non-scaling-stroke }
  .axes { position: relative; margin: 0 24px 28px 60px }
  .axes span { position: absolute; font-size: 13px; color: #aab6bf; white-space: nowrap }
  .hertz { position: absolute; right: 100%; top: 0; height: 420px; width: 60px }
  .hertz span { right: 8px; transform: translateY(50%) }
  .seconds { position: relative; height: 20px }
  .seconds span { transform: translateX(-50%); top: 4px }
  b { color: #e69f00 }
</style>
<h1>${escaped}</h1>
<p>${count} of ${windows.length} seconds sound like a ${operatingPoint.class} drone: <b>orange</b> above, with the pitch of its engine where it is sure. Below, how much likelier each second is with one than without (natural logarithm, up to ${shownNats} either way); over the dashed line, at ${operatingPoint.logLikelihoodRatio.toFixed(1)}, it is reported.</p>
<div class="axes"><div class="hertz">${hertzLabels()}</div><canvas id="c" role="img" aria-label="Spectrogram to ${topHz} Hz"></canvas>${ratioSvg(input, seconds)}<div class="seconds">${secondLabels(seconds)}</div></div>
<script>
const d = ${JSON.stringify(data).replaceAll('<', '\\u003c')};
const bytes = Uint8Array.from(atob(d.levels), (c) => c.charCodeAt(0));
const canvas = document.getElementById('c');
canvas.width = d.columns; canvas.height = d.rows;
const pen = canvas.getContext('2d');
const image = pen.createImageData(d.columns, d.rows);
for (let x = 0; x < d.columns; x++) for (let y = 0; y < d.rows; y++) {
  const v = bytes[x * d.rows + y], at = 4 * ((d.rows - 1 - y) * d.columns + x);
  image.data[at] = v * v / 255; image.data[at + 1] = v; image.data[at + 2] = 80 + v / 2; image.data[at + 3] = 255;
}
pen.putImageData(image, 0, 0);
const px = (s) => s / d.columnS;
for (const h of d.heard) {
  if (!h.detected) continue;
  pen.fillStyle = '#e69f00';
  pen.fillRect(px(h.startS), 0, Math.max(1, px(h.endS - h.startS)), Math.max(2, d.rows / 60));
  if (h.frequencyHz) pen.fillRect(px(h.startS), d.rows * (1 - h.frequencyHz / d.topHz) - 1, Math.max(1, px(h.endS - h.startS)), 2);
}
</script>
`;
}
