export { AsterixDecoder } from './decoder.ts';
export type { AsterixDecoded, AsterixOptions, AsterixRefusal } from './decoder.ts';
export { asterixCategories, asterixEditions, asterixEditionsFrom } from './editions.ts';
export { AsterixEncoder } from './encode.ts';
export type { AsterixItems } from './encode.ts';
export type { AsterixValue } from './field.ts';
export { asterixPrinted, inspectAsterix } from './inspect.ts';
export { AsterixRecord } from './plan.ts';
