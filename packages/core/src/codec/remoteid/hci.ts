import { addressOf, advertisedPayloads } from './bluetooth.ts';
import type { RemoteIdPayload } from './payload.ts';

const leMetaEvent = 0x3e;
const advertisingReport = 0x02;
const extendedAdvertisingReport = 0x0d;
const legacyReportHeaderBytes = 9;
const extendedReportHeaderBytes = 24;

/** Advertisers whose unfinished data are kept, and how much of each; the oldest is forgotten beyond that. */
const maxUnfinished = 16;
const maxAdvertisingBytes = 1650;

/**
 * Host controller events (Bluetooth Core 5.4, volume 4, part E, 7.7.65): | event | length | subevent | reports |.
 * Extended advertising that a controller reports in parts is joined by address and set.
 */
export class HciEvents {
  readonly #unfinished = new Map<string, Uint8Array>();

  payloads(event: Uint8Array): RemoteIdPayload[] {
    if (event[0] !== leMetaEvent || event.length < 4) return [];
    const reports = event.subarray(4, 2 + event[1]);
    if (event[2] === advertisingReport) return legacyReports(reports, event[3]);
    if (event[2] === extendedAdvertisingReport) return this.#extendedReports(reports, event[3]);
    return [];
  }

  /** | event type, 2 | address type | address, 6 | primary PHY | secondary PHY | set | … | length at 23 | data | */
  #extendedReports(reports: Uint8Array, count: number): RemoteIdPayload[] {
    const payloads: RemoteIdPayload[] = [];
    let at = 0;
    for (let k = 0; k < count && at + extendedReportHeaderBytes <= reports.length; k++) {
      const report = reports.subarray(at);
      const length = report[23];
      const address = addressOf(report.subarray(3));
      const data = report.subarray(extendedReportHeaderBytes, extendedReportHeaderBytes + length);
      const isLegacy = (report[0] & 0x10) !== 0;
      const whole = this.#joined(`${address}/${report[11]}`, data, (report[0] >> 5) & 3);
      if (whole !== undefined) {
        payloads.push(...advertisedPayloads(whole, isLegacy ? 'bluetooth4' : 'bluetooth5', address));
      }
      at += extendedReportHeaderBytes + length;
    }
    return payloads;
  }

  /** Status 0: complete, 1: more to come, 2: cut off. */
  #joined(key: string, data: Uint8Array, status: number): Uint8Array | undefined {
    const before = this.#unfinished.get(key) ?? new Uint8Array(0);
    this.#unfinished.delete(key);
    const whole = new Uint8Array(before.length + data.length);
    whole.set(before);
    whole.set(data, before.length);
    if (status !== 1) return whole;
    if (whole.length > maxAdvertisingBytes) return undefined;
    if (this.#unfinished.size >= maxUnfinished)
      this.#unfinished.delete(this.#unfinished.keys().next().value!);
    this.#unfinished.set(key, whole);
    return undefined;
  }
}

/** | event type | address type | address, 6 | length | data | signal strength | */
function legacyReports(reports: Uint8Array, count: number): RemoteIdPayload[] {
  const payloads: RemoteIdPayload[] = [];
  let at = 0;
  for (let k = 0; k < count && at + legacyReportHeaderBytes <= reports.length; k++) {
    const report = reports.subarray(at);
    const length = report[8];
    const data = report.subarray(legacyReportHeaderBytes, legacyReportHeaderBytes + length);
    payloads.push(...advertisedPayloads(data, 'bluetooth4', addressOf(report.subarray(2))));
    at += legacyReportHeaderBytes + length + 1;
  }
  return payloads;
}
