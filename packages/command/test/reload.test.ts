import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AsterixEncoder } from '@kentongan/core/codec/asterix';
import {
  frameSapient,
  sapientEnums as enums,
  sapientMessage,
  timestampOf,
  writeSapient,
  type Init,
  type SapientMessage,
} from '@kentongan/core/codec/sapient';
import { fusionRegistration, ulidOf } from '@kentongan/core/tell/sapient';
import type { Picture, SensorView } from '@kentongan/core/tell/picture';
import type { Sources } from '@kentongan/core/tell/sources';
import { freePort } from '../../../tools/test/free-port.ts';
import { serve, type Serving } from './run.ts';

const host = '127.0.0.1';
const at = { latDeg: 49.5, lonDeg: 31 };
const nodeId = 'f3a1c2d4-5b6e-4f70-8123-456789abcdef';
const otherNode = 'a3a1c2d4-5b6e-4f70-8123-456789abcdef';

/** An edge node that sends 1,000 detections a second, and calls again when the server says goodbye. */
class Edge {
  sent = 0;
  calls = 0;
  readonly #port: number;
  #socket!: Socket;
  #isEnded = false;

  constructor(port: number) {
    this.#port = port;
    this.#call();
  }

  /** Sends until `isEnough`, then says goodbye and waits until all is taken. */
  async run(isEnough: () => boolean): Promise<void> {
    const beginMs = performance.now();
    let skipped = 0;
    for (;;) {
      const due = Math.floor(performance.now() - beginMs);
      while (this.#isThere && this.sent + skipped < due) this.#detection(this.sent++);
      skipped = due - this.sent;
      if (isEnough()) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#isEnded = true;
    this.#socket.end();
    await once(this.#socket, 'close');
  }

  end(): void {
    this.#isEnded = true;
    this.#socket.destroy();
  }

  get #isThere(): boolean {
    return this.#socket.writable && !this.#socket.connecting;
  }

  #call(): void {
    const socket = connect(this.#port, host);
    this.#socket = socket;
    socket.resume();
    socket.on('error', () => undefined);
    socket.on('close', () => this.#isEnded || setTimeout(() => this.#call(), 50));
    socket.on('connect', () => {
      this.calls++;
      this.#register();
    });
  }

  #register(): void {
    const { content } = fusionRegistration({ nodeId, nowMs: Date.now() }, 'edge', '1');
    assert.ok(content.case === 'registration');
    const nodeDefinition = [{ nodeType: enums.RegistrationNodeType.NODE_TYPE_RADAR, nodeSubType: [] }];
    this.#send({ case: 'registration', value: { ...content.value, nodeDefinition } as never });
    this.#send({
      case: 'statusReport',
      value: {
        reportId: ulidOf(Date.now(), 'status'),
        system: enums.StatusReportSystem.SYSTEM_OK,
        info: enums.StatusReportInfo.INFO_NEW,
        mode: 'Default',
        nodeLocation: { x: 31, y: 49.5, z: 100, ...degrees },
      },
    });
  }

  #detection(k: number): void {
    const location = { x: 31 + (k % 100) * 0.003, y: 49.5 + k * 1e-7, z: 300, xError: 20, yError: 20 };
    this.#send({
      case: 'detectionReport',
      value: {
        reportId: ulidOf(Date.now(), `report ${k}`),
        objectId: ulidOf(0, `object ${k % 100}`),
        locationOneof: { case: 'location', value: { ...location, ...degrees } },
      },
    });
  }

  #send(content: Init<SapientMessage['content']>): void {
    const message = sapientMessage({ timestamp: timestampOf(Date.now()), nodeId, content });
    this.#socket.write(frameSapient(writeSapient(message)));
  }
}

const degrees = {
  coordinateSystem: enums.LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
  datum: enums.LocationDatum.LOCATION_DATUM_WGS84_E,
};

function plot(k: number): Uint8Array {
  const timeOfDay = Math.floor(((Date.now() % 86_400_000) / 1000) * 128) / 128;
  return new AsterixEncoder(48).encode([
    {
      '010': { SAC: 25, SIC: 12 },
      '140': timeOfDay,
      '020': { TYP: 1, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
      '040': { RHO: 5 + (k % 1000) / 128, THETA: 45 },
    },
  ]);
}

/** A server with a configuration file, what it says of it, and what it counts. */
class Configured {
  readonly dataDir: string;
  readonly #file: string;
  #serving!: Serving;
  #bearer!: string;
  #said = '';

  private constructor(folder: string) {
    this.#file = join(folder, 'kentongan.json');
    this.dataDir = join(folder, 'data');
  }

  static async start(context: TestContext, config: object): Promise<Configured> {
    const folder = await mkdtemp(join(tmpdir(), 'kentongan-reload-'));
    const configured = new Configured(folder);
    await configured.write(config);
    const words = ['--no-exercise', '--config', configured.#file, '--data', configured.dataDir];
    configured.#serving = await serve(...words);
    context.after(async () => {
      await configured.stop();
      await rm(folder, { recursive: true, force: true });
    });
    configured.child.stderr!.on('data', (text: string) => (configured.#said += text));
    const token = configured.#serving.link.split('#token=')[1];
    const response = await fetch(`${configured.#serving.address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    configured.#bearer = ((await response.json()) as { bearer: string }).bearer;
    return configured;
  }

  get child(): Serving['child'] {
    return this.#serving.child;
  }

  /** As editors do: another file takes its name. */
  async write(config: object | string): Promise<void> {
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    await writeFile(`${this.#file}.new`, text);
    await rename(`${this.#file}.new`, this.#file);
  }

  /** What the server has said since it was last asked, once these words are in it. */
  async says(words: RegExp): Promise<string> {
    while (!words.test(this.#said)) await once(this.child.stderr!, 'data');
    const said = this.#said;
    this.#said = '';
    return said;
  }

  async change(config: object): Promise<void> {
    await this.write(config);
    const said = await this.says(/(was read again and is|stays) in force/);
    assert.match(said, /was read again/);
  }

  async sources(): Promise<Sources> {
    return (await this.#get('sources')) as Sources;
  }

  async health(): Promise<{ status: string; reasons?: string[] }> {
    return (await this.#get('health')) as { status: string };
  }

  async source(name: string): Promise<Sources['sources'][number]> {
    return (await this.sources()).sources.find((source) => source.name === name)!;
  }

  async sensor(sensorId: string): Promise<SensorView> {
    const { sensors } = (await this.#get('picture')) as Picture;
    return sensors.find((sensor) => sensor.sensorId === sensorId)!;
  }

  stop(): Promise<number> {
    return this.#serving.stop();
  }

  /** Detections in the log, by sensor. */
  logged(): Map<string, number> {
    const log = new DatabaseSync(join(this.dataDir, 'actual', 'log.sqlite'), { readOnly: true });
    const counts = new Map<string, number>();
    for (const { line } of log.prepare('SELECT line FROM fact ORDER BY seq').iterate()) {
      const { kind, sensorId } = JSON.parse(String(line)) as { kind: string; sensorId: string };
      if (kind === 'detection') counts.set(sensorId, (counts.get(sensorId) ?? 0) + 1);
    }
    log.close();
    return counts;
  }

  async #get(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#bearer}` };
    return (await fetch(`${this.#serving.address}/api/${path}`, { headers })).json();
  }
}

const region = { name: 'test', ...at };

test(
  'ten changes of the file at 1,000 detections a second lose none of them',
  { timeout: 300_000 },
  async (context) => {
    const [sapientPort, radarPort, aisPort] = [await freePort(), await freePort(), await freePort()];
    const sapient = { protocol: 'sapient', sensorId: 'nodes', listen: { host, port: sapientPort } };
    const radar = { protocol: 'asterix', sensorId: 'radar', udp: { host, port: radarPort }, ...at };
    const ais = { protocol: 'ais', sensorId: 'mast', udp: { host, port: aisPort }, ...at };
    const cot = { protocol: 'cot', listen: { host, port: 0 } };
    const first = { region, receivers: [sapient, radar] };
    const server = await Configured.start(context, first);

    const edge = new Edge(sapientPort);
    let isOver = false;
    context.after(() => {
      isOver = true;
      edge.end();
    });
    const sending = edge.run(() => isOver);
    const radarSocket = createSocket('udp4');
    context.after(() => radarSocket.close());
    let plots = 0;
    const radarTimer = setInterval(() => radarSocket.send(plot(plots++), radarPort, host), 5);

    // Others come and go; the radar is described otherwise on the same port; the edge's own source is replaced twice.
    const restricted = { ...sapient, nodes: [nodeId, otherNode] };
    const changes = [
      { region, receivers: [sapient, radar, ais] },
      { region, receivers: [sapient, { ...radar, editions: { '062': '1.21' } }, ais] },
      { region, receivers: [restricted, { ...radar, editions: { '062': '1.21' } }] },
      { region, receivers: [restricted, radar], senders: [cot] },
      { region, receivers: [ais, radar, restricted], senders: [cot] },
      { region, receivers: [ais, radar, restricted], mqtt: { host, port: 0 } },
      { region, receivers: [radar, restricted], mqtt: { host, port: 0 } },
      { region, receivers: [radar, sapient], senders: [cot] },
      { region, receivers: [{ ...radar, heightM: 5 }, sapient] },
      first,
    ];
    for (const config of changes) {
      const before = edge.sent;
      await server.change(config);
      while (edge.sent < before + 150) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    clearInterval(radarTimer);
    isOver = true;
    await sending;
    let node = await server.sensor(`nodes.${nodeId}`);
    // Counts are told once a second.
    while (node.admitted + node.refused < edge.sent) node = await server.sensor(`nodes.${nodeId}`);
    // A machine that stands still for seconds reads a burst beyond the sensor's rate: refused and counted, not lost.
    assert.match(node.refusedWhy ?? 'rate', /^rate/);
    assert.equal(node.admitted + node.refused, edge.sent);
    let heard = await server.source('radar');
    while (heard.accepted + heard.refused < plots) heard = await server.source('radar');
    await server.stop();
    const logged = server.logged();
    assert.equal(edge.calls, 3, 'the connection was ended by the two changes of its own source alone');
    assert.equal(logged.get(`nodes.${nodeId}`), node.admitted);
    assert.ok(node.admitted > 1500);
    assert.deepEqual(heard.errors, []);
    assert.equal(heard.messages, plots, 'the port of the radar was never let go');
    assert.equal(logged.get('radar.sac25-sic12'), plots);
  },
);

test(
  'a mistake is named by its key, and the configuration before it stays in force',
  { timeout: 60_000 },
  async (context) => {
    const port = await freePort();
    const ais = { protocol: 'ais', sensorId: 'mast', udp: { host, port }, ...at };
    const good = { region, receivers: [ais] };
    const server = await Configured.start(context, good);
    for (const [config, mistake] of [
      ['{"region":', /cannot be read as JSON/],
      [{ region, receivers: [{ ...ais, protocol: 'morse' }] }, /receivers\/0\/protocol/],
      [{ region: { ...region, name: 'elsewhere' }, receivers: [] }, /\/region cannot change/],
      [{ region, receivers: [ais, ais] }, /receivers\[1\].* same .*mast.* as receivers\[0\]/],
      [
        { region, receivers: [ais, { ...ais, sensorId: 'other' }] },
        /receivers\[1\]: the receiver other cannot start: .*EADDRINUSE.*another port/,
      ],
    ] as const) {
      await server.write(config);
      await server.says(/The configuration before it stays in force/);
      const { configuration, sources } = await server.sources();
      assert.equal(configuration.state, 'refused');
      assert.match(configuration.why!, mistake);
      assert.deepEqual(
        sources.map(({ name }) => name),
        ['mast'],
      );
    }
    const ill = await server.health();
    assert.equal(ill.status, 'degraded');
    assert.match(ill.reasons!.join(), /configuration has a mistake/);
    assert.doesNotMatch(JSON.stringify(ill), /mast|receivers/);

    server.child.kill('SIGHUP');
    await server.says(/The configuration before it stays in force/);
    await server.change(good);
    assert.equal((await server.sources()).configuration.state, 'inForce');
    assert.equal((await server.health()).status, 'ok');
    await server.change({ region });
    assert.deepEqual((await server.sources()).sources, []);
  },
);
