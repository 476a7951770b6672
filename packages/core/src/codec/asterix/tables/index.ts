/** Made by tools/asterix/generate.ts. Do not edit. */
import type { CategoryTable, ExpansionTable } from '../notation.ts';
import { cat001Edition1_4 } from './cat001-1.4.ts';
import { cat002Edition1_2 } from './cat002-1.2.ts';
import { cat015Edition1_2 } from './cat015-1.2.ts';
import { cat016Edition1_0 } from './cat016-1.0.ts';
import { cat021Edition0_26 } from './cat021-0.26.ts';
import { cat021Edition2_7 } from './cat021-2.7.ts';
import { re021Edition1_5 } from './re021-1.5.ts';
import { cat034Edition1_29 } from './cat034-1.29.ts';
import { cat048Edition1_32 } from './cat048-1.32.ts';
import { re048Edition1_13 } from './re048-1.13.ts';
import { cat062Edition1_21 } from './cat062-1.21.ts';
import { re062Edition1_3 } from './re062-1.3.ts';
import { cat065Edition1_6 } from './cat065-1.6.ts';

export const categoryTables: readonly CategoryTable[] = [
  cat001Edition1_4,
  cat002Edition1_2,
  cat015Edition1_2,
  cat016Edition1_0,
  cat021Edition0_26,
  cat021Edition2_7,
  cat034Edition1_29,
  cat048Edition1_32,
  cat062Edition1_21,
  cat065Edition1_6,
];

export const expansionTables: readonly ExpansionTable[] = [
  re021Edition1_5,
  re048Edition1_13,
  re062Edition1_3,
];
