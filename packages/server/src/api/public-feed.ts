import { randomBytes } from 'node:crypto';
import type { AlertEvent } from '@kentongan/core/base/event';
import { isTold, publicAlert, type PublicAlert } from '@kentongan/core/tell/public';
import type { AlertSigner } from '../auth/index.ts';
import type { Region } from '../decide/index.ts';

export type SignedAlert = PublicAlert & { properties: PublicAlert['properties'] & { signature: string } };

export interface PublicAlerts {
  type: 'FeatureCollection';
  standing: string;
  serverTimeMs: number;
  /** Ed25519, base64url. */
  publicKey: string;
  features: SignedAlert[];
}

/** One server-sent event, ready to be written. */
interface FeedEvent {
  number: number;
  text: string;
}

export interface FeedReader {
  readonly address: string;
  /** false: it does not take more now and is to go. */
  write(text: string): boolean;
  end(): void;
}

/** Events kept for readers that come back. */
const eventCapacity = 1000;
const readerCapacity = 20_000;
/** Readers that one address may be: a school behind one router, not an attacker with all the places. */
const addressCapacity = 1000;
const wordEveryMs = 10_000;

/** What the public is told of one region: the alerts in force, signed, and each change to them as it happens. */
export class PublicFeed {
  readonly #region: Region;
  readonly #signer: AlertSigner;
  readonly #alerts = new Map<string, SignedAlert>();
  /** Tells this run's numbers from those before a restart, which count from 1 too. */
  readonly #run = randomBytes(6).toString('hex');
  #number = 0;
  #events: FeedEvent[] = [];
  readonly #readers = new Set<FeedReader>();
  readonly #perAddress = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #stops: (() => void)[];

  constructor(region: Region, signer: AlertSigner) {
    this.#region = region;
    this.#signer = signer;
    for (const alert of region.keeper.alerts) this.#note(alert);
    this.#stops = [
      region.onAlert((alert) => this.#note(alert)),
      region.onChanges(({ alertsGone }) => {
        for (const alertId of alertsGone) this.#end(alertId);
      }),
    ];
    this.#timer = setInterval(() => this.#tell(': \n\n'), wordEveryMs);
  }

  get readers(): { count: number; capacity: number } {
    return { count: this.#readers.size, capacity: readerCapacity };
  }

  /** No place is left, or this address has its share. */
  isFullFor(address: string): boolean {
    return this.#readers.size >= readerCapacity || (this.#perAddress.get(address) ?? 0) >= addressCapacity;
  }

  alerts(): PublicAlerts {
    return {
      type: 'FeatureCollection',
      standing: this.#region.header.standing,
      serverTimeMs: this.#region.clock.nowMs(),
      publicKey: this.#signer.publicKey,
      features: [...this.#alerts.values()],
    };
  }

  /** Tells a reader what it missed since this event, or all where that is not known, then each change. */
  join(reader: FeedReader, lastEventId: string | undefined): () => void {
    const missed = this.#eventsAfter(lastEventId);
    const texts = missed?.map((event) => event.text) ?? [
      this.#eventText('snapshot', JSON.stringify(this.alerts()), this.#number),
    ];
    for (const text of texts) reader.write(text);
    this.#readers.add(reader);
    this.#perAddress.set(reader.address, (this.#perAddress.get(reader.address) ?? 0) + 1);
    return () => this.#leave(reader);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const stop of this.#stops) stop();
    for (const reader of this.#readers) reader.end();
  }

  #leave(reader: FeedReader): void {
    if (!this.#readers.delete(reader)) return;
    const left = this.#perAddress.get(reader.address)! - 1;
    if (left === 0) this.#perAddress.delete(reader.address);
    else this.#perAddress.set(reader.address, left);
  }

  #note(alert: AlertEvent): void {
    if (!isTold(alert)) {
      this.#end(alert.alertId);
      return;
    }
    const { keeper, header } = this.#region;
    const told = publicAlert(alert, keeper.zone(alert.zoneId), header.standing);
    const signature = this.#signer.sign({ geometry: told.geometry, properties: told.properties });
    const signed = { ...told, properties: { ...told.properties, signature } };
    this.#alerts.set(alert.alertId, signed);
    this.#add('alert', JSON.stringify(signed));
  }

  #end(alertId: string): void {
    if (this.#alerts.delete(alertId)) this.#add('ended', JSON.stringify({ alertId }));
  }

  #add(name: string, data: string): void {
    const number = ++this.#number;
    const event = { number, text: this.#eventText(name, data, number) };
    this.#events.push(event);
    if (this.#events.length > 2 * eventCapacity) this.#events = this.#events.slice(-eventCapacity);
    this.#tell(event.text);
  }

  #eventText(name: string, data: string, number: number): string {
    return `id: ${this.#run}-${number}\nevent: ${name}\ndata: ${data}\n\n`;
  }

  #eventsAfter(lastEventId: string | undefined): FeedEvent[] | undefined {
    const [run, number] = lastEventId?.split('-') ?? [];
    if (run !== this.#run) return undefined;
    const last = Number(number);
    const first = this.#events[0]?.number ?? this.#number + 1;
    if (!Number.isInteger(last) || last > this.#number || last < first - 1) return undefined;
    return this.#events.filter((event) => event.number > last);
  }

  #tell(text: string): void {
    for (const reader of this.#readers) {
      if (reader.write(text)) continue;
      reader.end();
      this.#leave(reader);
    }
  }
}
