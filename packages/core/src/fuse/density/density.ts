import type { DetectionEvent } from '../../base/event/index.ts';
import type { Report } from '../sensors/sensor.ts';

/** What a report could mean for one track that exists. Sparse: only detections inside the gate are listed. */
export interface Weights {
  /** E[Pd(x)]: probability that the sensor detects it in this report. 0: out of its reach, silence says nothing. */
  pd: number;
  /** Number of gated detections. */
  count: number;
  /** Index into `report.detections`, rising. At least `count` long; the core provides 1,024. */
  readonly detection: Int32Array;
  /** E[Pd(x) p(z|x)], density in the measurement's own units (rad, m rad, dB …; m² for positions). */
  readonly likelihood: Float64Array;
}

/**
 * Beliefs about where targets are, in a pool of slots of one kind. State is kept at reception time on the server's clock;
 * what a finite wave tells is modelled at the retarded time. A report may be older than a slot's state: it is then weighed
 * against where the target was.
 */
export interface Density {
  /** Moves a slot forward to this time; does nothing where it is there already or beyond. */
  predict(slot: number, toMs: number): void;
  /** Fills `out`. `detections` of the report that fall outside the gate are left out. */
  weigh(slot: number, report: Report, out: Weights): void;
  /**
   * Posterior given the association's marginals, given that the target exists: `missWeight` for "none" and
   * `weight[i]` for detection `detection[i]`, from <= i < to; they sum to 1.
   */
  update(
    slot: number,
    report: Report,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void;
  /** Mean (4) and packed covariance (10) of east, north, eastMps, northMps at this time, which may be later than the slot's. */
  moments(slot: number, atMs: number, mean: Float64Array, covariance: Float64Array): void;
  /** By how much the covariance is too small for how it fares, at least 1: for what is shown, never for what is fused. */
  misfit(slot: number): number;
  /**
   * Height above the ellipsoid at this time and its sigma into out[0], out[1], its covariances with the mean into out[2…5],
   * vertical speed into out[6], NaN where that is not known; false where nothing informs it.
   */
  height(slot: number, atMs: number, out: Float64Array): boolean;
  /** Where nothing measures the height: its low and high end, m, into out[0], out[1] (`measure/visible`). */
  heightEnds(slot: number, out: Float64Array): void;
  /** Learns its height from having been detected, or not (`seen` 0 … 1), by a sensor with a mask or a horizon. */
  learnVisible(slot: number, report: Report, seen: number): void;
  /** Learns its height from a detection that is held to be its. */
  learnHeightFrom(slot: number, report: Report, detection: DetectionEvent): void;
  free(slot: number): void;
  /** Everything that is not constant, for `base/snapshot`. */
  save(): unknown;
  load(state: unknown): void;
}

/** What an initiator starts: the density's slot, and how likely it is that there is a target. */
export interface Birth {
  readonly kind: 'gaussian' | 'particles';
  readonly slot: number;
  readonly existence: number;
  /** Seqs of the detections that it rests on, and their sensors. */
  readonly cause: readonly number[];
  readonly sensors: readonly number[];
}
