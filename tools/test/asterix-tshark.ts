import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './need.ts';
import { ByteWriter } from '../../packages/core/src/base/bytes.ts';
import type { AsterixItems } from '../../packages/core/src/codec/asterix/index.ts';

/** A record as tshark understood it. */
export interface TsharkRecord {
  readonly category: string;
  readonly values: Map<string, string>;
}

/** The records of one datagram, each as tshark's field names and values. */
export function readByTshark(datagram: Uint8Array): TsharkRecord[] {
  const folder = mkdtempSync(join(tmpdir(), 'asterix-'));
  try {
    const path = join(folder, 'one.pcap');
    writeFileSync(path, captureOf(datagram));
    const options = ['-r', path, '-d', 'udp.port==8600,asterix', '-T', 'pdml'];
    const pdml = execFileSync(findProgram('tshark')!, options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const category = /name="asterix.category"[^>]* show="(\d+)"/.exec(pdml)?.[1] ?? '';
    return pdml
      .split('name="asterix.message"')
      .slice(1)
      .map((text) => {
        const shown = text.matchAll(/name="(asterix\.\d{3}_[^"]*)"[^>]* show="([^"]*)"/g);
        return { category, values: new Map([...shown].map(([, name, value]) => [name, value])) };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One UDP datagram from port 40000 to 8600, as a pcap file of raw IP. */
function captureOf(datagram: Uint8Array): Uint8Array {
  const length = 28 + datagram.length;
  return new ByteWriter()
    .u32(0xa1b2c3d4)
    .u16(2)
    .u16(4)
    .u32(0)
    .u32(0)
    .u32(65_535)
    .u32(101)
    .u32(1_700_000_000)
    .u32(0)
    .u32(length)
    .u32(length)
    .u16(0x4500)
    .u16(length)
    .u32(0)
    .u16(0x4011)
    .u16(0)
    .u32(0x7f000001)
    .u32(0x7f000001)
    .u16(40_000)
    .u16(8600)
    .u16(8 + datagram.length)
    .u16(0)
    .bytes(datagram)
    .take();
}

/** Values of ours that tshark does not show, or shows otherwise: name, its value, ours. */
export function differencesToTshark({ values }: TsharkRecord, items: AsterixItems): string[] {
  return Object.entries(flattened(items))
    .map(([name, value]) => ({ name, value, shown: values.get(`asterix.062_${name}`) }))
    .filter(({ shown, value }) => !agrees(shown, value))
    .map(({ name, value, shown }) => `${name}: ${shown} is not ${String(value)}`);
}

/** `010_SAC`, `040_VALUE`, `380_ADR_VALUE`: tshark's names, and our values. */
function flattened(items: AsterixItems): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  const add = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null)
      flat[/^\d{3}_(ADR|ID)$|^\d{3}$/.test(name) ? `${name}_VALUE` : name] = value;
    else for (const [key, inner] of Object.entries(value)) add(`${name}_${key}`, inner);
  };
  for (const [name, value] of Object.entries(items)) add(name, value);
  return flat;
}

/** tshark shows octal digits as a decimal number, hex with 0x, text with its blanks. */
function agrees(shown: string | undefined, value: unknown): boolean {
  if (shown === undefined) return false;
  if (typeof value === 'number')
    return Math.abs(Number(shown) - value) <= 2e-6 * Math.max(1, Math.abs(value));
  const text = String(value);
  return (
    shown.trimEnd() === text || Number(shown) === parseInt(text, 8) || Number(shown) === parseInt(text, 16)
  );
}
