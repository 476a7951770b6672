import type { SensorDescription, SensorEvent } from '../../../base/event/index.ts';
import type { AsterixRecord } from '../../../codec/asterix/index.ts';
import { AdsbClaims, adsbReceiver } from '../adsb/index.ts';
import { refused, type Claim, type Place, type Report } from '../../report.ts';
import { isSet, numberAt, sourceOf } from './item.ts';
import { noTargetBecause, radarAt, radarClaim } from './radar.ts';
import { adsbMessageOf, incsClaim, noReportBecause, systemTrackClaim, trackingSystemAt } from './system.ts';

export interface AsterixSites {
  /** By `SAC/SIC`, as `25/12`: what is stated here is believed before what 034/120 says. */
  readonly sites?: Readonly<Record<string, Place>>;
  /** For sources of which nothing else says where they stand. */
  readonly site?: Place;
}

interface Source {
  readonly sensorId: string;
  sensor: SensorDescription | undefined;
  state: SensorEvent['state'];
}

/** Sources remembered: more than a region's radars. Beyond, what a new one says is refused. */
const sourceCapacity = 256;

/** Items that facts are made of, for `AsterixOptions.items`: the others are checked and passed over. */
export const asterixItemsOfFacts: Readonly<Record<number, readonly string[]>> = {
  1: ['010', '020', '040', '090', '141', '161', '170'],
  15: ['000', '010', '020', '145', '161', '600', '601', '602', '604', '625', '627', '628'],
  21: [
    '010',
    '020',
    '030',
    '040',
    '071',
    '073',
    '080',
    '090',
    '130',
    '131',
    '140',
    '145',
    '155',
    '157',
    '160',
  ],
  34: ['010', '050', '120'],
  48: ['010', '020', '040', '090', '140', '161', '170', '220'],
  62: ['010', '040', '070', '080', '105', '130', '135', '136', '185', '220', '380', '500'],
};

/**
 * One link's records to reports. Each SAC/SIC is a sensor of its own, `sac25-sic12`. A radar's plots need its site, which
 * they do not carry: from the configuration, else from 034/120, else the link's default.
 */
export class AsterixReports {
  readonly #options: AsterixSites;
  readonly #learned = new Map<string, Place>();
  readonly #sources = new Map<string, Source>();
  readonly #adsb = new AdsbClaims();

  constructor(options: AsterixSites = {}) {
    this.#options = options;
  }

  /** `receivedMs`: when the datagram came; times of day are unwrapped by it. */
  from(record: AsterixRecord, receivedMs: number): Report[] {
    const name = sourceOf(record);
    if (name === undefined) return [refused(undefined, 'item 010 (SAC and SIC)', 'none')];
    const source = this.#source(name);
    if (source === undefined) return [refused(undefined, `at most ${sourceCapacity} sources`, name)];
    switch (record.category) {
      case 34:
        return this.#service(record, name, source);
      case 48:
      case 1:
        return this.#radar(record, name, source, receivedMs);
      case 62:
      case 21:
      case 15:
        return this.#positions(record, name, source, receivedMs);
      default:
        // 002, 016 and 065 tell of sectors, set-up and service: a sign of life, no fact.
        return [];
    }
  }

  /** Keeps where a radar says it stands (034/120); for a file that is read twice. */
  learnSite(record: AsterixRecord): void {
    const name = record.category === 34 ? sourceOf(record) : undefined;
    const latDeg = numberAt(record, '120', 'LAT');
    const lonDeg = numberAt(record, '120', 'LON');
    if (name === undefined || latDeg === undefined || lonDeg === undefined) return;
    if (!(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180)) return;
    if (!this.#learned.has(name) && this.#learned.size >= sourceCapacity) return;
    this.#learned.set(name, { latDeg, lonDeg, heightM: numberAt(record, '120', 'HGT') ?? 0 });
  }

  siteOf(name: string): Place | undefined {
    return this.#options.sites?.[name] ?? this.#learned.get(name) ?? this.#options.site;
  }

  #source(name: string): Source | undefined {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    if (this.#sources.size >= sourceCapacity) return undefined;
    const [sac, sic] = name.split('/');
    const source: Source = { sensorId: `sac${sac}-sic${sic}`, sensor: undefined, state: 'up' };
    this.#sources.set(name, source);
    return source;
  }

  /** 034: where the radar stands, and whether its data are released for use (050/COM/NOGO). */
  #service(record: AsterixRecord, name: string, source: Source): Report[] {
    this.learnSite(record);
    if (record.item('050') === undefined) return [];
    const state = isSet(record, '050', 'COM', 'NOGO') ? 'down' : 'up';
    const site = this.siteOf(name);
    if (state === source.state || site === undefined) return [];
    source.state = state;
    source.sensor ??= radarAt(site);
    return [described(source, source.sensor)];
  }

  #radar(record: AsterixRecord, name: string, source: Source, receivedMs: number): Report[] {
    const because = noTargetBecause(record);
    if (because !== undefined) return [refused(source.sensorId, 'a target in the air', because)];
    const site = this.siteOf(name);
    if (site === undefined) {
      const expected = `a site for SAC/SIC ${name}, configured or by 034/120`;
      return [refused(source.sensorId, expected, 'none')];
    }
    const claim = radarClaim(record, site, receivedMs);
    return claim === undefined ? [] : claimed(source, () => radarAt(site), claim);
  }

  #positions(record: AsterixRecord, name: string, source: Source, receivedMs: number): Report[] {
    const because = noReportBecause(record);
    if (because !== undefined) return [refused(source.sensorId, 'a target in the air', because)];
    const claim = this.#positionClaim(record, receivedMs);
    if (claim === undefined) return [];
    const { measurement } = claim;
    const site = this.siteOf(name);
    // Whoever states positions may stand anywhere; what it measures from its own place needs that place.
    if (site === undefined && measurement.type !== 'position')
      return [refused(source.sensorId, `a configured site for SAC/SIC ${name}`, 'none')];
    const place = site ?? (measurement as Place);
    return claimed(source, () => descriptionOf(record.category, place), claim);
  }

  #positionClaim(record: AsterixRecord, receivedMs: number): Claim | undefined {
    if (record.category === 62) return systemTrackClaim(record, receivedMs);
    if (record.category === 15) return incsClaim(record, receivedMs);
    const message = adsbMessageOf(record, receivedMs);
    return message && this.#adsb.claimFrom(message, receivedMs);
  }
}

function descriptionOf(category: number, place: Place): SensorDescription {
  const { latDeg, lonDeg, heightM } = place;
  if (category === 62) return trackingSystemAt(place);
  return category === 21 ? adsbReceiver(latDeg, lonDeg, heightM) : radarAt(place);
}

function claimed(source: Source, describe: () => SensorDescription, claim: Claim): Report[] {
  const detection: Report = { kind: 'detection', sensorId: source.sensorId, ...claim };
  if (source.sensor !== undefined) return [detection];
  source.sensor = describe();
  return [described(source, source.sensor), detection];
}

function described({ sensorId, state }: Source, sensor: SensorDescription): Report {
  return { kind: 'sensor', sensorId, state, sensor };
}
