export { openApiDocument } from './document.ts';
export { operations, type Operation } from './operations.ts';
export {
  components,
  healthSchema,
  type GivenCommand,
  type PendingCommand,
  type PendingCommands,
} from './schemas.ts';
