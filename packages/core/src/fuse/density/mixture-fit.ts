import type { Mixture } from './mixture-state.ts';

/**
 * How well the levels that a mixture is credited with fit those that it expects. One that stands for two sources, or hides
 * behind another track, is surer of itself than its misses allow; its covariance is then shown as many times larger as its
 * squared misses are larger than expected (the ratio of Birge, Phys. Rev. 40, 1932; for filters Bar-Shalom, Li, Kirubarajan
 * 2001, 5.4). Never smaller: that claims fit by luck makes nothing surer.
 */

/** Claims after which an old miss counts by 1/e. */
const memoryClaims = 20;
/** Claims as expected that every mixture begins with. */
const priorClaims = 5;
/** A miss by more than five sigmas says that the claim was another's, not how wrong the mixture is. */
const mostMiss2 = 25;

/** `miss2`: the squared miss over its expected square; `share`: how likely the claim is its own, 0 … 1. */
export function learnFit(mixture: Mixture, miss2: number, share: number): void {
  const keep = 1 - share / memoryClaims;
  mixture.fitClaims = keep * mixture.fitClaims + share;
  mixture.fitMiss2 = keep * mixture.fitMiss2 + share * Math.min(mostMiss2, miss2);
}

/** By how much the mixture's covariance is too small, at least 1. */
export function misfit(mixture: Mixture): number {
  return Math.max(1, birgeRatio(mixture));
}

/** Squared misses over what is expected of them: about 1. */
export function birgeRatio({ fitClaims, fitMiss2 }: Mixture): number {
  return (priorClaims + fitMiss2) / (priorClaims + fitClaims);
}
