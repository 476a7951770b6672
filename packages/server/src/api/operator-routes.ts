import type { Server } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectionOf } from './collections.ts';
import { Commands } from './commands.ts';
import { ApiError } from './errors.ts';
import { expositionType } from './exposition.ts';
import { Metrics } from './metrics.ts';
import { addOgcFeatures } from './ogc.ts';
import { regionFor, standingIn, type Served } from './served.ts';
import { isFromElsewhere, isFromHere, operatorOf } from './who.ts';

/** What only operators may read and do; `/metrics` also whoever is on this machine. */
export function addOperatorRoutes(app: FastifyInstance<Server>, served: Served): void {
  app.get('/api/picture', (request) => {
    operatorOf(served, request.raw);
    return regionFor(served, standingIn(request)).live.picture();
  });
  app.get('/api/sources', (request) => {
    operatorOf(served, request.raw);
    return served.sources.sources();
  });
  app.get<{ Params: { collection: string } }>('/api/geojson/:collection', (request, reply) => {
    operatorOf(served, request.raw);
    reply.type('application/geo+json');
    return collectionOf(regionFor(served, standingIn(request)).region, request.params.collection);
  });
  addOgcFeatures(app, served);
  addActs(app, served);
  addMetrics(app, served);
}

function addActs(app: FastifyInstance<Server>, served: Served): void {
  const commands = new Commands();
  app.get('/api/commands', (request) => commands.pending(operatorOf(served, request.raw).id));
  app.post('/api/commands', async (request, reply) => {
    const operator = actorOf(served, request);
    const { region } = regionFor(served, standingIn(request));
    const given = await commands.give(operator, region, request.body);
    return reply.code('pendingId' in given ? 202 : 200).send(given);
  });
  app.post<{ Params: { pendingId: string } }>('/api/commands/:pendingId', (request) =>
    commands.second(actorOf(served, request), request.params.pendingId),
  );
  app.delete<{ Params: { pendingId: string } }>('/api/commands/:pendingId', (request) =>
    commands.decline(actorOf(served, request), request.params.pendingId),
  );
  app.delete<{ Params: { sensorId: string } }>('/api/sensors/:sensorId', (request) =>
    revoke(served, actorOf(served, request), request.params.sensorId),
  );
}

async function revoke(served: Served, by: string, sensorId: string): Promise<object> {
  if (!served.keys.revoke(sensorId, Date.now(), by))
    throw new ApiError(
      'unknown',
      `expected an enrolled sensor that is not revoked, found ${sensorId.slice(0, 80)}`,
    );
  for (const intake of await served.sources.intakes()) intake.revoke([sensorId]);
  return { sensorId, state: 'revoked', by };
}

/** An operator who acts: another site's page must not act with their cookie. */
function actorOf(served: Served, request: FastifyRequest): string {
  if (isFromElsewhere(request.raw))
    throw new ApiError('forbidden', 'expected a page of this server, found another');
  return operatorOf(served, request.raw).id;
}

function addMetrics(app: FastifyInstance<Server>, served: Served): void {
  const metrics = new Metrics(served);
  app.addHook('onClose', () => metrics.close());
  app.get('/metrics', async (request, reply) => {
    if (!isFromHere(request.raw)) operatorOf(served, request.raw);
    reply.type(expositionType);
    return metrics.text();
  });
}
