import type { AisBits } from './bits.ts';
import { readApplication } from './application.ts';
import { parseLayout, readLayout } from './layout.ts';
import type { LayoutField } from './layout.ts';
import type { AisFields, AisValue } from './message.ts';

/**
 * Message types 1 to 27 (ITU-R M.1371-5, annex 8, section 3). Bits are counted from 0; the first 38 are the same in all:
 * 0-5 type, 6-7 repeat, 8-37 MMSI.
 */
const dimensions = (start: number): string =>
  `to_bow:${start}u9 to_stern:${start + 9}u9 to_port:${start + 18}u6 to_starboard:${start + 24}u6`;

const classA =
  'status:38u4 turn:42s8 speed:50u10 accuracy:60b lon:61s28 lat:89s27 course:116u12 heading:128u9 second:137u6 ' +
  'maneuver:143u2 raim:148b radio:149u19';
const classB =
  'reserved:38u8 speed:46u10 accuracy:56b lon:57s28 lat:85s27 course:112u12 heading:124u9 second:133u6 ';
const station = 'accuracy:78b lon:79s28 lat:107s27 epfd:134u4 raim:148b radio:149u19';
const area = (start: number): string =>
  `ne_lon:${start}s18 ne_lat:${start + 18}s17 sw_lon:${start + 35}s18 sw_lat:${start + 53}s17`;
const reservation = (n: number): string => {
  const start = 10 + 30 * n;
  return `offset${n}:${start}u12 number${n}:${start + 12}u4 timeout${n}:${start + 16}u3 increment${n}:${start + 19}u11`;
};

/** Least and most bits, and the fields whose place is fixed. */
interface TypeLayout {
  readonly min: number;
  readonly max: number;
  readonly fields: readonly LayoutField[];
}

/** Slots are often sent whole, or a little short: as much is allowed as receivers in use do. */
function typeLayout(min: number, max: number, text: string): TypeLayout {
  return { min, max, fields: text === '' ? [] : parseLayout(text) };
}

const any = 4096;
const acknowledgement = 'mmsi1:40u30 mmsi2:72u30 mmsi3:104u30 mmsi4:136u30';

const layouts: Readonly<Record<number, TypeLayout>> = {
  1: typeLayout(163, 204, classA),
  2: typeLayout(163, 204, classA),
  3: typeLayout(163, 204, classA),
  4: typeLayout(168, any, station),
  5: typeLayout(
    420,
    any,
    `imo:40u30 ais_version:38u2 callsign:70t7 shipname:112t20 shiptype:232u8 ${dimensions(240)} epfd:270u4 ` +
      'draught:294u8 destination:302t20 dte:422u1',
  ),
  6: typeLayout(88, 1064, 'seqno:38u2 dest_mmsi:40u30 retransmit:70b dac:72u10 fid:82u6'),
  7: typeLayout(72, 168, acknowledgement),
  8: typeLayout(56, 1064, 'dac:40u10 fid:50u6'),
  9: typeLayout(
    168,
    any,
    'alt:38u12 speed:50u10 accuracy:60b lon:61s28 lat:89s27 course:116u12 second:128u6 regional:134u8 dte:142u1 ' +
      'raim:147b radio:148u20',
  ),
  10: typeLayout(72, any, 'dest_mmsi:40u30'),
  11: typeLayout(168, any, station),
  12: typeLayout(72, 1064, 'seqno:38u2 dest_mmsi:40u30 retransmit:70b'),
  13: typeLayout(72, 168, acknowledgement),
  14: typeLayout(40, 1064, ''),
  15: typeLayout(
    88,
    168,
    'mmsi1:40u30 type1_1:70u6 offset1_1:76u12 type1_2:90u6 offset1_2:96u12 mmsi2:110u30 type2_1:140u6 offset2_1:146u12',
  ),
  16: typeLayout(96, 168, 'mmsi1:40u30 offset1:70u12 increment1:82u10'),
  17: typeLayout(80, 1064, 'lon:40s18 lat:58s17'),
  18: typeLayout(
    168,
    any,
    `${classB}regional:139u2 cs:141b display:142b dsc:143b band:144b msg22:145b raim:147b radio:148u20`,
  ),
  19: typeLayout(
    312,
    any,
    `${classB}regional:139u4 shipname:143t20 shiptype:263u8 ${dimensions(271)} epfd:301u4 raim:305b dte:306u1 assigned:307b`,
  ),
  20: typeLayout(72, 186, [1, 2, 3, 4].map(reservation).join(' ')),
  21: typeLayout(
    272,
    368,
    `aid_type:38u5 name:43t20 accuracy:163b lon:164s28 lat:192s27 ${dimensions(219)} epfd:249u4 second:253u6 ` +
      'regional:260u8 off_position:259b raim:268b virtual_aid:269b',
  ),
  22: typeLayout(
    168,
    any,
    'channel_a:40u12 channel_b:52u12 txrx:64u4 power:68b addressed:139b band_a:140b band_b:141b zonesize:142u3',
  ),
  23: typeLayout(154, any, `${area(40)} stationtype:110u4 shiptype:114u8 interval:146u4 quiet:150u4`),
  24: typeLayout(160, any, ''),
  25: typeLayout(40, 168, 'addressed:38b structured:39b'),
  26: typeLayout(60, 1064, 'addressed:38b structured:39b'),
  27: typeLayout(
    96,
    168,
    'status:40u4 accuracy:38b lon:44s18 lat:62s17 speed:79u6 course:85u9 raim:39b gnss:94b',
  ),
};

const areaLayout = parseLayout(area(69));
const secondAssignment = parseLayout('mmsi2:92u30 offset2:122u12 increment2:134u10');
const addressedTo = parseLayout('dest1:69u30 dest2:104u30');
const craft = parseLayout(
  `shiptype:40u8 vendorid:48t7 model:66u4 serial:70u20 callsign:90t7 ${dimensions(132)}`,
);
const auxiliaryCraft = parseLayout(
  'shiptype:40u8 vendorid:48t7 model:66u4 serial:70u20 callsign:90t7 mothership_mmsi:132u30',
);

/** The message, or what is wrong with it. */
export function decodeAis(bits: AisBits): AisFields | string {
  if (bits.length < 38) return `expected 38 bits at least, found ${bits.length}`;
  const type = bits.unsigned(0, 6);
  const layout = layouts[type];
  if (layout === undefined) return `expected a type from 1 to 27, found ${type}`;
  if (bits.length < layout.min || bits.length > layout.max) {
    const most = layout.max === any ? 'or more' : `to ${layout.max}`;
    return `type ${type}: expected ${layout.min} ${most} bits, found ${bits.length}`;
  }
  const fields: AisFields & Record<string, AisValue> = {
    type,
    repeat: bits.unsigned(6, 2),
    mmsi: bits.unsigned(8, 30),
  };
  readLayout(layout.fields, bits, fields);
  const error = readRest(type, bits, fields);
  return error === undefined ? fields : `type ${type}: ${error}`;
}

/** What has no fixed place, or depends on other fields; returns what is wrong, if anything. */
function readRest(type: number, bits: AisBits, fields: Record<string, AisValue>): string | undefined {
  switch (type) {
    case 4:
    case 11:
      fields.timestamp = timestampOf(bits);
      return undefined;
    case 5:
      fields.eta = `${two(bits, 274, 4)}-${two(bits, 278, 5)}T${two(bits, 283, 5)}:${two(bits, 288, 6)}Z`;
      return undefined;
    case 6:
    case 8:
      readApplication(type, bits, fields);
      return undefined;
    case 12:
      fields.text = bits.text(72, Math.floor((bits.length - 72) / 6));
      return undefined;
    case 14:
      fields.text = bits.text(40, Math.floor((bits.length - 40) / 6));
      return undefined;
    case 16:
      if (bits.length >= 144) readLayout(secondAssignment, bits, fields);
      else Object.assign(fields, { mmsi2: 0, offset2: 0, increment2: 0 });
      return undefined;
    case 17:
      fields.data = bits.data(80, bits.length - 80);
      return undefined;
    case 21:
      if (!bits.text(43, 20).includes('@') && bits.length > 272) extendName(bits, fields);
      return undefined;
    case 22:
      readLayout(fields.addressed === true ? addressedTo : areaLayout, bits, fields);
      return undefined;
    case 24:
      return readStatic(bits, fields);
    case 25:
    case 26:
      return readBinary(bits, type === 26 ? 20 : 0, fields);
    default:
      return undefined;
  }
}

function two(bits: AisBits, start: number, count: number): string {
  return String(bits.unsigned(start, count)).padStart(2, '0');
}

/** 38-51 year, 52-55 month, 56-60 day, 61-65 hour, 66-71 minute, 72-77 second, as they are: 24:60:60 is no time. */
function timestampOf(bits: AisBits): string {
  const date = `${String(bits.unsigned(38, 14)).padStart(4, '0')}-${two(bits, 52, 4)}-${two(bits, 56, 5)}`;
  return `${date}T${two(bits, 61, 5)}:${two(bits, 66, 6)}:${two(bits, 72, 6)}Z`;
}

/** A name of 20 characters goes on after the fixed fields. */
function extendName(bits: AisBits, fields: Record<string, AisValue>): void {
  const whole = Array.from({ length: 20 }, (_, i) => bits.unsigned(43 + 6 * i, 6)).every(
    (code) => code !== 0,
  );
  if (!whole) return;
  const rest = bits.text(272, Math.floor((bits.length - 272) / 6));
  fields.name = `${String(fields.name).padEnd(20)}${rest}`.trimEnd();
}

/** Type 24: 38-39 part; A is a name, B a craft, whose last field is its mother ship's MMSI where its own begins with 98. */
function readStatic(bits: AisBits, fields: Record<string, AisValue>): string | undefined {
  const part = bits.unsigned(38, 2);
  if (part > 1) return `expected part 0 or 1, found ${part}`;
  fields.part = part === 0 ? 'A' : 'B';
  if (part === 0) {
    fields.shipname = bits.text(40, 20);
    return undefined;
  }
  if (bits.length < 162) return `expected 162 bits in part B, found ${bits.length}`;
  readLayout(Math.floor(Number(fields.mmsi) / 10_000_000) === 98 ? auxiliaryCraft : craft, bits, fields);
  return undefined;
}

/** Types 25 and 26: 30 bits of address and 16 of application where the two flags say so, data, and 20 of radio in 26. */
function readBinary(bits: AisBits, radioBits: number, fields: Record<string, AisValue>): string | undefined {
  let at = 40;
  fields.dest_mmsi = 0;
  fields.app_id = 0;
  if (fields.addressed === true) {
    fields.dest_mmsi = bits.unsigned(at, 30);
    at += 30;
  }
  if (fields.structured === true) {
    fields.app_id = bits.unsigned(at, 16);
    at += 16;
  }
  const count = bits.length - at - radioBits;
  if (count < 0) return `expected ${at + radioBits} bits, found ${bits.length}`;
  fields.data = bits.data(at, count);
  if (radioBits > 0) fields.radio = bits.unsigned(at + count, radioBits);
  return undefined;
}
