import type { AisBits } from './bits.ts';
import type { AisValue } from './message.ts';

/**
 * A field of fixed place: kind u unsigned, s signed, b true or false, t text of so many characters; month, day, hour and
 * minute (4, 5, 5, 6 bits) as z `06-17T16:50Z`, n `6-17T16:50`, or with the day before the month as d `06-17T16:50`.
 */
interface Field {
  readonly name: string;
  readonly start: number;
  readonly count: number;
  readonly kind: string;
}

/** Reads `name:38u4 name:42s8 name:60b name:70t7`: where each field begins, its kind, its bits or characters. */
export function parseLayout(text: string): readonly Field[] {
  return text.split(' ').map((part) => {
    const found = /^(\w+):(\d+)([usbtznd])(\d*)$/.exec(part);
    if (found === null) throw new Error(`expected name:38u4, found ${part}`);
    const [, name, start, kind, count] = found;
    return { name, start: Number(start), kind, count: kind === 'b' ? 1 : Number(count) };
  });
}

/** `from`: the bit that the places are counted from. */
export function readLayout(
  layout: readonly Field[],
  bits: AisBits,
  into: Record<string, AisValue>,
  from = 0,
): void {
  for (let i = 0; i < layout.length; i++) {
    const { name, start, count, kind } = layout[i];
    const at = from + start;
    if (kind === 'u') into[name] = bits.unsigned(at, count);
    else if (kind === 's') into[name] = bits.signed(at, count);
    else if (kind === 'b') into[name] = bits.unsigned(at, 1) === 1;
    else if (kind === 't') into[name] = bits.text(at, count);
    else into[name] = dateOf(bits, at, kind);
  }
}

function dateOf(bits: AisBits, at: number, kind: string): string {
  const [month, day] =
    kind === 'd'
      ? [bits.unsigned(at + 5, 4), bits.unsigned(at, 5)]
      : [bits.unsigned(at, 4), bits.unsigned(at + 4, 5)];
  const parts = [month, day, bits.unsigned(at + 9, 5), bits.unsigned(at + 14, 6)];
  const [m, d, hour, minute] = kind === 'n' ? parts.map(String) : parts.map(twoDigits);
  return `${m}-${d}T${hour}:${minute}${kind === 'z' ? 'Z' : ''}`;
}

export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

export type { Field as LayoutField };
