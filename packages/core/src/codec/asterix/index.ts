export { AsterixDecoder, asterixCategories, asterixEditions } from './decoder.ts';
export type { AsterixDecoded, AsterixOptions, AsterixRefusal } from './decoder.ts';
export type { AsterixValue } from './field.ts';
export { asterixPrinted, inspectAsterix } from './inspect.ts';
export { AsterixRecord } from './plan.ts';
