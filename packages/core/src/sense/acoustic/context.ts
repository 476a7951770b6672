/** A window is judged with two seconds before and two after it, in blocks of half a second. */
export const CONTEXT_BLOCKS = 10;
export const BLOCKS_BEFORE = 4;
