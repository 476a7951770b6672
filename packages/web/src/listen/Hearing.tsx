import { createEffect, Show, type JSX } from 'solid-js';
import { fill } from '../words/index.ts';
import type { Ears, HearingState } from './ears.ts';
import { PICTURE_BANDS } from './sound/heard.ts';
import { words } from './words/index.ts';

/** Columns of the spectrogram: half a minute. */
const columns = 240;
/** A band at the floor of the last seconds is dark, one so much louder is bright. */
const spanDb = 36;
const quietestDb = -95;

/** That the phone hears, how far, and what it hears. */
export function Hearing(props: { ears: Ears }): JSX.Element {
  const hearing = () => props.ears.hearing();
  return (
    <section class="hearing">
      <Show
        when={hearing() === 'hearing'}
        fallback={
          <>
            <p class="trouble" role="alert">
              {deafWords(hearing())}
            </p>
            <button
              class="main-button"
              type="button"
              disabled={hearing() === 'asking'}
              onClick={() => void props.ears.open()}
            >
              {hearing() === 'off' || hearing() === 'asking' ? words().listen : words().tryAgain}
            </button>
          </>
        }
      >
        <h2 class="range">
          <Show when={props.ears.window()} fallback={words().hearingSoon}>
            {(window) => fill(words().hearsTo, { range: rangeText(window().rangeNowM) })}
          </Show>
        </h2>
        <Spectrogram ears={props.ears} />
        <p class="muted note">{words().hearsNote}</p>
        <Show when={props.ears.flags().length > 0}>
          <p class="trouble">{fill(words().changed, { what: props.ears.flags().join(', ') })}</p>
        </Show>
      </Show>
    </section>
  );
}

function Spectrogram(props: { ears: Ears }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  let floorDb = Number.NaN;
  let colour = '';
  createEffect(() => {
    const level = props.ears.level();
    const context = canvas.getContext('2d');
    if (level === undefined || context === null) return;
    const lowest = level.bandsDb.toSorted((a, b) => a - b)[PICTURE_BANDS / 4];
    floorDb = Number.isNaN(floorDb) ? lowest : floorDb + 0.05 * (lowest - floorDb);
    // Half a minute of blue light is too long for eyes that just chose the red of the night.
    const wanted = getComputedStyle(canvas).color;
    if (wanted !== colour) recolour(context, wanted);
    colour = wanted;
    drawColumn(context, level.bandsDb, Math.max(quietestDb, floorDb));
  });
  const levelDb = (): number => props.ears.level()?.levelDb ?? quietestDb;
  return (
    <figure class="picture">
      <canvas ref={canvas} width={columns} height={PICTURE_BANDS} role="img" aria-label={words().picture} />
      <figcaption class="visually-hidden">{words().picture}</figcaption>
      <div
        class="level"
        role="meter"
        aria-valuemin={quietestDb}
        aria-valuemax={0}
        aria-valuenow={levelDb()}
        aria-label={fill(words().level, { n: levelDb() })}
      >
        <div style={{ width: `${Math.min(100, Math.max(0, 100 * (1 - levelDb() / quietestDb)))}%` }} />
      </div>
    </figure>
  );
}

/** All that is drawn, in another colour. */
function recolour(context: CanvasRenderingContext2D, colour: string): void {
  context.globalAlpha = 1;
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, columns, PICTURE_BANDS);
}

/** Everything one to the left; the newest second at the right, low pitch below. */
function drawColumn(context: CanvasRenderingContext2D, bandsDb: number[], floorDb: number): void {
  const { canvas } = context;
  context.globalAlpha = 1;
  context.globalCompositeOperation = 'copy';
  context.drawImage(canvas, -1, 0);
  context.globalCompositeOperation = 'source-over';
  for (const [band, db] of bandsDb.entries()) {
    context.globalAlpha = Math.min(1, Math.max(0, (db - floorDb) / spanDb));
    context.fillRect(columns - 1, PICTURE_BANDS - 1 - band, 1, 1);
  }
}

/** Why nothing is heard, and what helps. */
export function deafWords(hearing: HearingState): string {
  const w = words();
  return {
    off: w.deafOff,
    asking: w.starting,
    hearing: w.hearing,
    denied: w.deafDenied,
    noMicrophone: w.deafNoMicrophone,
    ended: w.deafEnded,
    needsTap: w.deafNeedsTap,
  }[hearing];
}

/** Two digits: nobody knows it better. */
function rangeText(rangeM: number): string {
  return rangeM < 950
    ? fill(words().metres, { n: Math.max(10, Number(rangeM.toPrecision(rangeM < 100 ? 1 : 2))) })
    : fill(words().kilometres, { n: Number((rangeM / 1000).toPrecision(2)) });
}
