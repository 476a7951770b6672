import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Fact, Header } from '@kentongan/core/base/event';
import { createRandom } from '@kentongan/core/base/random';
import { createPipeline, type Pipeline } from '@kentongan/core/pipeline';
import { PictureKeeper } from '@kentongan/core/tell/picture';
import { localHosts, restore } from '../decide/index.ts';
import { standingFolder } from '../folder.ts';
import { addSimpleSensor } from '../index.ts';
import { logFile, openSqliteLog } from '../log/index.ts';
import { testFolder } from '../test/folder.ts';
import { createChainPipeline } from './chain-pipeline.ts';
import { Load } from './load.ts';
import { stormHeader } from './options.ts';

/** All 200 where nothing may be skipped; a number of one's own in KENTONGAN_STORM. */
const killCount = Number(
  process.env.KENTONGAN_STORM ?? (process.env.KENTONGAN_REQUIRE_ALL === '1' ? 200 : 20),
);
const seed = Number(process.env.KENTONGAN_SEED ?? 1);
const senderCount = 8;
/** After the first answer, so that every kill falls under load. */
const longestLifeMs = { chain: 150, real: 600 };

type Kind = 'chain' | 'real';

test(`what was acknowledged survives kill -9, and a restart reaches the state of a replay (${killCount} times)`, (context) =>
  storm(context, 'chain', killCount));

test('so it is with the real pipeline (5 times)', (context) => storm(context, 'real', 5));

async function storm(context: TestContext, kind: Kind, kills: number): Promise<void> {
  const dataDir = await testFolder(context);
  const random = createRandom(seed);
  const senders = Array.from({ length: senderCount }, () =>
    addSimpleSensor(dataDir, {
      sensor: { type: 'system', wave: 'light', latDeg: 49.5, lonDeg: 31 },
    }),
  );
  const load = new Load(senders);
  const replay = new Replay(kind);
  // Loading code takes longer than being killed: the next ones load beside.
  const warm = Array.from({ length: Math.min(2, kills) }, () => loadChild(dataDir, kind, context.signal));
  for (let kill = 1; kill <= kills; kill++) {
    const child = warm.shift()!;
    if (kill + warm.length < kills) warm.push(loadChild(dataDir, kind, context.signal));
    const gone = once(child, 'exit');
    const port = await startChild(child);
    let timer: NodeJS.Timeout | undefined;
    await load.run(port, () => {
      timer ??= setTimeout(() => child.kill('SIGKILL'), random.between(0, longestLifeMs[kind]));
    });
    await gone;
    assert.equal(child.signalCode, 'SIGKILL', `round ${kill}: the server ended by itself`);
    await replay.follow(dataDir);
    const lost = [...load.acknowledged].filter((key) => !replay.counts.has(key));
    assert.deepEqual(lost, [], `round ${kill}, seed ${seed}: acknowledged and not in the log`);
    const doubled = [...replay.counts].filter(([, count]) => count > 1);
    assert.deepEqual(doubled, [], `round ${kill}, seed ${seed}: in the log more than once`);
  }
  context.diagnostic(
    `${load.acknowledged.size} acknowledged detections in ${replay.lastSeq} facts, ${replay.fromSnapshot} restarts by snapshot`,
  );
}

/** Goes through the log from its first fact, never by a snapshot: the oracle for what a restart must reach. */
class Replay {
  readonly counts = new Map<string, number>();
  lastSeq = 0;
  fromSnapshot = 0;
  readonly #createPipeline: (header: Header) => Pipeline;
  #pipeline: Pipeline | undefined;
  #keeper: PictureKeeper | undefined;

  constructor(kind: Kind) {
    this.#createPipeline = kind === 'chain' ? createChainPipeline : createPipeline;
  }

  async follow(dataDir: string): Promise<void> {
    const log = openSqliteLog(logFile(standingFolder(dataDir, 'test')), stormHeader);
    this.#pipeline ??= this.#createPipeline(log.header);
    this.#keeper ??= new PictureKeeper(log.header);
    for await (const facts of log.facts(this.lastSeq)) for (const fact of facts) this.#step(fact);
    const restored = await restore(log, localHosts(this.#createPipeline));
    if (restored.snapshotSeq !== undefined) this.fromSnapshot++;
    assert.equal(hashOf(await restored.host.save()), hashOf(this.#pipeline.save()), 'the pipeline');
    assert.equal(hashOf(restored.keeper.save()), hashOf(this.#keeper.save()), 'the picture');
    await log.close();
  }

  #step(fact: Fact): void {
    assert.equal(fact.seq, this.lastSeq + 1);
    this.lastSeq = fact.seq;
    if (fact.kind === 'detection') {
      const key = `${fact.sensorId} ${fact.scanId}`;
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
    this.#keeper!.note(fact);
    this.#pipeline!.step(fact, (conclusion) => this.#keeper!.note(conclusion));
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function loadChild(dataDir: string, kind: Kind, signal: AbortSignal): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), dataDir, kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dataDir, 'compiled') },
    signal,
  });
}

/** Gives the port once it listens. */
async function startChild(child: ChildProcess): Promise<number> {
  child.stdin!.write('go\n');
  const [data] = (await once(child.stdout!, 'data')) as [Buffer];
  return Number(data.toString());
}
