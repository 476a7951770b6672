import { BLOCKS_BEFORE, CONTEXT_BLOCKS } from './context.ts';
import { createDecimator } from './decimate.ts';
import { createImpulseLimiter } from './impulses.ts';
import { createFeatureMaker, FEATURE_COUNT, SCORE_ROW } from './features.ts';
import {
  ANALYSIS_RATE_HZ,
  BLOCKS_PER_WINDOW,
  createBlock,
  createBlockMaker,
  FRAMES_PER_BLOCK,
  FRAME_SAMPLES,
  HOP_SAMPLES,
} from './spectrum.ts';
import type { Block } from './spectrum.ts';

/** Blocks that must follow a window's first before it is judged: its own second one and two seconds more. */
const BLOCKS_AFTER = CONTEXT_BLOCKS - BLOCKS_BEFORE - 1;
/** How long after its end a window is judged: the context that follows it. */
export const JUDGED_AFTER_S = (BLOCKS_AFTER + 1) / BLOCKS_PER_WINDOW - 1;
const BUFFER_SAMPLES = 4 * FRAME_SAMPLES;
/** No sound of -1 to 1 comes near it. */
const LOUDEST = 1e9;
const MIN_TAIL_SAMPLES = ANALYSIS_RATE_HZ / 2;

/** Scratch for all analysers: none is in the middle of anything when another is fed, so that a hundred share what is cached. */
const features = createFeatureMaker();
const limiter = createImpulseLimiter();
const frame = new Float32Array(FRAME_SAMPLES);

/** One second of sound in its context; every array is reused for the next window, of this or of another sound. */
export type AnalysedWindow = {
  /** Window `index` covers `index` to `index + 1` s of what was pushed. */
  readonly index: number;
  readonly features: Float32Array;
  /** Up to five seconds of blocks, oldest first; `blockCount` of them are valid, the window starts at `windowAt`. */
  readonly blocks: readonly Block[];
  readonly blockCount: number;
  readonly windowAt: number;
  /** Grid index of the comb in each block. */
  readonly path: Int32Array;
  /** Evidence along that path: in white noise over 11 in one of twenty, whatever the length of the context. */
  readonly evidence: number;
};

/** Sound at a rate of 4 to 384 kHz in, analysed windows out, two seconds late. Holds five seconds of spectra, never sound. */
export type Analyser = {
  push(samples: Float32Array): void;
  /** The end: judges what is left with the context there is; a tail of half a second or more is a window. */
  flush(): void;
};

export function createAnalyser(sampleRateHz: number, emit: (window: AnalysedWindow) => void): Analyser {
  const decimator = createDecimator(sampleRateHz);
  const maker = createBlockMaker(decimator.response);
  const buffer = new Float32Array(BUFFER_SAMPLES);
  const ring = Array.from({ length: CONTEXT_BLOCKS }, createBlock);
  const scores = new Float64Array(CONTEXT_BLOCKS * SCORE_ROW);
  const rowOffsets = new Int32Array(CONTEXT_BLOCKS);
  const view = [...ring];
  const window = {
    index: 0,
    features: new Float32Array(FEATURE_COUNT),
    blocks: view,
    blockCount: 0,
    windowAt: 0,
    path: features.path,
    evidence: 0,
  };
  let buffered = 0;
  let received = 0;
  let blocksDone = 0;
  let framesInBlock = 0;

  function take(piece: Float64Array, count: number): void {
    let taken = 0;
    while (taken < count) {
      const taking = Math.min(BUFFER_SAMPLES - buffered, count - taken);
      copySound(buffer, buffered, piece, taken, taking);
      buffered += taking;
      taken += taking;
      received += taking;
      consumeFrames();
    }
  }

  function consumeFrames(): void {
    let start = 0;
    for (; start + FRAME_SAMPLES <= buffered; start += HOP_SAMPLES) {
      const block = ring[blocksDone % CONTEXT_BLOCKS]!;
      if (framesInBlock === 0) maker.clear(block);
      if (limiter.limit(frame, buffer, start)) maker.add(block, frame, 0);
      else maker.add(block, buffer, start);
      framesInBlock += 1;
      if (framesInBlock === FRAMES_PER_BLOCK) finishBlock();
    }
    if (start === 0) return;
    buffer.copyWithin(0, start, buffered);
    buffered -= start;
  }

  function finishBlock(): void {
    const slot = blocksDone % CONTEXT_BLOCKS;
    maker.finish(ring[slot]!);
    features.score(scores, slot * SCORE_ROW, ring[slot]!);
    blocksDone += 1;
    framesInBlock = 0;
    const firstOfWindow = blocksDone - 1 - BLOCKS_AFTER;
    if (firstOfWindow >= 0 && firstOfWindow % BLOCKS_PER_WINDOW === 0)
      judge(firstOfWindow / BLOCKS_PER_WINDOW);
  }

  function judge(index: number): void {
    const firstOfWindow = index * BLOCKS_PER_WINDOW;
    const from = Math.max(0, firstOfWindow - BLOCKS_BEFORE);
    const to = Math.min(blocksDone, firstOfWindow + BLOCKS_AFTER + 1);
    for (let b = from; b < to; b += 1) {
      view[b - from] = ring[b % CONTEXT_BLOCKS]!;
      rowOffsets[b - from] = (b % CONTEXT_BLOCKS) * SCORE_ROW;
    }
    window.index = index;
    window.blockCount = to - from;
    window.windowAt = firstOfWindow - from;
    window.evidence = features.make(
      window.features,
      view,
      window.blockCount,
      window.windowAt,
      scores,
      rowOffsets,
    );
    emit(window);
  }

  function flush(): void {
    decimator.flush(take);
    const judged = Math.max(0, Math.floor((blocksDone - 1 - BLOCKS_AFTER) / BLOCKS_PER_WINDOW) + 1);
    if (framesInBlock > 0) {
      maker.finish(ring[blocksDone % CONTEXT_BLOCKS]!);
      features.score(scores, (blocksDone % CONTEXT_BLOCKS) * SCORE_ROW, ring[blocksDone % CONTEXT_BLOCKS]!);
      blocksDone += 1;
      framesInBlock = 0;
    }
    const windows = Math.floor((received + MIN_TAIL_SAMPLES) / ANALYSIS_RATE_HZ);
    for (let w = judged; w < windows && w * BLOCKS_PER_WINDOW < blocksDone; w += 1) judge(w);
    buffered = 0;
    received = 0;
    blocksDone = 0;
  }

  return { push: (samples) => decimator.push(samples, take), flush };
}

/** A driver's NaN or infinity would otherwise spoil every bin of its frame. */
function copySound(out: Float32Array, to: number, piece: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const value = piece[from + i]!;
    out[to + i] = value < LOUDEST && value > -LOUDEST ? value : 0;
  }
}
