/**
 * What every ADS-B format is decoded to: the names and units of readsb's aircraft.json
 * (readsb, README-json.md), so that all of them read alike.
 */
export interface Aircraft {
  /** 24-bit address, six lower-case hex digits; `~` before it where it is no ICAO address. */
  readonly hex: string;
  /** Downlink format of the Mode S frame it came from, 0-24. Ours: aircraft.json has none. */
  readonly df?: number;
  /** How it was heard: `adsb_icao`, `mode_s`, `mlat`, `tisb_icao` … */
  readonly type?: string;
  /** Call sign, padded with blanks to 8. */
  readonly flight?: string;
  /** Registration. */
  readonly r?: string;
  /** ICAO aircraft type code, as `B738`. */
  readonly t?: string;
  readonly dbFlags?: number;
  /** Pressure altitude (1013.25 hPa) in feet, or that it stands on the ground. */
  readonly alt_baro?: number | 'ground';
  /** Height above the WGS 84 ellipsoid in feet. */
  readonly alt_geom?: number;
  /** Ground speed in knots. */
  readonly gs?: number;
  /** Indicated, true air speed in knots. */
  readonly ias?: number;
  readonly tas?: number;
  readonly mach?: number;
  /** Wind from, degrees true, and its speed in knots; outside and total air temperature in °C. Derived by readsb. */
  readonly wd?: number;
  readonly ws?: number;
  readonly oat?: number;
  readonly tat?: number;
  /** Track over ground, degrees clockwise from true north. */
  readonly track?: number;
  /** Degrees per second. */
  readonly track_rate?: number;
  /** Degrees, right wing down positive. */
  readonly roll?: number;
  /** Degrees clockwise from magnetic, from true north. */
  readonly mag_heading?: number;
  readonly true_heading?: number;
  /** Feet per minute, up positive. */
  readonly baro_rate?: number;
  readonly geom_rate?: number;
  /** Mode A code, four octal digits. */
  readonly squawk?: string;
  /** `none` `general` `lifeguard` `minfuel` `nordo` `unlawful` `downed` `reserved`. */
  readonly emergency?: string;
  /** Emitter category, `A0` to `D7`. */
  readonly category?: string;
  /** hPa; feet; feet; degrees magnetic; names of the autopilot's modes. */
  readonly nav_qnh?: number;
  readonly nav_altitude_mcp?: number;
  readonly nav_altitude_fms?: number;
  readonly nav_heading?: number;
  readonly nav_modes?: readonly string[];
  /** WGS 84 degrees. */
  readonly lat?: number;
  readonly lon?: number;
  /** Navigation integrity category and its radius of containment in metres. */
  readonly nic?: number;
  readonly rc?: number;
  /** Seconds since the position, since any message, before `now`. */
  readonly seen_pos?: number;
  readonly seen?: number;
  /** ADS-B version, 0 to 2. */
  readonly version?: number;
  readonly nic_baro?: number;
  readonly nac_p?: number;
  readonly nac_v?: number;
  readonly sil?: number;
  readonly sil_type?: string;
  readonly gva?: number;
  readonly sda?: number;
  /** Flight status: alert, special position identification; 0 or 1. */
  readonly alert?: number;
  readonly spi?: number;
  /** Names of the fields that came by multilateration, by TIS-B. */
  readonly mlat?: readonly string[];
  readonly tisb?: readonly string[];
  readonly messages?: number;
  readonly rssi?: number;
  /** Unix time in seconds, where each object bears its own (readsb's JSON positions). */
  readonly now?: number;
}

/** The same while a decoder fills it in. */
export type AircraftDraft = { -readonly [Name in keyof Aircraft]: Aircraft[Name] };

export interface AdsbMessage {
  readonly aircraft: Aircraft;
  /** Line in text, from 1; byte offset in a binary stream. */
  readonly at: number;
  /** When the source says it was so, ms since 1970; SBS gives no time zone and is read as UTC. Absent: no time given. */
  readonly statedMs?: number;
  /** Beast: its 12 MHz counter (or GPS time of day) as sent, 48 bits. */
  readonly counter?: number;
}

/** What was not understood, and where. */
export interface AdsbRefusal {
  readonly error: string;
  readonly at: number;
}

export type AdsbDecoded = AdsbMessage | AdsbRefusal;

/** Bytes in any pieces, messages out. Holds at most 1 MiB: `append` takes nothing and says false beyond that. */
export interface AdsbDecoder {
  /** `timeMs`: when these bytes came, of use where messages bear no time of their own. */
  append(piece: Uint8Array, timeMs?: number): boolean;
  /** The next message or refusal; undefined when none is whole yet. */
  next(): AdsbDecoded | undefined;
  /** No more will come: a last line needs no line end. */
  end(): void;
}

/** Text from outside as an error may quote it: short and on one line. */
export function quoted(value: unknown): string {
  const text = (JSON.stringify(value) as string | undefined) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
