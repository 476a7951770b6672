export {
  sourceSchema,
  sourcesSchema,
  type Source,
  type SourceError,
  type SourceRole,
  type Sources,
  type SourceState,
} from './source.ts';
