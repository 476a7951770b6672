import { createRealFft, hannWindow, type SoundWindow } from '@kentongan/core/sense/acoustic';

/** A spectrogram up to 1 kHz with what was heard drawn on it: one page of HTML that loads nothing. */

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
}

export function plotSpectrogram(input: SpectrogramInput): string {
  const { columns, rows, levels, columnS } = spectrum(input);
  const heard = input.windows.map(({ startMs, durationMs, detected, frequencyHz, logLikelihoodRatio }) => ({
    startS: startMs / 1000,
    endS: (startMs + durationMs) / 1000,
    detected,
    frequencyHz,
    ratio: logLikelihoodRatio['one-way'],
  }));
  const data = { columns, rows, columnS, topHz, levels: Buffer.from(levels).toString('base64'), heard };
  return page(input.title, data);
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

function page(title: string, data: object): string {
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>
<meta charset="utf-8">
<title>${escaped}</title>
<style>
  body { margin: 16px; background: #0f1418; color: #e8edf1; font: 15px/1.4 system-ui, sans-serif }
  canvas { width: 100%; height: 420px; image-rendering: pixelated; background: #000 }
  b { color: #e69f00 }
</style>
<h1>${escaped}</h1>
<p>0 to 1 kHz, upwards; time to the right. <b>Orange</b>: seconds with a drone heard, and the pitch of its engine.</p>
<canvas id="c"></canvas>
<p id="words"></p>
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
const n = d.heard.filter((h) => h.detected).length;
document.getElementById('words').textContent = n + ' of ' + d.heard.length + ' seconds sound like a one-way drone.';
</script>
`;
}
