import { createRandom } from '../../base/random.ts';

/** Crockford's base 32. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeDigits = 10;
const halfDigits = 8;

/**
 * A ULID (26 characters) of a time and a text: the same for the same two, so that a track keeps its object id over a
 * restart. The part of chance comes of two 32-bit hashes of the text.
 */
export function ulidOf(timeMs: number, text: string): string {
  let time = '';
  let left = Math.max(0, Math.floor(timeMs));
  for (let k = 0; k < timeDigits; k++) {
    time = digits[left % 32] + time;
    left = Math.floor(left / 32);
  }
  return time + hashed(`first ${text}`) + hashed(`second ${text}`);
}

function hashed(text: string): string {
  const random = createRandom(335).fork(text);
  return Array.from({ length: halfDigits }, () => digits[random.below(32)]).join('');
}
