import type { AisBits } from './bits.ts';
import { parseLayout, readLayout, twoDigits } from './layout.ts';
import type { LayoutField } from './layout.ts';
import type { AisValue } from './message.ts';

/**
 * What types 6 and 8 carry for applications, by area code and number: IMO SN.1/Circ.236 and 289, inland AIS (CCNR), and
 * aids to navigation of the United Kingdom and Ireland. Places are counted as in the circulars; gpsd reads the persons on
 * board of circular 236 elsewhere, and half elements at the end of a list. What is not here is shown as data.
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
  /** Elements of so many bits, one after the other: as many as are whole, or as many as bits at `count` say. */
  readonly list?: {
    readonly name: string;
    readonly at: number;
    readonly size: number;
    readonly fields: readonly LayoutField[];
    readonly count?: readonly [at: number, bits: number];
    /** What has no fixed place within an element. */
    readonly more?: (bits: AisBits, at: number, element: Record<string, AisValue>) => void;
  };
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

const facilities =
  'agent fuel chandler stevedore electrical water customs cartage crane lift medical navrepair provisions shiprepair ' +
  'surveyor steam tugs solidwaste liquidwaste hazardouswaste ballast additional regional1 regional2 future1 future2';

const lock = 'country:88t2 locode:100t3 section:118t5 terminal:148t5 hectometre:178t5 eta:208n';

/** IMO 289's route information: addressed, it begins 32 bits later. */
const route = (start: number): Application => ({
  min: start + 61,
  max: 4096,
  fields: parseLayout(
    `linkage:${start}u10 sender:${start + 10}u3 rtype:${start + 13}u5 start:${start + 18}z duration:${start + 38}u18`,
  ),
  list: {
    name: 'waypoints',
    at: start + 61,
    size: 55,
    fields: parseLayout('lon:0s28 lat:28s27'),
    count: [start + 56, 5],
  },
});

/** Tidal windows: IMO 236 has latitude first and in finer steps, IMO 289 a bit more for the current's speed. */
const tides = (place: string, after: number, speedBits: number): Application => ({
  min: 97 + after + 31 + speedBits,
  max: 4096,
  fields: parseLayout('month:88u4 day:92u5'),
  list: {
    name: 'tidals',
    at: 97,
    size: after + 31 + speedBits,
    fields: parseLayout(
      `${place} from_hour:${after}u5 from_min:${after + 5}u6 to_hour:${after + 11}u5 to_min:${after + 16}u6 ` +
        `cdir:${after + 22}u9 cspeed:${after + 31}u${speedBits}`,
    ),
  },
});

const idNames = ['mmsi', 'imo', 'callsign', 'other'];

/** IMO 289's synthetic targets: 42 bits are a number or seven letters, as the first two say. */
function readTargetId(bits: AisBits, at: number, target: Record<string, AisValue>): void {
  const type = bits.unsigned(at, 2);
  target[idNames[type]] = type < 2 ? String(bits.unsigned(at + 12, 32)) : bits.text(at + 2, 7);
}

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
  [
    '6 1 12',
    {
      min: 357,
      max: 4096,
      fields: parseLayout(
        'lastport:88t5 departure:118z nextport:138t5 eta:168z dangerous:188t20 imdcat:308t4 unid:332u13 amount:345u10 unit:355u2',
      ),
    },
  ],
  ['6 1 14', tides('lat:0s27 lon:27s28', 55, 7)],
  ['6 1 16', { min: 101, max: 4096, fields: parseLayout('persons:88u13') }],
  [
    '6 1 18',
    {
      min: 317,
      max: 4096,
      fields: parseLayout(
        'linkage:88u10 arrival:98z portname:118t20 destination:238t5 lon:268s25 lat:293s24',
      ),
    },
  ],
  [
    '6 1 20',
    {
      min: 360,
      max: 4096,
      fields: parseLayout(
        'linkage:88u10 berth_length:98u9 berth_depth:107u8 position:115u3 arrival:118n availability:138u1 ' +
          `${facilities
            .split(' ')
            .map((name, k) => `${name}:${139 + 2 * k}u2`)
            .join(' ')} berth_name:191t20 berth_lon:311s25 berth_lat:336s24`,
      ),
    },
  ],
  [
    '6 1 25',
    {
      min: 100,
      max: 4096,
      fields: parseLayout('unit:88u2 amount:90u10'),
      list: { name: 'cargos', at: 100, size: 17, fields: parseLayout('code:0u4 subtype:4u13') },
    },
  ],
  ['6 1 28', route(88)],
  ['6 1 32', tides('lon:0s25 lat:25s24', 49, 8)],
  ['6 200 21', { min: 248, max: 248, fields: parseLayout(`${lock} tugs:228u3 airdraught:231u12`) }],
  ['6 200 22', { min: 232, max: 232, fields: parseLayout(`${lock} status:228u2`) }],
  [
    '8 1 13',
    {
      min: 468,
      max: 4096,
      fields: parseLayout(
        'reason:56t20 closefrom:176t20 closeto:296t20 radius:416u10 extunit:426u2 from:428d to:448d',
      ),
    },
  ],
  ['8 1 15', { min: 67, max: 4096, fields: parseLayout('airdraught:56u11') }],
  ['8 1 16', { min: 69, max: 72, fields: parseLayout('persons:56u13') }],
  [
    '8 1 17',
    {
      min: 178,
      max: 4096,
      fields: [],
      list: {
        name: 'targets',
        at: 56,
        size: 122,
        fields: parseLayout('idtype:0u2 lat:48s24 lon:72s25 course:97u9 second:106u6 speed:112u10'),
        more: readTargetId,
      },
    },
  ],
  ['8 1 27', route(56)],
  [
    '8 200 24',
    {
      min: 168,
      max: 168,
      fields: parseLayout('country:56t2'),
      list: { name: 'gauges', at: 68, size: 25, fields: parseLayout('id:0u11 level:11s14') },
    },
  ],
  [
    '8 200 40',
    {
      min: 168,
      max: 168,
      fields: parseLayout('lon:56s28 lat:84s27 form:111u4 facing:115u9 direction:124u3 status:127u30'),
    },
  ],
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
    read.timestamp = `${twoDigits(bits.unsigned(dayAt, 5))}T${twoDigits(bits.unsigned(dayAt + 5, 5))}:${twoDigits(bits.unsigned(dayAt + 10, 6))}Z`;
  }
  const listed = listOf(application, bits);
  if (listed === undefined) return undefined;
  Object.assign(read, listed);
  if (textAt !== undefined) read.text = bits.text(textAt, Math.floor((bits.length - textAt) / 6));
  return read;
}

/** undefined where more elements are announced than there are. */
function listOf({ list }: Application, bits: AisBits): Record<string, AisValue> | undefined {
  if (list === undefined) return {};
  const { name, at, size, fields, count, more } = list;
  const whole = Math.max(0, Math.floor((bits.length - at) / size));
  const announced = count === undefined ? whole : bits.unsigned(count[0], count[1]);
  if (announced > whole) return undefined;
  const elements = Array.from({ length: announced }, (_, k) => {
    const element: Record<string, AisValue> = {};
    readLayout(fields, bits, element, at + k * size);
    more?.(bits, at + k * size, element);
    return element;
  });
  return { [name]: elements };
}
