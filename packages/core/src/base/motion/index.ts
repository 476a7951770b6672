export { moveStraight, spreadStraight } from './straight.ts';
export {
  createTurn,
  moveTurn,
  moveTurned,
  setTurn,
  spreadTurned,
  turnTransition,
  type Turn,
} from './turn.ts';
export { classMotion, type ClassMotion } from './class-motion.ts';
