export { ageMsOf, inOrder, isTrouble, sourceSayOf, type SourceSay } from './say.ts';
export {
  sourceSchema,
  sourcesSchema,
  type Source,
  type SourceError,
  type SourceRole,
  type Sources,
  type SourceState,
} from './source.ts';
