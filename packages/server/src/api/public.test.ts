import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { AlertEvent, Conclusion, Fact, Header } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';
import { canonicalJson, publicKeyFrom, verifyEd25519 } from '../auth/index.ts';
import { localHosts } from '../decide/index.ts';
import type { FactSource, RunningServer, SourceFact } from '../index.ts';
import { startServer } from '../main.ts';
import { testFolder } from '../test/folder.ts';
import type { PublicAlerts, SignedAlert } from './public-feed.ts';

const startMs = 1_790_000_000_000;
const header: Header = {
  kind: 'log',
  version: 1,
  region: 'coast',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'exercise',
  startMs,
};

const zone: SourceFact = {
  kind: 'command',
  timeMs: startMs,
  command: {
    type: 'zone',
    zoneId: 'z7',
    name: { en: 'Harbour' },
    polygon: [
      [31, 49],
      [31.1, 49],
      [31.1, 49.1],
      [31, 49],
    ],
  },
};

/** Alerts about z7 whenever it is told a sensor: a warning, a later revision, and at last that it is over. */
function alertingPipeline(): Pipeline {
  let seq = 0;
  const alertOf = (fact: Fact): AlertEvent => ({
    seq: ++seq,
    kind: 'alert',
    timeMs: fact.timeMs,
    cause: [fact.seq],
    alertId: 'a1',
    zoneId: 'z7',
    revision: seq,
    level: seq < 3 ? 'warning' : 'quiet',
    ...(seq < 3 ? { etaMs: fact.timeMs + 300_000 } : { allClear: true }),
    expiresMs: fact.timeMs + 600_000,
    reasons: [
      {
        rule: 'arrival',
        trackId: 't9',
        class: 'one-way',
        evidence: 'corroborated',
        sources: 3,
        kinds: ['radar'],
      },
    ],
  });
  return {
    step(fact, emit: (conclusion: Conclusion) => void) {
      if (fact.kind === 'sensor') emit(alertOf(fact));
    },
    save: () => '',
    load: () => undefined,
  };
}

function sensor(timeMs: number): SourceFact {
  return {
    kind: 'sensor',
    timeMs,
    sensorId: 'secret-site',
    state: 'up',
    sensor: { type: 'radar', wave: 'light', latDeg: 49.123, lonDeg: 31.456 },
  };
}

/** A source that gives what it is handed. */
function handFed(): { source: FactSource; give: (...facts: SourceFact[]) => void } {
  const waiting: SourceFact[] = [];
  let wake: () => void = () => undefined;
  async function* facts(): AsyncGenerator<SourceFact> {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift()!;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const give = (...given: SourceFact[]): void => {
    waiting.push(...given);
    wake();
  };
  return { source: { header, facts: facts() }, give };
}

async function alertingServer(
  context: TestContext,
): Promise<{ server: RunningServer; give: (...facts: SourceFact[]) => void }> {
  const { source, give } = handFed();
  const dataDir = await testFolder(context);
  const server = await startServer(
    { port: 0, dataDir, region: 'coast', origin: header.origin, source },
    { makeHost: localHosts(alertingPipeline) },
  );
  context.after(() => server.close());
  return { server, give };
}

interface SseEvent {
  id: string;
  event: string;
  data: string;
}

/** Reads server-sent events as a browser does (HTML standard, 9.2.6). */
async function* events(url: string, lastEventId?: string): AsyncGenerator<SseEvent> {
  const response = await fetch(
    url,
    lastEventId === undefined ? {} : { headers: { 'Last-Event-ID': lastEventId } },
  );
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body!) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
      if (fields.event !== undefined) yield fields as unknown as SseEvent;
    }
  }
}

async function nextOf(stream: AsyncGenerator<SseEvent>): Promise<SseEvent> {
  return (await stream.next()).value as SseEvent;
}

test('the public reads a snapshot, then each revision, and comes back to what it missed', async (context) => {
  const { server, give } = await alertingServer(context);
  const url = `${server.address}/api/public/live`;
  const stream = events(url);
  const first = await nextOf(stream);
  assert.equal(first.event, 'snapshot');
  assert.deepEqual((JSON.parse(first.data) as PublicAlerts).features, []);

  give(zone, sensor(startMs + 1));
  const warned = await nextOf(stream);
  assert.equal(warned.event, 'alert');
  await stream.return(undefined);

  give(sensor(startMs + 2), sensor(startMs + 3));
  const again = events(url, warned.id);
  const revisions: number[] = [];
  for (let k = 0; k < 2; k++)
    revisions.push((JSON.parse((await nextOf(again)).data) as SignedAlert).properties.revision);
  assert.deepEqual(revisions, [2, 3]);

  give({ kind: 'tick', timeMs: startMs + 700_000 });
  const ended = await nextOf(again);
  assert.deepEqual([ended.event, JSON.parse(ended.data)], ['ended', { alertId: 'a1' }]);
  await again.return(undefined);

  const stranger = events(url, 'another-run-7');
  assert.equal((await nextOf(stranger)).event, 'snapshot');
  await stranger.return(undefined);
});

test('an alert in force says exactly what the contract lists, signed, and nothing of sensors or tracks', async (context) => {
  const { server, give } = await alertingServer(context);
  const stream = events(`${server.address}/api/public/live`);
  await nextOf(stream);
  give(zone, sensor(startMs + 1));
  await nextOf(stream);
  await stream.return(undefined);
  const response = await fetch(`${server.address}/api/public/alerts`);
  assert.match(response.headers.get('content-type')!, /^application\/geo\+json/);
  const text = await response.text();
  for (const secret of ['secret-site', 't9', '49.123', '31.456', '"seq"', '"cause"'])
    assert.ok(!text.includes(secret), secret);
  const alerts = JSON.parse(text) as PublicAlerts;
  const [{ geometry, properties }] = alerts.features;
  assert.deepEqual(Object.keys(properties).sort(), [
    'alertId',
    'allClear',
    'cancel',
    'class',
    'etaMs',
    'etaP10Ms',
    'etaP90Ms',
    'evidence',
    'expiresMs',
    'level',
    'name',
    'revision',
    'sentMs',
    'signature',
    'standing',
    'text',
    'zoneId',
  ]);
  assert.equal(properties.standing, 'exercise');
  assert.match(properties.text.en, /^EXERCISE/);
  const { signature, ...signed } = properties;
  const key = publicKeyFrom(alerts.publicKey)!;
  assert.equal(verifyEd25519(key, canonicalJson({ geometry, properties: signed }), signature), true);
  assert.equal(
    verifyEd25519(key, canonicalJson({ geometry, properties: { ...signed, standing: 'actual' } }), signature),
    false,
  );
});

test('an exercise has no key of the actual standing', async (context) => {
  const { server } = await alertingServer(context);
  const keyOf = async (standing: string): Promise<string> =>
    ((await (await fetch(`${server.address}/api/public/alerts?standing=${standing}`)).json()) as PublicAlerts)
      .publicKey;
  const exercise = await keyOf('exercise');
  assert.equal((await fetch(`${server.address}/api/public/alerts?standing=actual`)).status, 404);
  assert.equal(typeof exercise, 'string');
});
