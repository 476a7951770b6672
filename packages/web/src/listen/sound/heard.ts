import type { SoundWindow } from '@kentongan/core/sense/acoustic';

/** Lines of the picture of the sound: power in so many bands of equal width from 0 Hz, eight times a second. */
export const PICTURE_BANDS = 64;
export const PICTURE_TOP_HZ = 1500;
export const PICTURES_PER_SECOND = 8;

/**
 * All that ever crosses from the audio thread to the page: numbers about the sound, never the sound. `frames` is how
 * many samples had been heard by then. The model says first which it is, so that the page need not load its weights.
 */
export type Heard =
  | { type: 'model'; frames: number; version: string; pfa: number }
  | { type: 'level'; frames: number; levelDb: number; bandsDb: number[] }
  | { type: 'window'; frames: number; window: SoundWindow };
