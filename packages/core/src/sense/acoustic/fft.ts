/**
 * Power spectrum of real frames: a complex transform of half the size, then the split into the
 * spectrum of the real signal (Press et al., Numerical Recipes, 3rd ed., 12.3.2). No allocation per frame.
 */
export type RealFft = {
  readonly size: number;
  /** Writes `binCount` bins of |X|^2 of the frame that starts at `offset` in `samples`, times `window`. */
  power(
    out: Float64Array,
    samples: Float32Array,
    offset: number,
    window: Float64Array,
    binCount: number,
  ): void;
  /** Writes the complex spectrum of the same frame, bins 0 to size/2, without a window. */
  transform(outRe: Float64Array, outIm: Float64Array, samples: Float32Array, offset: number): void;
};

/** The Hann window, symmetric: its samples lie in the middles of `size` equal steps. */
export function hannWindow(size: number): Float64Array {
  return Float64Array.from(
    { length: size },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size),
  );
}

type Tables = { readonly reversed: Uint32Array; readonly cos: Float64Array; readonly sin: Float64Array };

/** Constants, made once for all who transform frames of a size. */
const tablesOfSize = new Map<number, Tables>();

function tablesOf(size: number): Tables {
  const known = tablesOfSize.get(size);
  if (known !== undefined) return known;
  const half = size >> 1;
  const cos = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const sin = Float64Array.from({ length: half }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
  const made = { reversed: bitReversal(half), cos, sin };
  tablesOfSize.set(size, made);
  return made;
}

/** Sample pairs times the window as complex numbers, and the transforms of four of them each, whose factors are 1 and -i. */
function loadFours(
  re: Float64Array,
  im: Float64Array,
  samples: Float32Array,
  offset: number,
  window: Float64Array,
  reversed: Uint32Array,
): void {
  const n = re.length;
  // Bit-reversed, four neighbours lie these far apart: 0, 1/2, 1/4 and 3/4 of the whole.
  const quarter = n >> 1;
  for (let i = 0; i < n; i += 4) {
    const a = 2 * reversed[i]!;
    const b = a + 2 * quarter;
    const c = a + quarter;
    const d = b + quarter;
    const aRe = samples[offset + a]! * window[a]!;
    const aIm = samples[offset + a + 1]! * window[a + 1]!;
    const bRe = samples[offset + b]! * window[b]!;
    const bIm = samples[offset + b + 1]! * window[b + 1]!;
    const cRe = samples[offset + c]! * window[c]!;
    const cIm = samples[offset + c + 1]! * window[c + 1]!;
    const dRe = samples[offset + d]! * window[d]!;
    const dIm = samples[offset + d + 1]! * window[d + 1]!;
    re[i] = aRe + bRe + (cRe + dRe);
    im[i] = aIm + bIm + (cIm + dIm);
    re[i + 2] = aRe + bRe - (cRe + dRe);
    im[i + 2] = aIm + bIm - (cIm + dIm);
    re[i + 1] = aRe - bRe + (cIm - dIm);
    im[i + 1] = aIm - bIm - (cRe - dRe);
    re[i + 3] = aRe - bRe - (cIm - dIm);
    im[i + 3] = aIm - bIm + (cRe - dRe);
  }
}

/** `size` is a power of two, at least 8. */
export function createRealFft(size: number): RealFft {
  if (size < 8 || (size & (size - 1)) !== 0)
    throw new Error(`FFT size ${size}, expected a power of two of at least 8`);
  const half = size >> 1;
  const { reversed, cos, sin } = tablesOf(size);
  const re = new Float64Array(half);
  const im = new Float64Array(half);
  const flat = new Float64Array(size).fill(1);

  function power(
    out: Float64Array,
    samples: Float32Array,
    offset: number,
    window: Float64Array,
    binCount: number,
  ): void {
    loadFours(re, im, samples, offset, window, reversed);
    laterStages(re, im, cos, sin);
    out[0] = (re[0]! + im[0]!) * (re[0]! + im[0]!);
    // Bins k and half - k come from the same two values; the upper ones may not be asked for.
    const last = Math.min(half >> 1, binCount <= half >> 1 ? binCount - 1 : half);
    for (let k = 1, m = half - 1; k <= last; k += 1, m -= 1) {
      const evenRe = 0.5 * (re[k]! + re[m]!);
      const evenIm = 0.5 * (im[k]! - im[m]!);
      const oddRe = 0.5 * (im[k]! + im[m]!);
      const oddIm = -0.5 * (re[k]! - re[m]!);
      const turnedRe = oddRe * cos[k]! - oddIm * sin[k]!;
      const turnedIm = oddRe * sin[k]! + oddIm * cos[k]!;
      const lowRe = evenRe + turnedRe;
      const lowIm = evenIm + turnedIm;
      const highRe = evenRe - turnedRe;
      const highIm = turnedIm - evenIm;
      if (k < binCount) out[k] = lowRe * lowRe + lowIm * lowIm;
      if (m < binCount) out[m] = highRe * highRe + highIm * highIm;
    }
    if (binCount > half) out[half] = (re[0]! - im[0]!) * (re[0]! - im[0]!);
  }

  function transform(outRe: Float64Array, outIm: Float64Array, samples: Float32Array, offset: number): void {
    loadFours(re, im, samples, offset, flat, reversed);
    laterStages(re, im, cos, sin);
    outRe[0] = re[0]! + im[0]!;
    outIm[0] = 0;
    outRe[half] = re[0]! - im[0]!;
    outIm[half] = 0;
    for (let k = 1; k < half; k += 1) {
      const m = half - k;
      const evenRe = 0.5 * (re[k]! + re[m]!);
      const evenIm = 0.5 * (im[k]! - im[m]!);
      const oddRe = 0.5 * (im[k]! + im[m]!);
      const oddIm = -0.5 * (re[k]! - re[m]!);
      outRe[k] = evenRe + oddRe * cos[k]! - oddIm * sin[k]!;
      outIm[k] = evenIm + oddRe * sin[k]! + oddIm * cos[k]!;
    }
  }

  return { size, power, transform };
}

function bitReversal(count: number): Uint32Array {
  const reversed = new Uint32Array(count);
  for (let i = 1, j = 0; i < count; i += 1) {
    let bit = count >> 1;
    while (j & bit) {
      j ^= bit;
      bit >>= 1;
    }
    j ^= bit;
    reversed[i] = j;
  }
  return reversed;
}

/**
 * In-place decimation in time over what `loadFours` left; twiddles are those of twice the size. Two radix-2 stages
 * go in one pass over memory; where their number is odd, one goes alone.
 */
function laterStages(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const n = re.length;
  let span = 4;
  if ((31 - Math.clz32(n)) % 2 === 1) {
    oneStage(re, im, cos, sin, span);
    span = 8;
  }
  for (; span < n; span <<= 2) {
    const stride = n / span;
    for (let j = 0; j < span; j += 1) {
      const c1 = cos[j * stride]!;
      const s1 = sin[j * stride]!;
      const c2 = cos[(j * stride) >> 1]!;
      const s2 = sin[(j * stride) >> 1]!;
      for (let a = j; a < n; a += span << 2) {
        const b = a + span;
        const c = b + span;
        const d = c + span;
        const bRe = re[b]! * c1 - im[b]! * s1;
        const bIm = re[b]! * s1 + im[b]! * c1;
        const dRe = re[d]! * c1 - im[d]! * s1;
        const dIm = re[d]! * s1 + im[d]! * c1;
        const sumRe = re[c]! + dRe;
        const sumIm = im[c]! + dIm;
        const differenceRe = re[c]! - dRe;
        const differenceIm = im[c]! - dIm;
        const cRe = sumRe * c2 - sumIm * s2;
        const cIm = sumRe * s2 + sumIm * c2;
        // The second pair's factor is -i times the first's.
        const eRe = differenceRe * s2 + differenceIm * c2;
        const eIm = differenceIm * s2 - differenceRe * c2;
        const aRe = re[a]! + bRe;
        const aIm = im[a]! + bIm;
        const fRe = re[a]! - bRe;
        const fIm = im[a]! - bIm;
        re[a] = aRe + cRe;
        im[a] = aIm + cIm;
        re[c] = aRe - cRe;
        im[c] = aIm - cIm;
        re[b] = fRe + eRe;
        im[b] = fIm + eIm;
        re[d] = fRe - eRe;
        im[d] = fIm - eIm;
      }
    }
  }
}

function oneStage(
  re: Float64Array,
  im: Float64Array,
  cos: Float64Array,
  sin: Float64Array,
  span: number,
): void {
  const stride = re.length / span;
  for (let j = 0; j < span; j += 1) {
    const c = cos[j * stride]!;
    const s = sin[j * stride]!;
    for (let a = j; a < re.length; a += 2 * span) {
      const b = a + span;
      const bRe = re[b]! * c - im[b]! * s;
      const bIm = re[b]! * s + im[b]! * c;
      re[b] = re[a]! - bRe;
      im[b] = im[a]! - bIm;
      re[a]! += bRe;
      im[a]! += bIm;
    }
  }
}
