import type { Header } from '@kentongan/core/base/event';
import type { ServerOptions } from '../options.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };

export function stormOptions(dataDir: string): ServerOptions {
  return { dataDir, port: 0, region: 'storm', origin, standing: 'test' };
}

/** The log's own `startMs` stands over this one. */
export const stormHeader: Header = {
  kind: 'log',
  version: 1,
  region: 'storm',
  origin,
  standing: 'test',
  startMs: 0,
};
