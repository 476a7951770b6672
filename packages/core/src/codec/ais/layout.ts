import type { AisBits } from './bits.ts';
import type { AisValue } from './message.ts';

/** A field of fixed place: kind u unsigned, s signed, b true or false, t text of so many characters. */
interface Field {
  readonly name: string;
  readonly start: number;
  readonly count: number;
  readonly kind: string;
}

/** Reads `name:38u4 name:42s8 name:60b name:70t7`: where each field begins, its kind, its bits or characters. */
export function parseLayout(text: string): readonly Field[] {
  return text.split(' ').map((part) => {
    const found = /^(\w+):(\d+)([usbt])(\d*)$/.exec(part);
    if (found === null) throw new Error(`expected name:38u4, found ${part}`);
    const [, name, start, kind, count] = found;
    return { name, start: Number(start), kind, count: kind === 'b' ? 1 : Number(count) };
  });
}

export function readLayout(layout: readonly Field[], bits: AisBits, into: Record<string, AisValue>): void {
  for (let i = 0; i < layout.length; i++) {
    const { name, start, count, kind } = layout[i];
    if (kind === 'u') into[name] = bits.unsigned(start, count);
    else if (kind === 's') into[name] = bits.signed(start, count);
    else if (kind === 'b') into[name] = bits.unsigned(start, 1) === 1;
    else into[name] = bits.text(start, count);
  }
}

export type { Field as LayoutField };
