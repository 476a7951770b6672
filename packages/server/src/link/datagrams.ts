import { AisDecoder } from '@kentongan/core/codec/ais';
import { AsterixDecoder } from '@kentongan/core/codec/asterix';
import { CotStream, readCotDatagram, type CotEvent } from '@kentongan/core/codec/cot';
import type { Claim, Place, Report } from '@kentongan/core/ingest';
import { aisClaim, aisReceiver } from '@kentongan/core/ingest/from/ais';
import { asterixItemsOfFacts, AsterixReports } from '@kentongan/core/ingest/from/asterix';
import { cotClaim, takSystemAt } from '@kentongan/core/ingest/from/cot';

/** Something of a link that was understood, or why it was not. */
export type Understood = Report | { error: string };

/** One flow of bytes to reports: a connection, or everything that comes to a UDP port. Pure. */
export interface Understanding {
  /** `isDatagram`: what begins in these bytes ends in them. */
  read(bytes: Uint8Array, receivedMs: number, isDatagram: boolean): Understood[];
}

export function understandAsterix(options: {
  sites?: Readonly<Record<string, Place>>;
  site?: Place;
  editions?: Readonly<Record<number, string>>;
}): Understanding {
  const { editions } = options;
  const decoder = new AsterixDecoder({
    items: asterixItemsOfFacts,
    ...(editions === undefined ? {} : { editions }),
  });
  const reports = new AsterixReports(options);
  return {
    read: (bytes, receivedMs) =>
      decoder
        .decode(bytes)
        .flatMap((decoded): Understood[] =>
          'error' in decoded ? [decoded] : reports.from(decoded, receivedMs),
        ),
  };
}

const newline = Uint8Array.of(10);

export function understandAis(sensorId: string): Understanding {
  const decoder = new AisDecoder();
  return {
    read(bytes, receivedMs, isDatagram) {
      const understood: Understood[] = [];
      const isTaken = decoder.append(bytes, receivedMs);
      if (!isTaken) understood.push({ error: 'expected at most 1 MiB at once, found more' });
      if (isDatagram) decoder.append(newline, receivedMs);
      for (let heard = decoder.next(); heard !== undefined; heard = decoder.next()) {
        if ('error' in heard) understood.push(heard);
        else understood.push(...detection(sensorId, aisClaim(heard, receivedMs)));
      }
      return understood;
    },
  };
}

export function understandCot(sensorId: string): Understanding {
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

function detection(sensorId: string, claim: Claim | undefined): Report[] {
  return claim === undefined ? [] : [{ kind: 'detection', sensorId, ...claim }];
}

/** How a receiver without identity of its own is described, by protocol. */
export const describedReceivers = { ais: aisReceiver, cot: takSystemAt } as const;
