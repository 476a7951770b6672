export { createForeseer } from './step.ts';
