import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { DetectionPoster } from './detection-poster.ts';

/** A server that answers each report when it is told to. */
async function startSlowServer() {
  const bodies: string[] = [];
  const waiting: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    bodies.push(body);
    waiting.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    bodies,
    async answer(): Promise<void> {
      while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      waiting.shift()!.end('{"refused":[]}');
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));

test('what makes room while a report is under way is what is oldest, and nothing else is left out', async () => {
  const server = await startSlowServer();
  try {
    const poster = new DetectionPoster(server.address, 'key');
    for (const line of numbers(0, 4000)) poster.post(line);
    await server.answer();
    for (let report = 1; report <= 8; report += 1) await server.answer();
    await poster.finish();
    // The first was under way when 0 to 399 had to make room for 3,600 to 3,999.
    assert.deepEqual(server.bodies[0]!.split('\n'), ['0']);
    assert.deepEqual(
      server.bodies.slice(1).flatMap((body) => body.split('\n')),
      numbers(400, 4000),
    );
  } finally {
    server.close();
  }
});

test('each ten quiet seconds an empty report says that it still hears', async () => {
  const server = await startSlowServer();
  try {
    const poster = new DetectionPoster(server.address, 'key');
    for (let second = 0; second < 10; second += 1) poster.post(undefined);
    await server.answer();
    for (let second = 0; second < 9; second += 1) poster.post(undefined);
    await poster.finish();
    assert.deepEqual(server.bodies, ['']);
  } finally {
    server.close();
  }
});

test('what was heard last is sent before the end', async () => {
  const server = await startSlowServer();
  try {
    const poster = new DetectionPoster(server.address, 'key');
    for (const line of ['1', '2', '3']) poster.post(line);
    const finished = poster.finish();
    await server.answer();
    await server.answer();
    await finished;
    assert.deepEqual(server.bodies, ['1', '2\n3']);
  } finally {
    server.close();
  }
});
