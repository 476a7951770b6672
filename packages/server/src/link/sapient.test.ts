import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { frameSapient, sapientEnums as enums } from '@kentongan/core/codec/sapient';
import { ulidOf } from '@kentongan/core/tell/sapient';
import type { ServerOptions } from '../index.ts';
import { TestAuthority } from '../test/certificates.ts';
import { degrees, EdgeNode, nodeId, sensorId } from '../test/edge-node.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive, type Watching } from '../test/live.ts';
import { dialWith } from './tls-dial.ts';

async function started(
  context: TestContext,
  nodes?: readonly string[],
): Promise<{ port: number; live: Watching }> {
  const listen = { host: '127.0.0.1', port: 0 };
  const receiver: NonNullable<ServerOptions['receivers']>[number] = {
    protocol: 'sapient',
    sensorId: 'sapient',
    from: { listen },
    ...(nodes === undefined ? {} : { nodes }),
  };
  const server = await testServer(context, {
    dataDir: await testFolder(context),
    receivers: [receiver],
    tell: () => undefined,
  });
  return { port: server.receiverPorts[0]!, live: await watchLive(context, server) };
}

function admittedOf(live: Watching): number {
  return live.picture().sensors.find((sensor) => sensor.sensorId === sensorId)?.admitted ?? 0;
}

test(
  'a node registers, is acknowledged, and 1,000 detections a second for 3 s all become facts',
  { timeout: 60_000 },
  async (context) => {
    const { port, live } = await started(context);
    const node = new EdgeNode(context, port);
    node.register();
    const ack = await node.answer('registrationAck');
    assert.ok(ack.case === 'registrationAck' && ack.value.acceptance === true);
    node.status();
    let sent = 0;
    const beginMs = performance.now();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(3000, Math.floor(performance.now() - beginMs));
        while (sent < due) node.detection(sent++);
        if (sent < 3000) return;
        clearInterval(timer);
        resolve();
      }, 20);
    });
    await live.until(() => admittedOf(live) === 3000);
    const sensor = live.picture().sensors.find((one) => one.sensorId === sensorId)!;
    assert.deepEqual([sensor.sensor.type, sensor.refused, sensor.owner], ['radar', 0, 'sapient']);
    assert.ok(live.picture().tracks.length > 0);
    assert.deepEqual(node.answers, []);
  },
);

test(
  'a bad field is answered with its path, counted, and its neighbours are kept',
  { timeout: 30_000 },
  async (context) => {
    const { port, live } = await started(context);
    const node = new EdgeNode(context, port);
    node.register();
    await node.answer('registrationAck');
    node.status();
    node.detection(1);
    node.detection(2, { objectId: 'not a ulid' });
    node.detection(3, { locationOneof: { case: 'location', value: { x: 200, y: 120, ...degrees } } });
    node.detection(4);
    const error = await node.answer('error');
    assert.ok(error.case === 'error');
    assert.match(error.value.errorMessage[0], /objectId|object_id/);
    const place = await node.answer('error');
    assert.ok(place.case === 'error');
    assert.match(place.value.errorMessage[0], /expected a place within 700 km/);
    await live.until(() => admittedOf(live) === 2);
  },
);

test('effectors, tasks and strangers are refused', { timeout: 30_000 }, async (context) => {
  const { port } = await started(context, [nodeId]);
  const effector = new EdgeNode(context, port);
  effector.register(enums.RegistrationNodeType.NODE_TYPE_JAMMER);
  const refused = await effector.answer('registrationAck');
  assert.ok(refused.case === 'registrationAck' && refused.value.acceptance === false);
  assert.match(refused.value.ackResponseReason[0], /never part of a weapon/);
  effector.detection(1);
  assert.equal((await effector.answer('error')).case, 'error');

  const node = new EdgeNode(context, port);
  node.register();
  await node.answer('registrationAck');
  node.send({
    case: 'task',
    value: {
      taskId: ulidOf(0, 'task'),
      control: enums.TaskControl.CONTROL_START,
      command: { command: { case: 'request', value: 'Start' } },
    },
  });
  const ack = await node.answer('taskAck');
  assert.ok(ack.case === 'taskAck' && ack.value.taskStatus === enums.TaskAckTaskStatus.TASK_STATUS_REJECTED);

  const stranger = new EdgeNode(context, port, 'a3a1c2d4-5b6e-4f70-8123-456789abcdef');
  stranger.register();
  const no = await stranger.answer('registrationAck');
  assert.ok(no.case === 'registrationAck' && no.value.acceptance === false);
});

test(
  'a node that connects again goes on, and its old connection ends',
  { timeout: 30_000 },
  async (context) => {
    const { port, live } = await started(context);
    const before = new EdgeNode(context, port);
    before.register();
    await before.answer('registrationAck');
    before.status();
    before.detection(1);
    await live.until(() => admittedOf(live) === 1);
    const closed = once(before.socket, 'close');
    const after = new EdgeNode(context, port);
    after.register();
    await after.answer('registrationAck');
    await closed;
    after.detection(2);
    await live.until(() => admittedOf(live) === 2);
  },
);

test('garbage before and between messages loses none of them', { timeout: 30_000 }, async (context) => {
  const { port, live } = await started(context);
  const node = new EdgeNode(context, port);
  node.register();
  await node.answer('registrationAck');
  node.status();
  node.detection(1);
  node.socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  node.detection(2);
  await live.until(() => admittedOf(live) === 2);
  assert.equal((await node.answer('error')).case, 'error');
});

test(
  'over TLS with client certificates nobody else gets as far as registering',
  { timeout: 60_000 },
  async (context) => {
    const folder = await testFolder(context);
    const authority = await TestAuthority.in(folder);
    const stranger = await TestAuthority.in(folder, 'stranger');
    const { caFile } = authority;
    const server = await testServer(context, {
      dataDir: await testFolder(context),
      tell: () => undefined,
      receivers: [
        {
          protocol: 'sapient',
          sensorId: 'sapient',
          from: {
            listen: { host: '127.0.0.1', port: 0 },
            tls: { caFile, ...(await authority.certify('fusion', 'server')) },
          },
        },
      ],
    });
    const to = { host: '127.0.0.1', port: server.receiverPorts[0]! };
    const refused = dialWith({ caFile, ...(await stranger.certify('other', 'client')) })(to);
    refused.on('secureConnect', () => refused.write('x')).on('error', () => undefined);
    // Not by once of node:events: whether the end is also an error depends on who was faster.
    await new Promise((resolve) => refused.once('close', resolve));

    const node = new EdgeNode(
      context,
      dialWith({ caFile, ...(await authority.certify('edge', 'client')) })(to),
    );
    node.register();
    const ack = await node.answer('registrationAck');
    assert.ok(ack.case === 'registrationAck' && ack.value.acceptance === true);
  },
);

/** A microphone array that registers by version 1.0 (its bytes made with protobuf from that version's fields). */
const version1Registration = Buffer.from(
  'CgYIgOLPqgYSJGYzYTFjMmQ0LTViNmUtNGY3MC04MTIzLTQ1Njc4OWFiY2RlZiJfCgIIBhIRQlNJX0ZsZXhfMzM1X3YxLjAqDgoFU291bmQSBUFycmF5MgkKBwgEHQAAoEA6KwoHRGVmYXVsdBABIgcIBB0AAKBAUgYKBAgBGAFaDQgCEgkKAQEaBAgBGAE=',
  'base64',
);

test('a node of version 1.0 is answered in its version', { timeout: 30_000 }, async (context) => {
  const { port, live } = await started(context);
  const node = new EdgeNode(context, port);
  node.socket.write(frameSapient(version1Registration));
  const ack = await node.answer('registrationAck');
  assert.ok(ack.case === 'registrationAck' && ack.value.acceptance === true);
  // Detections are the same in both versions.
  node.detection(1);
  await live.until(() => admittedOf(live) === 1);
});

test(
  'a node that says goodbye is down, one whose connection ends is stale, and both come back',
  { timeout: 30_000 },
  async (context) => {
    const { port, live } = await started(context);
    const stateIs = (state: string): Promise<unknown> =>
      live.until(({ sensors }) =>
        sensors.some((sensor) => sensor.sensorId === sensorId && sensor.state === state),
      );
    const node = new EdgeNode(context, port);
    node.register();
    node.status();
    await stateIs('up');
    node.status(enums.StatusReportSystem.SYSTEM_GOODBYE);
    await stateIs('down');
    node.status();
    await stateIs('up');
    node.socket.end();
    await stateIs('stale');
    const again = new EdgeNode(context, port);
    again.register();
    again.status();
    await stateIs('up');
  },
);
