import { addLevels } from '../density/mixture-heard.ts';
import { flightMotion } from '../density/mixture-motion.ts';
import type { Mixtures } from '../density/mixtures.ts';
import type { HeardSensor } from '../measure/heard-sensor.ts';
import {
  addLevel,
  atLevel,
  contestCapacity,
  createContest,
  fillLouder,
  lowestDb,
  type Contest,
  type Said,
} from '../measure/loudest.ts';
import type { Hearing } from '../measure/presence.ts';
import type { Report } from '../sensors/sensor.ts';
import type { State } from '../state.ts';
import type { Alone, Candidate, Candidates } from './candidates.ts';

/** A source less likely than this, or that is louder than nothing here with less, is left out of account for others. */
const leastLoud = 0.01;
/** How likely what only radars know makes a sound at all. */
export const seenSounds = 0.5;

/** Which of the candidates is the loudest, and what that leaves to each; `novelty`: see `Hearing`. */
export interface LoudestOf {
  readonly contest: Contest;
  /** Who may be how loud here. */
  fill(report: Report, ear: HeardSensor): void;
  /** Sets `hearing` to what all in the contest leave to one more. */
  leave(ear: HeardSensor, novelty: number, levelDb: number): void;
  leaveTo(ear: HeardSensor, candidate: Candidate, novelty: number, levelDb: number): void;
  leaveToAlone(ear: HeardSensor, alone: Alone, novelty: number, levelDb: number): void;
}

export function createLoudestOf(
  state: State,
  mixtures: Mixtures,
  from: Candidates,
  hearing: Hearing,
  said: Said,
): LoudestOf {
  const contest = createContest();

  function fill(report: Report, ear: HeardSensor): void {
    const { tracks } = state;
    contest.count = 0;
    for (const one of from.alones) {
      one.row = enter(report, ear, one.rivalry.alone, 1);
      if (one.row >= 0) contest.share[one.row] = 0;
    }
    for (const candidate of from.tracks) {
      const { track, rivalry } = candidate;
      const isSeen = tracks.kind[track] !== 1;
      const share = (isSeen ? seenSounds : 1) * tracks.existence[track];
      candidate.row = -1;
      if (share < leastLoud && rivalry === undefined) continue;
      candidate.row = isSeen ? enterSeen(ear, candidate) : enter(report, ear, candidate.slot, candidate.fit);
      if (candidate.row >= 0) contest.share[candidate.row] = share;
    }
  }

  /** Takes a mixture into the contest; its number, or -1 where it is not to be heard here. */
  function enter(report: Report, ear: HeardSensor, slot: number, fit: number): number {
    const { count } = contest;
    if (count === contestCapacity) return -1;
    const row = contest.rows[count].fill(0);
    addLevels(row, mixtures.of(slot), ear, report.sensedMs, flightMotion);
    if (!(row[0] <= 1 - leastLoud)) return -1;
    contest.fit[count] = fit;
    return contest.count++;
  }

  function enterSeen(ear: HeardSensor, { levelDb, levelSigmaDb, fit }: Candidate): number {
    const { count } = contest;
    if (count === contestCapacity) return -1;
    addLevel(contest.rows[count].fill(0), lowestDb(ear), 1, levelDb, levelSigmaDb);
    contest.fit[count] = fit;
    return contest.count++;
  }

  /** Sets `hearing` to what the others leave to a candidate; of a rivalry, each is certain for the other. */
  function leaveTo(ear: HeardSensor, candidate: Candidate, novelty: number, levelDb: number): void {
    const { rivalry, row } = candidate;
    const { share } = contest;
    const own = row < 0 ? 0 : share[row];
    if (row >= 0) share[row] = 0;
    const other =
      rivalry === undefined
        ? undefined
        : from.tracks.find((one) => one !== candidate && one.rivalry === rivalry && one.row >= 0);
    const others = other === undefined ? 0 : share[other.row];
    if (other !== undefined) share[other.row] = 1;
    leave(ear, novelty, levelDb);
    if (other !== undefined) share[other.row] = others;
    if (row >= 0) share[row] = own;
  }

  function leaveToAlone(ear: HeardSensor, { rivalry }: Alone, novelty: number, levelDb: number): void {
    const { share } = contest;
    const shares = from.tracks.map(({ row }) => (row < 0 ? 0 : share[row]));
    for (const candidate of from.tracks)
      if (candidate.rivalry === rivalry && candidate.row >= 0) share[candidate.row] = 0;
    leave(ear, novelty, levelDb);
    from.tracks.forEach(({ row }, n) => {
      if (row >= 0) share[row] = shares[n];
    });
  }

  function leave(ear: HeardSensor, novelty: number, levelDb: number): void {
    const { louder } = hearing;
    fillLouder(louder, ear, contest, said);
    let open = 1;
    if (louder.isAny)
      open = Number.isNaN(levelDb) ? louder.open[0] : atLevel(louder.open, louder.lowestDb, levelDb);
    hearing.novelty = novelty * open;
    hearing.noveltyDb = levelDb;
  }

  return { contest, fill, leave, leaveTo, leaveToAlone };
}
