import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { pdHeardAs, rangeAtLossDb } from './heard-sensor.ts';
import {
  addLevel,
  atLevel,
  createContest,
  createLouder,
  createSaid,
  fillLouder,
  lowestDb,
  normalCdf,
  sayClaim,
  saySilence,
} from './loudest.ts';
import { microphone } from './testing/microphone.ts';

const ear = microphone();
const clutter = 2e-4;
const heardDb = 41;

/** Two others: level, sigma, existence, fit. */
const others = [
  { meanDb: 40, sigmaDb: 2, share: 0.9, fit: 1 },
  { meanDb: 37, sigmaDb: 4, share: 0.4, fit: 0.3 },
];

function contestOf(): ReturnType<typeof createContest> {
  const contest = createContest();
  for (const { meanDb, sigmaDb, share, fit } of others) {
    addLevel(contest.rows[contest.count].fill(0), lowestDb(ear), 1, meanDb, sigmaDb);
    contest.fit[contest.count] = fit;
    contest.share[contest.count++] = share;
  }
  return contest;
}

function pdOf(levelDb: number): number {
  return levelDb === -Infinity ? 0 : pdHeardAs(ear.model, rangeAtLossDb(ear, 110 - levelDb));
}

/** Density of the report, drawn: chance that nobody is louder than `levelDb`, and the rest where somebody is. */
function draw(
  levelDb: number,
  density: (level: number, fit: number) => number,
): { open: number; behind: number } {
  const random = createRandom(5);
  const draws = 200_000;
  let [open, behind] = [0, 0];
  for (let n = 0; n < draws; n++) {
    let [loudest, fit] = [-Infinity, 1];
    for (const other of others) {
      const level = other.meanDb + other.sigmaDb * random.gaussian();
      if (random.uniform() < other.share && level > loudest) [loudest, fit] = [level, other.fit];
    }
    if (loudest <= levelDb) open++;
    else behind += density(loudest, fit);
  }
  return { open: open / draws, behind: behind / draws };
}

const levels = [20, 36, 39, 42, 46];

test('what louder sources leave of a silence is what drawing them says', () => {
  const said = createSaid();
  const louder = createLouder();
  saySilence(said, ear, 0.98, 2);
  fillLouder(louder, ear, contestOf(), said);
  for (const level of levels) {
    const drawn = draw(level, (loudest) => 0.02 + 0.98 * (1 - pdOf(loudest)) ** 2);
    assert.ok(
      Math.abs(atLevel(louder.open, louder.lowestDb, level) - drawn.open) < 0.015,
      `open at ${level}`,
    );
    assert.ok(Math.abs(atLevel(louder.behind, louder.lowestDb, level) - drawn.behind) < 0.015, `at ${level}`);
  }
});

test('what louder sources leave of a claim is what drawing them says', () => {
  const said = createSaid();
  const louder = createLouder();
  sayClaim(said, ear, 1, heardDb, clutter);
  fillLouder(louder, ear, contestOf(), said);
  for (const level of levels) {
    const drawn = draw(level, (loudest, fit) => {
      const z = (heardDb - loudest) / 3;
      const pd = pdOf(loudest);
      return (1 - pd) * clutter + (fit * pd * Math.exp(-0.5 * z * z)) / (3 * Math.sqrt(2 * Math.PI));
    });
    const behind = atLevel(louder.behind, louder.lowestDb, level);
    assert.ok(
      Math.abs(behind - drawn.behind) < 0.04 * drawn.behind + 3e-4,
      `${behind}, drawn ${drawn.behind}`,
    );
  }
});

test('with nobody else there is nothing to hide behind', () => {
  const louder = createLouder();
  fillLouder(louder, ear, createContest(), createSaid());
  assert.equal(louder.isAny, false);
});

test('a source whose sound has not arrived hides nothing, and poisons nothing', () => {
  const contest = createContest();
  addLevel(contest.rows[0].fill(0), lowestDb(ear), 1, -Infinity, 2);
  contest.share[0] = contest.count = 1;
  const louder = createLouder();
  const said = createSaid();
  saySilence(said, ear, 1, 1);
  fillLouder(louder, ear, contest, said);
  assert.equal(louder.open[0], 1);
  assert.equal(louder.behind[0], 0);
});

test('the normal distribution is within 2e-4', () => {
  const known = [[0, 0.5], [1, 0.841345], [-1.5, 0.066807], [2.5, 0.99379]]; // prettier-ignore
  for (const [x, value] of known) assert.ok(Math.abs(normalCdf(x) - value) < 2e-4);
});
