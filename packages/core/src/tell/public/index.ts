export { isTold, publicAlert, type PublicAlert, type PublicProperties } from './alert.ts';
export { languages, wordsFor, type Language } from './words.ts';
