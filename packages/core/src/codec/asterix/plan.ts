import { Cursor } from './cursor.ts';
import type { AsterixValue } from './field.ts';
import { compileContent, compileExplicit } from './node.ts';
import type { Node } from './node.ts';
import { parseContent } from './notation.ts';
import type { CategoryTable, ExpansionTable } from './notation.ts';

/** One place of an FSPEC's order. */
interface Slot {
  readonly name: string;
  readonly node: Node;
  /** Whether its value is made, or it is only passed over. */
  readonly wanted: boolean;
}

/** Item 'rfs': an octet of how many follow, each an octet of its place in the order and then the item. */
const randomFields = 'rfs';

/** An FSPEC's order, compiled. */
export interface Order {
  readonly slots: readonly (Slot | undefined)[];
  readonly places: ReadonlyMap<string, number>;
}

/** One record: its items by their place in the order. */
export class AsterixRecord {
  readonly category: number;
  readonly #order: Order;
  readonly #values: readonly (AsterixValue | undefined)[];

  constructor(category: number, order: Order, values: readonly (AsterixValue | undefined)[]) {
    this.category = category;
    this.#order = order;
    this.#values = values;
  }

  /** The value of an item by the name that the specification gives it, as '040'; undefined where it was not sent. */
  item(name: string): AsterixValue | undefined {
    const place = this.#order.places.get(name);
    return place === undefined ? undefined : this.#values[place];
  }

  /** All that was sent. */
  items(): Record<string, AsterixValue> {
    const items: Record<string, AsterixValue> = {};
    for (const [name, place] of this.#order.places) {
      const value = this.#values[place];
      if (value !== undefined) items[name] = value;
    }
    return items;
  }
}

/** A category's edition, compiled once to read many records. */
export class Plan {
  readonly category: number;
  readonly #orders: ReadonlyMap<string, Order>;
  readonly #first: Order;
  /** Which item, and which element of it, chooses among several orders; its place is the same in all of them. */
  readonly #choice: { place: number; element: string; names: Readonly<Record<number, string>> } | undefined;

  /** `only`: items whose values are wanted; absent: all. */
  constructor(table: CategoryTable, expansion: ExpansionTable | undefined, only?: ReadonlySet<string>) {
    this.category = table.category;
    const nodes = new Map<string, Node>();
    for (const [name, text] of Object.entries(table.items)) {
      const content = name === 'RE' && expansion !== undefined ? parseContent(expansion.content) : undefined;
      nodes.set(name, text === 'explicit' ? compileExplicit(content) : compileContent(parseContent(text)));
    }
    const chooser = table.choice?.path.split('/');
    const orders = new Map<string, Order>();
    for (const [name, text] of Object.entries(table.uaps)) {
      orders.set(
        name,
        compileOrder(text, nodes, (item) => only === undefined || only.has(item) || item === chooser?.[0]),
      );
    }
    this.#orders = orders;
    this.#first = orders.values().next().value!;
    if (chooser !== undefined) {
      const place = this.#first.places.get(chooser[0])!;
      this.#choice = { place, element: chooser[1], names: table.choice!.cases };
    }
  }

  /** Reads the record at the cursor; undefined where the cursor failed, or the record broke limits and was passed over. */
  read(cursor: Cursor): AsterixRecord | undefined {
    const fspec = cursor.at;
    do {
      if (!cursor.has(1)) return undefined;
      cursor.at++;
    } while ((cursor.bytes[cursor.at - 1] & 1) === 1);
    const itemsAt = cursor.at;
    let order = this.#first;
    const values: (AsterixValue | undefined)[] = [];
    let place = 0;
    let count = 0;
    for (let octet = fspec; octet < itemsAt; octet++) {
      for (let mask = 0x80; mask > 1; mask >>>= 1, place++) {
        if ((cursor.bytes[octet] & mask) === 0) {
          values.push(undefined);
          continue;
        }
        count++;
        values.push(undefined);
        readSlot(order, place, cursor, values);
        if (cursor.failure !== '') return undefined;
        if (this.#choice?.place === place) order = this.#chosen(values[place]) ?? order;
      }
    }
    if (count === 0) cursor.fail('expected items, found an empty FSPEC');
    else if (this.#choice !== undefined && values[this.#choice.place] === undefined) {
      cursor.fail('expected the item that chooses the order of items, found none');
    }
    if (cursor.failure !== '' || cursor.breach !== '') return undefined;
    return new AsterixRecord(this.category, order, values);
  }

  #chosen(value: AsterixValue | undefined): Order | undefined {
    const chooser = (value as Record<string, number>)[this.#choice!.element];
    return this.#orders.get(this.#choice!.names[chooser]);
  }
}

function readSlot(order: Order, place: number, cursor: Cursor, values: (AsterixValue | undefined)[]): void {
  const slot = order.slots[place];
  if (slot === undefined)
    return cursor.fail(`expected no item at place ${place + 1} of the FSPEC, found its bit set`);
  if (slot.name === randomFields) return readRandom(order, cursor, values);
  const before = cursor.breach;
  if (slot.wanted) values[place] = slot.node.read(cursor);
  else slot.node.skip(cursor);
  cursor.within(slot.name, before);
}

function readRandom(order: Order, cursor: Cursor, values: (AsterixValue | undefined)[]): void {
  if (!cursor.has(1)) return;
  const count = cursor.bytes[cursor.at++];
  for (let i = 0; i < count && cursor.failure === ''; i++) {
    if (!cursor.has(1)) return;
    const place = cursor.bytes[cursor.at++] - 1;
    if (order.slots[place]?.name === randomFields) return cursor.fail('expected an item in rfs, found rfs');
    readSlot(order, place, cursor, values);
  }
}

function compileOrder(
  text: string,
  nodes: ReadonlyMap<string, Node>,
  isWanted: (name: string) => boolean,
): Order {
  const places = new Map<string, number>();
  const slots = text.split(' ').map((name, place) => {
    if (name === '-') return undefined;
    const node = name === randomFields ? compileExplicit(undefined) : nodes.get(name);
    if (node === undefined) throw new Error(`the order names item ${name}, which there is not`);
    if (name !== randomFields) places.set(name, place);
    return { name, node, wanted: isWanted(name) };
  });
  return { slots, places };
}
