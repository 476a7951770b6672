import type { Map as MapLibre } from 'maplibre-gl';

/**
 * Pictograms of tracks, drawn when first needed. The shape is the class, seen from above and pointing north (the map
 * turns it to the course); the ring is the evidence: dotted unverified, dashed corroborated, solid verified.
 */

const sizePx = 44;
const ratio = 2;

export function trackIconName(className: string, evidence: string, isCoasting: boolean): string {
  return `track|${className}|${evidence}|${isCoasting ? 'coasting' : 'seen'}`;
}

/** Draws a missing `track|…` image into the map; anything else is not ours. */
export function drawMissingIcon(map: MapLibre, name: string): void {
  const [what, className, evidence, seen] = name.split('|');
  if (what !== 'track' || map.hasImage(name)) return;
  const canvas = document.createElement('canvas');
  canvas.width = sizePx * ratio;
  canvas.height = sizePx * ratio;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const style = getComputedStyle(document.documentElement);
  pen.scale(ratio, ratio);
  pen.globalAlpha = seen === 'coasting' ? 0.55 : 1;
  drawIcon(pen, className, evidence, style.getPropertyValue('--text'), style.getPropertyValue('--ground'));
  map.addImage(name, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
}

function drawIcon(
  pen: CanvasRenderingContext2D,
  className: string,
  evidence: string,
  ink: string,
  ground: string,
): void {
  pen.translate(sizePx / 2, sizePx / 2);
  pen.beginPath();
  pen.arc(0, 0, 16, 0, 2 * Math.PI);
  pen.fillStyle = ground;
  pen.fill();
  pen.lineWidth = evidence === 'verified' ? 2.5 : 2;
  pen.setLineDash(evidence === 'verified' ? [] : evidence === 'corroborated' ? [6, 3.5] : [1.5, 4]);
  pen.lineCap = 'round';
  pen.strokeStyle = ink;
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = ink;
  const path = new Path2D(classShapes[className] ?? classShapes.unknown);
  pen.fill(path, 'evenodd');
}

/** Paths in a box of ±11, north up. */
const classShapes: Record<string, string> = {
  // A delta wing.
  'one-way': 'M0-10 9 8 3 6 3 9-3 9-3 6-9 8z',
  jet: 'M0-10 9 8 0 4-9 8z',
  // Crossed wings.
  loitering: 'M-1.5-10h3v20h-3zM-9-8l18 12v3l-18-12zM9-8l-18 12v3l18-12z',
  // A long straight wing.
  recon: 'M-1.5-9h3v6h8.5v3h-8.5v6h3v2.5h-9v-2.5h3v-6h-8.5v-3h8.5z',
  multirotor:
    'M-7-10a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM7-10a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM-7 4a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM7 4a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM-3-3h6v6h-6z',
  cruise: 'M0-11 2-7v5l5 3v3l-5-1v5l3 2v2h-10v-2l3-2v-5l-5 1v-3l5-3v-5z',
  ballistic: 'M0-11 3-5v11l3 5h-12l3-5v-11z',
  aircraft:
    'M0-10 1.7-7v4.5l8.3 5v2.5l-8.3-2.5v4.5l2.6 2v2l-4.3-1-4.3 1v-2l2.6-2v-4.5l-8.3 2.5v-2.5l8.3-5v-4.5z',
  helicopter: 'M-10-5h20v2h-8.5v6h-1v4h3v2h-7v-2h3v-4h-1v-6h-8.5z',
  bird: 'M0-3 10-6 4 1 2 6-2 6-4 1-10-6z',
  ground: 'M-7-6h14v10h-14zM-5 4h3v3h-3zM2 4h3v3h-3z',
  surface: 'M-9 1h18l-4 6h-10zM-1-8h2v8h-2z',
  underwater: 'M-9 3a9 5 0 0 1 18 0a9 5 0 0 1-18 0zM-1-5h4v4h-4z',
  background: 'M-8-1h16v2h-16z',
  unknown: 'M-5-4a5 5 0 1 1 6.5 5v2h-3v-4a2.3 2.3 0 1 0-1-3zM-1.5 5h3v3h-3z',
};

/** Diagonal hatching for zones at warning, so that they differ in greyscale too. */
export function hatchImage(colour: string): ImageData {
  const size = 16;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 2;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}
