export { openApiDocument } from './document.ts';
export { operations, type Operation } from './operations.ts';
export { components, healthSchema } from './schemas.ts';
