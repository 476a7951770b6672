import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import {
  frameSapient,
  readSapient,
  sapientEnums as enums,
  SapientFrames,
  sapientMessage,
  timestampOf,
  writeSapient,
  type SapientMessage,
} from '@kentongan/core/codec/sapient';
import { ulidOf } from '@kentongan/core/tell/sapient';
import { degrees, EdgeNode, nodeId, type Content } from '../test/edge-node.ts';
import { lettingIn, TestAuthority } from '../test/certificates.ts';
import { testFolder, testServer } from '../test/folder.ts';

const ours = 'b3a1c2d4-5b6e-4f70-8123-456789abcdef';

/** A middleware that accepts who registers, answers each kind of message as it is told to, and what it heard. */
async function middleware(
  context: TestContext,
  more: Readonly<Record<string, Content>> = {},
  tls?: TlsOptions,
): Promise<{
  server: Server;
  port: number;
  heard: SapientMessage[];
  next(kind: string): Promise<SapientMessage>;
}> {
  const accepted: Content = { case: 'registrationAck', value: { acceptance: true, ackResponseReason: [] } };
  const answers: Readonly<Record<string, Content>> = { registration: accepted, ...more };
  const to = (content: Content): Uint8Array => {
    const timestamp = timestampOf(Date.now());
    return frameSapient(writeSapient(sapientMessage({ timestamp, nodeId, destinationId: ours, content })));
  };
  const heard: SapientMessage[] = [];
  const events = new EventEmitter();
  const serve = (socket: Socket): void => {
    context.after(() => socket.destroy());
    const frames = new SapientFrames();
    socket.on('data', (piece: Buffer) => {
      for (const frame of frames.push(piece)) {
        const { message, errors } = readSapient(frame.bytes!);
        assert.deepEqual(errors, []);
        heard.push(message!);
        const kind = message!.content.case ?? 'none';
        const answer = answers[kind];
        if (answer !== undefined) socket.write(to(answer));
        events.emit(kind, message);
      }
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  return {
    server,
    port: (server.address() as AddressInfo).port,
    heard,
    next: async (kind) => ((await once(events, kind)) as [SapientMessage])[0],
  };
}

test(
  'we register under another middleware, report tracks there, and reject its tasks',
  { timeout: 60_000 },
  async (context) => {
    const above = await middleware(context, {
      statusReport: {
        case: 'task',
        value: {
          taskId: ulidOf(0, 'task'),
          control: enums.TaskControl.CONTROL_START,
          command: { command: { case: 'request', value: 'Start' } },
        },
      },
    });
    const connectTo = { host: '127.0.0.1', port: above.port };
    const [track, ack] = [above.next('detectionReport'), above.next('taskAck')];
    const server = await testServer(context, {
      dataDir: await testFolder(context),
      tell: () => undefined,
      receivers: [
        { protocol: 'sapient', sensorId: 'sapient', from: { listen: { host: '127.0.0.1', port: 0 } } },
      ],
      senders: [{ protocol: 'sapient', nodeId: ours, to: { connect: connectTo } }],
    });
    const node = new EdgeNode(context, server.receiverPorts[0]!);
    node.register();
    await node.answer('registrationAck');
    node.status();
    let k = 0;
    const timer = setInterval(() => node.detection(100 * k++, {}), 250);
    context.after(() => clearInterval(timer));
    const report = await track;
    assert.ok(report.content.case === 'detectionReport');
    assert.equal(report.nodeId, ours);
    assert.equal(report.content.value.objectInfo[0].value, 'test');
    const rejected = await ack;
    assert.ok(rejected.content.case === 'taskAck');
    assert.equal(rejected.content.value.taskStatus, enums.TaskAckTaskStatus.TASK_STATUS_REJECTED);
    assert.equal(above.heard[0].content.case, 'registration');
  },
);

test(
  'we say how we are at the interval that we declared, and what zones are told',
  { timeout: 120_000 },
  async (context) => {
    const above = await middleware(context);
    const [first, alert] = [above.next('statusReport'), above.next('alert')];
    const server = await testServer(context, {
      dataDir: await testFolder(context),
      tell: () => undefined,
      receivers: [
        { protocol: 'sapient', sensorId: 'sapient', from: { listen: { host: '127.0.0.1', port: 0 } } },
      ],
      senders: [
        { protocol: 'sapient', nodeId: ours, to: { connect: { host: '127.0.0.1', port: above.port } } },
      ],
      zones: [
        {
          type: 'zone',
          zoneId: 'village',
          name: { en: 'Village' },
          polygon: [
            [30.98, 49.56],
            [31.02, 49.56],
            [31.02, 49.58],
            [30.98, 49.58],
            [30.98, 49.56],
          ],
        },
      ],
    });
    const node = new EdgeNode(context, server.receiverPorts[0]!);
    node.register();
    await node.answer('registrationAck');
    node.status();
    // 50 m/s due north, towards the village.
    const beginMs = Date.now();
    const timer = setInterval(() => {
      const seconds = (Date.now() - beginMs) / 1000;
      const place = { x: 31, y: 49.5 + (seconds * 50) / 111_200, z: 300, xError: 20, yError: 20, ...degrees };
      node.detection(Math.round(seconds * 4), {
        objectId: ulidOf(0, 'one'),
        locationOneof: { case: 'location', value: place },
      });
    }, 250);
    context.after(() => clearInterval(timer));

    const declared = (await first, above.heard[0].content);
    assert.ok(declared.case === 'registration');
    const interval = declared.value.statusDefinition?.statusInterval;
    assert.deepEqual([interval?.units, interval?.value], [enums.RegistrationTimeUnits.TIME_UNITS_SECONDS, 5]);
    const firstMs = Date.now();
    const second = await above.next('statusReport');
    const afterMs = Date.now() - firstMs;
    assert.ok(afterMs > 4000 && afterMs < 9000, `${afterMs} ms`);
    assert.equal(second.nodeId, ours);

    const { content } = await alert;
    assert.ok(content.case === 'alert');
    assert.match(content.value.description ?? '', /Village/);
    const [told] = content.value.associatedDetection;
    const track = above.heard.find(
      (message) =>
        message.content.case === 'detectionReport' && message.content.value.objectId === told.objectId,
    );
    assert.ok(track !== undefined, 'expected the alert to name an object that was reported');
  },
);

/** Under a middleware whose server has a certificate of `theirs`, and that we take for one of `authority`. */
async function underTls(
  context: TestContext,
  theirs: 'authority' | 'stranger',
): Promise<{ above: Awaited<ReturnType<typeof middleware>>; start(): Promise<void>; certFile: string }> {
  const folder = await testFolder(context);
  const authority = await TestAuthority.in(folder);
  const authorities = { authority, stranger: await TestAuthority.in(folder, 'stranger') };
  const { caFile } = authority;
  const above = await middleware(
    context,
    {},
    lettingIn(caFile, await authorities[theirs].certify('middleware', 'server')),
  );
  const client = await authority.certify('client', 'client');
  const to = { connect: { host: '127.0.0.1', port: above.port }, tls: { caFile, ...client } };
  return {
    above,
    certFile: client.certFile,
    async start() {
      await testServer(context, {
        dataDir: await testFolder(context),
        tell: () => undefined,
        senders: [{ protocol: 'sapient', nodeId: ours, to }],
      });
    },
  };
}

test(
  'over TLS we register under a middleware with our certificate, are accepted, and say how we are',
  { timeout: 60_000 },
  async (context) => {
    const { above, start, certFile } = await underTls(context, 'authority');
    const shown: (string | undefined)[] = [];
    above.server.on('secureConnection', (socket: TLSSocket) =>
      shown.push(socket.getPeerX509Certificate()?.fingerprint256),
    );
    const status = above.next('statusReport');
    await start();
    assert.equal((await status).nodeId, ours);
    assert.equal(above.heard[0].content.case, 'registration');
    assert.deepEqual(shown, [new X509Certificate(readFileSync(certFile)).fingerprint256]);
  },
);

test(
  'a middleware of another authority hears nothing, and is called ever less often',
  { timeout: 60_000 },
  async (context) => {
    const { above, start } = await underTls(context, 'stranger');
    const callsMs: number[] = [];
    above.server.on('connection', () => callsMs.push(performance.now()));
    above.server.on('secureConnection', () => assert.fail('expected no connection, found one'));
    await start();
    while (callsMs.length < 3) await once(above.server, 'connection');
    // The wait begins after the call before it was refused, and no timer is early by more than its resolution.
    assert.ok(
      callsMs[2] - callsMs[1] >= 1990,
      `expected 2 s after the second, found ${callsMs.join(', ')} ms`,
    );
    assert.deepEqual(above.heard, []);
  },
);
