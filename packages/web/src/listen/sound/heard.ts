import type { SoundWindow } from '@kentongan/core/sense/acoustic';

/** Lines of the picture of the sound: power in so many bands of equal width from 0 Hz, eight times a second. */
export const PICTURE_BANDS = 64;
export const PICTURE_TOP_HZ = 1500;
export const PICTURES_PER_SECOND = 8;

/**
 * All that ever crosses from the audio thread to the page: numbers about the sound, never the sound. `frames` is how
 * many samples had been heard by then.
 */
export type Heard =
  | { type: 'level'; frames: number; levelDb: number; bandsDb: number[] }
  | { type: 'window'; frames: number; window: SoundWindow };
