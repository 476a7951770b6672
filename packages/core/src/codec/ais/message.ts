/**
 * One AIS message in gpsd's names and in the units of the wire (`gpsdecode -u`): lon and lat in 1/10000 minute (types 17,
 * 22, 23, 27: 1/10), speed in 1/10 knot (types 9, 27: knots), course in 1/10 degree (type 27: degrees), lengths in metres.
 * Values that mean "not available" stay as they are: lon 181°, lat 91°, speed 1023, course 3600, heading 511.
 */
export interface AisFields {
  /** 1 to 27 (ITU-R M.1371-5, annex 8). */
  readonly type: number;
  readonly repeat: number;
  readonly mmsi: number;
  readonly lon?: number;
  readonly lat?: number;
  readonly speed?: number;
  readonly course?: number;
  readonly heading?: number;
  /** Second of the UTC minute, 60 and above: not available. */
  readonly second?: number;
  /** Position better than 10 m. */
  readonly accuracy?: boolean;
  readonly status?: number;
  readonly turn?: number;
  /** Metres, of a search and rescue aircraft. */
  readonly alt?: number;
  readonly shipname?: string;
  readonly callsign?: string;
  readonly shiptype?: number;
  readonly destination?: string;
  readonly imo?: number;
  readonly name?: string;
  readonly aid_type?: number;
  /** Which half of a type 24 this is. */
  readonly part?: 'A' | 'B';
  readonly [name: string]: AisValue | undefined;
}

export type AisValue = number | string | boolean | readonly Readonly<Record<string, AisValue>>[];

/** NMEA 0183 tag block: `c` Unix time and `n`, `r` line and relative time as numbers, the others as text. */
export type AisTag = Readonly<Record<string, string | number>>;

export interface AisMessage {
  readonly message: AisFields;
  /** Line of the sentence that completed it, from 1. */
  readonly at: number;
  readonly channel: string;
  readonly tag?: AisTag;
  /** When a receiver says that it came, by the tag block or by a time after the checksum; ms since 1970 UTC. */
  readonly statedMs?: number;
  /** A message of our own station's (VDO), not one that was heard. */
  readonly own: boolean;
}

export interface AisRefusal {
  readonly error: string;
  readonly at: number;
}

export type AisDecoded = AisMessage | AisRefusal;
