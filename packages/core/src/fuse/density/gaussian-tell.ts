import { distance2, factor, solveGain, whiten } from '../measure/hypothesis.ts';
import { maxRows } from '../measure/rows.ts';
import type { Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import { addTold, fade, isReckoned, reckon } from './gaussian-lift.ts';
import { isRange, type Look } from './gaussian-look.ts';
import { outlierOf } from './gaussian-weigh.ts';
import { held, liftSize, sway } from './lift-state.ts';
import { modeCount } from './modes.ts';
import type { News } from './news.ts';

/** What a report's detections tell of a slot's height, before the slot is updated by them. */
export interface Teller {
  /** By the slot's likeliest mode: it is moved to the height now expected, so that its modes are asked there. */
  learnLift(
    slot: number,
    report: Report,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void;
}

/** A look tells of the height only where it is so likely which detection is the slot's. */
const leastClear = 0.9;

export function createTeller(values: Values, bank: GaussianBank, look: Look): Teller {
  const { rows, hypothesis, slopes } = look;
  const gain = new Float64Array(4 * maxRows);
  const whitened = new Float64Array(maxRows);
  const swept = new Float64Array(4);
  const news: News = { information: 0, off: 0 };

  function learnLift(
    slot: number,
    report: Report,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    if (bank.lift[liftSize * slot + held] === 1) return;
    if (!isRange(values.shape) && !isReckoned(bank, slot)) return;
    look.aim(slot, report);
    if (!look.at(slot, slot * modeCount + likeliest(slot), report.sensor.model)) return;
    look.slope(slot);
    const outlier = outlierOf(values, report);
    news.information = news.off = 0;
    let clearest = 0;
    for (let i = from; i < to; i++) {
      const at = detection[i] * maxRows;
      const isNew = i === from || !values.isUniform;
      if (isNew && !factor(hypothesis, rows, values.variance, at)) break;
      const d2 = distance2(hypothesis, rows, values.z, at);
      let share = weight[i];
      if (outlier > 0) {
        const own = (1 - outlier) * Math.exp(-0.5 * d2 - hypothesis.logNorm);
        share *= own / (own + outlier / (2 * Math.PI));
      }
      tell(share, isNew);
      if (share > clearest) clearest = share;
    }
    fade(bank, slot, bank.timeMs[slot]);
    if (clearest > leastClear) addTold(bank, slot, news);
    reckon(bank, slot);
    sweep(bank, slot, swept);
  }

  function likeliest(slot: number): number {
    let mode = 0;
    for (let other = 1; other < modeCount; other++) {
      if (bank.mu[slot * modeCount + other] > bank.mu[slot * modeCount + mode]) mode = other;
    }
    return mode;
  }

  /** One detection, whose innovation `hypothesis` holds: what it tells, and how it changes the slopes. */
  function tell(weight: number, isNew: boolean): void {
    const { y } = hypothesis;
    if (isNew) {
      solveGain(gain, 0, hypothesis);
      whiten(whitened, 0, slopes, hypothesis);
    }
    for (let r = 0; r < rows.count; r++) {
      const slope = weight * whitened[r];
      news.information += slope * whitened[r];
      news.off += slope * y[r];
      for (let a = 0; a < 4; a++) swept[a] += slope * gain[4 * r + a];
    }
  }

  return { learnLift };
}

/** Takes from the slopes of a slot what its update explains of them; leaves zeros. */
export function sweep({ lift }: GaussianBank, slot: number, swept: Float64Array): void {
  const at = liftSize * slot + sway;
  for (let a = 0; a < 4; a++) {
    lift[at + a] -= swept[a];
    swept[a] = 0;
  }
}
