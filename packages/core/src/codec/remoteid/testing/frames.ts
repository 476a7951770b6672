import { ByteWriter, utf8FromText } from '../../../base/bytes.ts';
import { crc32 } from '../crc32.ts';

/** Hand-made frames, laid out from the standards' tables and checked against tshark where it can read them. */

const unknownAltitude = 0;

export interface LocationValues {
  readonly flags: number;
  readonly direction: number;
  readonly speed: number;
  readonly verticalSpeed: number;
  readonly lat: number;
  readonly lon: number;
  readonly time: number;
}

export const flying: LocationValues = {
  flags: 0x20,
  direction: 92,
  speed: 82,
  verticalSpeed: 5,
  lat: 494_000_000,
  lon: 310_000_000,
  time: 12_345,
};

export function locationMessage(values: Partial<LocationValues> = {}): Uint8Array {
  const { flags, direction, speed, verticalSpeed, lat, lon, time } = { ...flying, ...values };
  return new ByteWriter()
    .bytes([0x12, flags, direction, speed, verticalSpeed & 255])
    .u32(lat >>> 0, true)
    .u32(lon >>> 0, true)
    .u16(unknownAltitude, true)
    .u16((180 + 1000) * 2, true)
    .u16((100 + 1000) * 2, true)
    .bytes([0x3a, 0x41])
    .u16(time, true)
    .bytes([0x05, 0])
    .take();
}

export function textMessage(first: number, second: number, text: string): Uint8Array {
  const message = new Uint8Array(25);
  message.set([first, second, ...utf8FromText(text)]);
  return message;
}

export const basicIdMessage = textMessage(0x02, 0x12, '1581F5FKD229400AA');

export function pack(...messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([0xf2, 25, messages.length, ...messages.flatMap((message) => [...message])]);
}

const transmitter = [0x02, 0x11, 0x22, 0x33, 0x44, 0x55];

function managementHeader(frameControl: number): number[] {
  return [frameControl, 0, 0, 0, 255, 255, 255, 255, 255, 255, ...transmitter, ...transmitter, 0, 0];
}

export function beacon(payload: Uint8Array): Uint8Array {
  const vendor = [221, 4 + payload.length, 0xfa, 0x0b, 0xbc, 0x0d, ...payload];
  const fixed = [0, 0, 0, 0, 0, 0, 0, 0, 0xa0, 0, 0x21, 4];
  return Uint8Array.from([...managementHeader(0x80), ...fixed, 0, 3, 65, 66, 67, ...vendor, 1, 1, 0x82]);
}

export function nanFrame(payload: Uint8Array, withFilters = false): Uint8Array {
  const filters = withFilters ? [0xaa, 0xbb, 2, 7, 7, 1, 9] : [];
  const control = withFilters ? 0x40 | 0x04 | 0x08 | 0x10 : 0x10;
  const service = [0x88, 0x69, 0x19, 0x9d, 0x92, 0x09, 1, 0, control, ...filters, payload.length, ...payload];
  const other = [0x00, 2, 0, 0, 0];
  const attribute = [0x03, service.length & 255, service.length >> 8, ...service];
  return Uint8Array.from([...managementHeader(0xd0), 4, 9, 0x50, 0x6f, 0x9a, 0x13, ...other, ...attribute]);
}

/** With radiotap: flags present, after the 8 bytes of time; `flags` 0x10 appends the check sequence. */
export function radiotap(frame: Uint8Array, flags: number): Uint8Array {
  const header = [0, 0, 17, 0, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, flags];
  const fcs = (flags & 0x10) === 0 ? [] : new ByteWriter().u32(crc32(frame), true).take();
  return Uint8Array.from([...header, ...frame, ...fcs]);
}

export function advertisingData(payload: Uint8Array): number[] {
  return [2, 1, 6, 4 + payload.length, 0x16, 0xfa, 0xff, 0x0d, ...payload];
}

const accessAddress = [0xd6, 0xbe, 0x89, 0x8e];

/** CRC bytes as on the air, worked out bit by bit (Bluetooth Core 5.4, volume 6, part B, figure 3.4). */
function bluetoothCrc(pdu: readonly number[]): number[] {
  const register = Array.from({ length: 24 }, (_, bit) => (0x555555 >> bit) & 1);
  for (const byte of pdu) {
    for (let bit = 0; bit < 8; bit++) {
      const feedback = register[23] ^ ((byte >> bit) & 1);
      register.unshift(feedback);
      register.pop();
      for (const tap of [1, 3, 4, 6, 9, 10]) register[tap] ^= feedback;
    }
  }
  const sent = register.toReversed();
  return [0, 8, 16].map((start) => sent.slice(start, start + 8).reduce((sum, bit, k) => sum | (bit << k), 0));
}

export function legacyAdvertisement(payload: Uint8Array): Uint8Array {
  const data = advertisingData(payload).slice(3);
  const pdu = [0x42, 6 + data.length, ...transmitter.toReversed(), ...data];
  return Uint8Array.from([...accessAddress, ...pdu, ...bluetoothCrc(pdu)]);
}

export function extendedAdvertisement(
  payload: Uint8Array,
  codingIndicator: readonly number[] = [],
): Uint8Array {
  const header = [0x09, ...transmitter.toReversed(), 0x34, 0x12];
  const data = advertisingData(payload);
  const pdu = [0x47, 1 + header.length + data.length, header.length, ...header, ...data];
  return Uint8Array.from([...accessAddress, ...codingIndicator, ...pdu, ...bluetoothCrc(pdu)]);
}

/** nRF sniffer's header before a link layer packet. */
export function nordic(packet: Uint8Array, flags: number, version = 3): Uint8Array {
  const lengths = version === 1 ? [6, 10 + packet.length] : [10 + packet.length, 0];
  return Uint8Array.from([
    1,
    ...lengths,
    version,
    7,
    0,
    version === 1 ? 6 : 2,
    10,
    flags,
    37,
    60,
    0,
    0,
    1,
    0,
    0,
    0,
    ...packet,
  ]);
}

export function pseudoHeader(packet: Uint8Array, flags: number): Uint8Array {
  return Uint8Array.from([37, 0xc4, 0x80, 0, 0xd6, 0xbe, 0x89, 0x8e, flags & 255, flags >> 8, ...packet]);
}

export function hciLegacyEvent(payload: Uint8Array): Uint8Array {
  const data = advertisingData(payload).slice(3);
  const report = [3, 1, ...transmitter.toReversed(), data.length, ...data, 0xc0];
  return Uint8Array.from([0x3e, 2 + report.length, 2, 1, ...report]);
}

export function hciExtendedEvent(data: readonly number[], status: number): Uint8Array {
  const report = [
    status << 5,
    0,
    1,
    ...transmitter.toReversed(),
    3,
    3,
    1,
    0x7f,
    0xc0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  return Uint8Array.from([
    0x3e,
    2 + report.length + 1 + data.length,
    0x0d,
    1,
    ...report,
    data.length,
    ...data,
  ]);
}

export function pcapFile(linkType: number, packets: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter().u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(65_535).u32(linkType);
  for (const packet of packets) writer.u32(0).u32(0).u32(packet.length).u32(packet.length).bytes(packet);
  return writer.take();
}
