export { moveStraight, spreadStraight } from './straight.ts';
export { moveTurn, turnTransition } from './turn.ts';
export { classMotion, type ClassMotion } from './class-motion.ts';
