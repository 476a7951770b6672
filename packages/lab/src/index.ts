export { createExercise, type Exercise, type ExerciseOptions } from './scenario/exercise.ts';
export { exerciseNames, type ExerciseName } from './scenario/preset.ts';
export type { District } from './scenario/zone.ts';
