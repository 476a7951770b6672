import type { SensorDescription } from '../../../base/event/index.ts';
import { ByteQueue, LineQueue, textFromUtf8 } from '../../../base/bytes.ts';
import {
  adsbFormatOf,
  BeastDecoder,
  createAdsbDecoder,
  type AdsbDecoder,
} from '../../../codec/adsb/index.ts';
import { AisDecoder } from '../../../codec/ais/index.ts';
import { AsterixDecoder } from '../../../codec/asterix/index.ts';
import { CotStream, readCotDatagram, type CotEvent } from '../../../codec/cot/index.ts';
import { readRemoteIdText } from '../../../codec/remoteid/index.ts';
import { SapientFrames, SapientReader } from '../../../codec/sapient/index.ts';
import type { Claim, Place, Report } from '../../report.ts';
import { AdsbClaims, adsbReceiver } from '../adsb/index.ts';
import { aisClaim, aisReceiver } from '../ais/index.ts';
import { asterixItemsOfFacts, AsterixReports } from '../asterix/index.ts';
import { cotClaim, takSystemAt } from '../cot/index.ts';
import { RemoteIdClaims, remoteIdReceiver } from '../remoteid/index.ts';
import { SapientReports } from '../sapient/index.ts';

/** Something of a flow that was understood, or why it was not. */
export type Understood = Report | { error: string };

/** One flow of bytes to reports: a connection, or everything that comes to a UDP port. Pure. */
export interface Understanding {
  /** `isDatagram`: what begins in these bytes ends in them. */
  read(bytes: Uint8Array, receivedMs: number, isDatagram: boolean): Understood[];
}

/** How a receiver without identity of its own is described, by protocol. */
export const describedReceivers: Readonly<
  Record<'adsb' | 'ais' | 'cot' | 'remoteid', (place: Place) => SensorDescription>
> = {
  adsb: ({ latDeg, lonDeg, heightM }) => adsbReceiver(latDeg, lonDeg, heightM),
  ais: aisReceiver,
  cot: takSystemAt,
  remoteid: remoteIdReceiver,
};

export type FlowProtocol = 'adsb' | 'ais' | 'asterix' | 'cot' | 'remoteid' | 'sapient';

/** What is known of a flow before its first byte; each protocol takes what it needs. */
export interface FlowOptions {
  /** Name of a receiver that has no identity of its own. */
  sensorId: string;
  /** Where that receiver stands; for SAPIENT the origin of its local axes. */
  at?: Place | undefined;
  /** Where radars stand, by SAC/SIC as `25/12`. */
  sites?: Readonly<Record<string, Place>>;
  /** Where radars stand of which nothing else says so. */
  site?: Place | undefined;
  /** Of ASTERIX, by category. */
  editions?: Readonly<Record<number, string>>;
}

/** A new flow's understanding, by protocol. */
export const understandingOf: Readonly<Record<FlowProtocol, (options: FlowOptions) => Understanding>> = {
  adsb: ({ sensorId, at }) => understandAdsb(sensorId, at),
  ais: ({ sensorId }) => understandAis(sensorId),
  asterix: understandAsterix,
  cot: ({ sensorId }) => understandCot(sensorId),
  remoteid: ({ sensorId }) => understandRemoteId(sensorId),
  sapient: ({ at }) => understandSapient(at ?? { latDeg: 0, lonDeg: 0 }),
};

const newline = Uint8Array.of(10);
const tooMuch = { error: 'expected at most 1 MiB at once, found more' };

function understandAsterix({ editions, sites, site }: FlowOptions): Understanding {
  const decoder = new AsterixDecoder({
    items: asterixItemsOfFacts,
    ...(editions === undefined ? {} : { editions }),
  });
  const reports = new AsterixReports({ ...(sites && { sites }), ...(site && { site }) });
  return {
    read: (bytes, receivedMs) =>
      decoder
        .decode(bytes)
        .flatMap((decoded): Understood[] =>
          'error' in decoded ? [decoded] : reports.from(decoded, receivedMs),
        ),
  };
}

/** Bytes that are enough to tell a format: two short frames. */
const tellingBytes = 32;

/** SBS, AVR, Beast or readsb's JSON, by what comes first. `site`: where the receiver stands. */
function understandAdsb(sensorId: string, site?: Place): Understanding {
  const claims = new AdsbClaims();
  const first = new ByteQueue(tellingBytes * 2048);
  let decoder: AdsbDecoder | undefined;
  return {
    read(piece, receivedMs, isDatagram) {
      let bytes = piece;
      if (decoder === undefined) {
        if (!first.append(piece)) return [tooMuch];
        bytes = first.bytes();
        if (bytes.length < tellingBytes && !isDatagram) return [];
        decoder = createAdsbDecoder(adsbFormatOf(bytes), site === undefined ? {} : { site });
      }
      const understood: Understood[] = decoder.append(bytes, receivedMs) ? [] : [tooMuch];
      if (isDatagram && !(decoder instanceof BeastDecoder)) decoder.append(newline, receivedMs);
      for (let heard = decoder.next(); heard !== undefined; heard = decoder.next())
        if ('error' in heard) understood.push(heard);
        else understood.push(...detection(sensorId, claims.claimFrom(heard, receivedMs)));
      return understood;
    },
  };
}

function understandAis(sensorId: string): Understanding {
  const decoder = new AisDecoder();
  return {
    read(bytes, receivedMs, isDatagram) {
      const understood: Understood[] = decoder.append(bytes, receivedMs) ? [] : [tooMuch];
      if (isDatagram) decoder.append(newline, receivedMs);
      for (let heard = decoder.next(); heard !== undefined; heard = decoder.next())
        if ('error' in heard) understood.push(heard);
        else understood.push(...detection(sensorId, aisClaim(heard, receivedMs)));
      return understood;
    },
  };
}

function understandCot(sensorId: string): Understanding {
  const stream = new CotStream();
  const meaning = (event: CotEvent): Understood[] => {
    const claim = cotClaim(event);
    return claim !== undefined && 'kind' in claim ? [claim] : detection(sensorId, claim);
  };
  return {
    read(bytes, _, isDatagram) {
      if (isDatagram) {
        const read = readCotDatagram(bytes);
        return 'error' in read ? [read] : meaning(read.event);
      }
      return [...stream.push(bytes)].flatMap((frame) => ('error' in frame ? [frame] : meaning(frame.event)));
    },
  };
}

/** Receivers' lines of JSON or hexadecimal. */
function understandRemoteId(sensorId: string): Understanding {
  const lines = new LineQueue();
  const claims = new RemoteIdClaims();
  return {
    read(bytes, receivedMs, isDatagram) {
      const understood: Understood[] = lines.append(bytes) ? [] : [tooMuch];
      if (isDatagram) lines.append(newline);
      for (let line = lines.next(); line !== undefined; line = lines.next()) {
        const text = textFromUtf8(line).trim();
        for (const message of text === '' ? [] : readRemoteIdText(text))
          if ('error' in message) understood.push(message);
          else understood.push(...detection(sensorId, claims.claimFrom(message, '', receivedMs)));
      }
      return understood;
    },
  };
}

/** What a SAPIENT node says, where nobody answers it: it need not have registered here. */
function understandSapient(origin: Place): Understanding {
  const frames = new SapientFrames();
  const reader = new SapientReader();
  const reports = new SapientReports(origin, { mustRegister: false });
  return {
    read: (bytes) =>
      [...frames.push(bytes)].flatMap((frame): Understood[] => {
        if (frame.error !== undefined) return [{ error: frame.error }];
        const { message, errors } = reader.read(frame.bytes);
        if (message === undefined || errors.length > 0) return [{ error: errors[0] ?? 'expected a message' }];
        return reports.from(message);
      }),
  };
}

function detection(sensorId: string, claim: Claim | undefined): Report[] {
  return claim === undefined ? [] : [{ kind: 'detection', sensorId, ...claim }];
}
