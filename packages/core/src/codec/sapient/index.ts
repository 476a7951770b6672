export * as sapientEnums from './enums.ts';
export { frameSapient, maxFrameBytes, type SapientFrame, SapientFrames } from './frames.ts';
export {
  inspectSapient,
  inspectSapientPayloads,
  type SapientInspection,
  type SapientInspectOptions,
  type SapientPayload,
} from './inspect.ts';
export { readSapientJson, sapientJson } from './json.ts';
export type * from './messages.ts';
export type * from './places.ts';
export {
  type Init,
  readSapient,
  SapientReader,
  ruleErrors,
  sapientMessage,
  type SapientReading,
  timeMsOf,
  timestampOf,
  timeWindowError,
  timeWindowMs,
  versionOfIcd,
  writeSapient,
} from './read.ts';
export type * from './registration.ts';
export { type SapientVersion } from './schema.ts';
