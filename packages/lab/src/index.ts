export { createExercise, type Exercise, type ExerciseOptions } from './scenario/exercise.ts';
export { exerciseNames, type ExerciseName } from './scenario/preset.ts';
export type { District } from './scenario/zone.ts';
export { score, scoreTracks, scoreWarnings, type Score, type ScoreInput } from './score/score.ts';
export type { Lines } from './score/lines.ts';
export type { Pcrlb, TrackScore, TrackScoreOptions } from './score/tracks.ts';
export type { WarningScore, WarningScoreOptions } from './score/warning/judge.ts';
export { plotTracks } from './plot/plot.ts';
export { districtLines, readDistricts } from './score/warning/districts.ts';
