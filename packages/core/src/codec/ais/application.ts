import type { AisBits } from './bits.ts';
import { parseLayout, readLayout } from './layout.ts';
import type { LayoutField } from './layout.ts';
import type { AisValue } from './message.ts';

/**
 * What types 6 and 8 carry for applications, by area code and number: IMO SN.1/Circ.236 and 289, inland AIS (CCNR), and
 * aids to navigation of the United Kingdom and Ireland. What is not here is shown as data.
 */
interface Application {
  /** Least and most bits of the whole message. */
  readonly min: number;
  readonly max: number;
  readonly fields: readonly LayoutField[];
  /** Where day (5 bits), hour (5) and minute (6) begin, which become `timestamp`. */
  readonly dayAt?: number;
  /** Where text begins that goes on to the end. */
  readonly textAt?: number;
  /** A field that is at most so much, or it is another application under the same number. */
  readonly most?: readonly [name: string, value: number];
}

/** Wind, air and water of both circulars: 289 is 1 bit later at first, and 5 bits later after the water level. */
const sea = (start: number): string => {
  const parts = [
    'cspeed 8',
    'cdir 9',
    'cspeed2 8',
    'cdir2 9',
    'cdepth2 5',
    'cspeed3 8',
    'cdir3 9',
    'cdepth3 5',
  ];
  parts.push(
    'waveheight 8',
    'waveperiod 6',
    'wavedir 9',
    'swellheight 8',
    'swellperiod 6',
    'swelldir 9',
    'seastate 4',
  );
  let at = start;
  return parts
    .map((part) => {
      const [name, count] = part.split(' ');
      const text = `${name}:${at}u${count}`;
      at += Number(count);
      return text;
    })
    .join(' ');
};

const monitoring: Application = {
  min: 136,
  max: 136,
  fields: parseLayout(
    'ana_int:88u10 ana_ext1:98u10 ana_ext2:108u10 racon:118u2 light:120u2 alarm:122b stat_ext:123u8 off_pos:131b',
  ),
};

const applications: ReadonlyMap<string, Application> = new Map<string, Application>([
  [
    '8 1 11',
    {
      min: 346,
      max: 4096,
      dayAt: 105,
      fields: parseLayout(
        'lat:56s24 lon:80s25 wspeed:121u7 wgust:128u7 wdir:135u9 wgustdir:144u9 airtemp:153u11 humidity:164u7 ' +
          'dewpoint:171u10 pressure:181u9 pressuretend:190u2 visibility:192u8 waterlevel:200u9 leveltrend:209u2 ' +
          `${sea(211)} watertemp:322u10 preciptype:332u3 salinity:335u9 ice:344u2`,
      ),
    },
  ],
  [
    '8 1 31',
    {
      min: 350,
      max: 4096,
      dayAt: 106,
      fields: parseLayout(
        'lon:56s25 lat:81s24 accuracy:105b wspeed:122u7 wgust:129u7 wdir:136u9 wgustdir:145u9 airtemp:154s11 ' +
          'humidity:165u7 dewpoint:172s10 pressure:182u9 pressuretend:191u2 visgreater:193b visibility:194u7 ' +
          `waterlevel:201u12 leveltrend:213u2 ${sea(215)} watertemp:326s10 preciptype:336u3 salinity:339u9 ice:348u2`,
      ),
    },
  ],
  ['8 1 29', { min: 72, max: 4096, textAt: 66, fields: parseLayout('linkage:56u10') }],
  ['6 1 30', { min: 104, max: 4096, textAt: 98, fields: parseLayout('linkage:88u10') }],
  [
    '8 200 10',
    {
      min: 168,
      max: 168,
      most: ['hazard', 5],
      fields: parseLayout(
        'vin:56t8 length:104u13 beam:117u10 shiptype:127u14 hazard:141u3 draught:144u11 loaded:155u2 speed_q:157b ' +
          'course_q:158b heading_q:159b',
      ),
    },
  ],
  ['6 200 55', { min: 168, max: 168, fields: parseLayout('crew:88u8 passengers:96u13 personnel:109u8') }],
  ['6 235 10', monitoring],
  ['6 250 10', monitoring],
]);

/** Reads what follows `dac` and `fid`. */
export function readApplication(type: number, bits: AisBits, fields: Record<string, AisValue>): void {
  const application = applications.get(`${type} ${fields.dac as number} ${fields.fid as number}`);
  const read = application === undefined ? undefined : fieldsOf(application, bits);
  if (read !== undefined) {
    Object.assign(fields, read);
    return;
  }
  const start = type === 6 ? 88 : 56;
  fields.data = bits.data(start, bits.length - start);
}

/** undefined where the message cannot be of this application. */
function fieldsOf(application: Application, bits: AisBits): Record<string, AisValue> | undefined {
  const { min, max, fields, dayAt, textAt, most } = application;
  if (bits.length < min || bits.length > max) return undefined;
  const read: Record<string, AisValue> = {};
  readLayout(fields, bits, read);
  if (most !== undefined && Number(read[most[0]]) > most[1]) return undefined;
  if (dayAt !== undefined) {
    read.timestamp = `${two(bits.unsigned(dayAt, 5))}T${two(bits.unsigned(dayAt + 5, 5))}:${two(bits.unsigned(dayAt + 10, 6))}Z`;
  }
  if (textAt !== undefined) read.text = bits.text(textAt, Math.floor((bits.length - textAt) / 6));
  return read;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
