export { checkPolicy, defaultPolicy, type Policy } from './policy.ts';
export { createWarner } from './step.ts';
