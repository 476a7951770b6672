import type { Source, Sources } from '@kentongan/core/tell/sources';

/** Sources in every state that a row must be able to show. */

export const sourcesMs = 1_790_000_600_000;

function source(rest: Partial<Source> & Pick<Source, 'sourceId' | 'name' | 'role' | 'protocol'>): Source {
  return {
    state: 'connected',
    connections: 1,
    perSecond: 0,
    messages: 0,
    accepted: 0,
    refused: 0,
    errors: [],
    ...rest,
  };
}

export const everyRow: Source[] = [
  source({
    sourceId: 'receiver radars',
    name: 'radars',
    role: 'receiver',
    protocol: 'asterix',
    where: 'udp 0.0.0.0:8600 group 239.255.0.1',
    perSecond: 143.2,
    lastMessageMs: sourcesMs - 200,
    messages: 51_210,
    accepted: 51_100,
    refused: 110,
    errors: [
      {
        kind: 'malformed',
        count: 104,
        lastMs: sourcesMs - 4000,
        example: 'malformed: category 048: expected 12 bytes for item 250, found 3 left in the record',
      },
      {
        kind: 'speed',
        count: 6,
        lastMs: sourcesMs - 190_000,
        example: 'speed: expected a speed of at most 800 m/s, found 2291 m/s between two positions',
      },
    ],
  }),
  source({
    sourceId: 'receiver readsb',
    name: 'readsb',
    role: 'receiver',
    protocol: 'sbs',
    where: 'connect 127.0.0.1:30003',
    state: 'calling',
    connections: 0,
    lastMessageMs: sourcesMs - 620_000,
    messages: 8200,
    accepted: 8190,
    errors: [
      {
        kind: 'connection',
        count: 21,
        lastMs: sourcesMs - 3000,
        example: 'connect ECONNREFUSED 127.0.0.1:30003',
      },
    ],
  }),
  source({
    sourceId: 'receiver ais-mast',
    name: 'ais-mast-of-the-old-lighthouse-at-the-eastern-pier',
    role: 'receiver',
    protocol: 'ais',
    where: 'udp 127.0.0.1:10110',
    lastMessageMs: sourcesMs - 24_000,
    perSecond: 0.4,
    messages: 310,
    accepted: 310,
  }),
  source({
    sourceId: 'receiver sapient',
    name: 'sapient',
    role: 'receiver',
    protocol: 'sapient',
    where: 'listen 127.0.0.1:5020',
    state: 'waiting',
    connections: 0,
  }),
  source({
    sourceId: 'sender cot connect tak.example.org:8089',
    name: 'connect tak.example.org:8089',
    role: 'sender',
    protocol: 'cot',
    where: 'connect tak.example.org:8089',
    perSecond: 4,
    lastMessageMs: sourcesMs - 900,
    messages: 1200,
    accepted: 1200,
  }),
  source({
    sourceId: 'sender cot udp 239.2.3.1:6969',
    name: 'udp 239.2.3.1:6969',
    role: 'sender',
    protocol: 'cot',
    state: 'failed',
    connections: 0,
    errors: [
      {
        kind: 'start',
        count: 1,
        lastMs: sourcesMs - 60_000,
        example:
          'senders[1]: the sender of cot cannot start: bind EADDRNOTAVAIL; its host is no address of this machine',
      },
    ],
  }),
  source({
    sourceId: 'http s-1f00aa12bb34',
    name: 'school roof',
    role: 'sensor',
    protocol: 'http',
    perSecond: 1,
    lastMessageMs: sourcesMs - 800,
    messages: 3600,
    accepted: 95,
  }),
  source({
    sourceId: 'mqtt s-1f00aa12bb35',
    name: 's-1f00aa12bb35',
    role: 'sensor',
    protocol: 'mqtt',
    state: 'silent',
    connections: 0,
    lastMessageMs: sourcesMs - 340_000,
    messages: 40,
    accepted: 2,
  }),
];

export const workingSources: Sources = {
  serverTimeMs: sourcesMs,
  configuration: { state: 'inForce', sinceMs: sourcesMs - 3_600_000 },
  sources: everyRow,
};

export const mistakenSources: Sources = {
  ...workingSources,
  configuration: {
    state: 'refused',
    sinceMs: sourcesMs - 30_000,
    why: 'kentongan.json: receivers[2].editions: category 062: expected edition 1.21, found 9.9',
  },
};
