import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGaussianBank, placeSlot, slotMoments, takeSlot, type GaussianBank } from './gaussian-bank.ts';
import { closeHypothesis, createCluster, deal, openTrack, settle, startCluster } from './gaussian-cluster.ts';
import { modeCount } from './modes.ts';

/** Two tracks at rest in `bank`, and a cluster in which each may have caused what was seen at either of two places. */
function contend(bank: GaussianBank, places: [number, number], own: number, eastMps: [number, number]) {
  const cluster = createCluster();
  startCluster(cluster);
  for (let t = 0; t < 2; t++) {
    const slot = takeSlot(bank);
    placeSlot(bank, slot, 0, places[t], 0, 100, 0, 100);
    openTrack(cluster, slot);
    for (let j = 0; j < 2; j++) {
      for (let mode = 0; mode < modeCount; mode++) {
        const at = cluster.count * modeCount + mode;
        cluster.weight[at] = (j === t ? own : 1 - own) * bank.mu[slot * modeCount + mode];
        cluster.x.set([places[j], 0, eastMps[t], 0], 4 * at);
        cluster.p.set([100, 0, 0, 0, 100, 0, 0, 4, 0, 4], 10 * at);
      }
      closeHypothesis(cluster);
    }
  }
  return cluster;
}

function momentsOf(bank: GaussianBank, slot: number): [Float64Array, Float64Array] {
  const [mean, covariance] = [new Float64Array(4), new Float64Array(10)];
  slotMoments(bank, slot, mean, covariance);
  return [mean, covariance];
}

test('two that fly as one and could have swapped are told apart by place, not drawn together', () => {
  const bank = createGaussianBank(2);
  const cluster = contend(bank, [-60, 60], 0.55, [50, 50]);
  deal(cluster);
  settle(cluster, bank);
  for (let slot = 0; slot < 2; slot++) {
    const [mean, covariance] = momentsOf(bank, slot);
    assert.ok(Math.abs(mean[0] - [-60, 60][slot]) < 1e-9);
    assert.ok(Math.abs(covariance[0] - 100) < 1e-9);
  }
});

test('two whose velocities tell them apart keep their hypotheses, and the spread between them', () => {
  const bank = createGaussianBank(2);
  const cluster = contend(bank, [-5, 5], 0.7, [50, -50]);
  deal(cluster);
  settle(cluster, bank);
  for (let slot = 0; slot < 2; slot++) {
    const [mean, covariance] = momentsOf(bank, slot);
    assert.ok(Math.abs(mean[2] - [50, -50][slot]) < 1e-9);
    // Seven tenths at its own place and three at the other's: variance 0.7 0.3 10² between them.
    assert.ok(Math.abs(covariance[0] - 121) < 1e-9);
  }
});

test('dealing keeps each existence and the intensity of the whole: its mean and second moments', () => {
  const bank = createGaussianBank(2);
  const cluster = contend(bank, [-40, 60], 0.6, [50, 48]);
  const sums = (): number[] => {
    const out = [0, 0, 0, 0];
    for (let slot = 0; slot < 2; slot++) {
      const [mean, covariance] = momentsOf(bank, slot);
      out[0] += mean[0];
      out[1] += mean[2];
      out[2] += covariance[0] + mean[0] * mean[0];
      out[3] += covariance[2] + mean[0] * mean[2];
    }
    return out;
  };
  settle(cluster, bank);
  const before = sums();
  deal(cluster);
  settle(cluster, bank);
  sums().forEach((sum, k) => assert.ok(Math.abs(sum - before[k]) < 1e-6 * Math.abs(before[k])));
  for (let slot = 0; slot < 2; slot++) {
    let held = 0;
    for (let h = 0; h < cluster.count; h++) held += cluster.held[slot * (cluster.held.length / 24) + h];
    assert.ok(Math.abs(held - 1) < 1e-12);
  }
});
