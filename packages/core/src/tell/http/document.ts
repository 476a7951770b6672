import type { TSchema } from 'typebox';
import { operations, type Answer, type Operation } from './operations.ts';
import { components } from './schemas.ts';

/** OpenAPI 3.1 of everything that the server answers over HTTP, made from the schemas that check it. */
export function openApiDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kentongan',
      version,
      description:
        'Times are ms since 1970 UTC, places WGS 84 degrees, heights m above the ellipsoid, angles rad. Any refusal is an Error.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: pathsOf(operations),
    components: {
      schemas: Object.fromEntries(
        Object.entries(components).map(([name, schema]) => [name, named(schema, name)]),
      ),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'of POST /api/session, or of enrol --bearer' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'kentongan-PORT',
          description: "an operator's browser",
        },
      },
    },
  };
}

function pathsOf(all: readonly Operation[]): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of all) (paths[operation.path] ??= {})[operation.method] = operationObject(operation);
  return paths;
}

function operationObject({
  method,
  path,
  about,
  caller,
  ofStanding,
  query = {},
  body,
  answers,
}: Operation): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const standing = { name: 'standing', in: 'query', schema: { enum: ['actual', 'exercise', 'test'] } };
  const queries = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const parameters = [...inPath, ...(ofStanding === true ? [standing] : []), ...queries];
  return {
    operationId: idOf(method, path),
    summary: about,
    ...(parameters.length === 0 ? {} : { parameters }),
    security: securityOf[caller],
    ...(body === undefined
      ? {}
      : { requestBody: { description: body.about, required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerObject(answer)]),
      ),
      default: { description: 'refused', content: contentOf({ is: 'Error' }) },
    },
  };
}

function idOf(method: string, path: string): string {
  const words = path.split(/[^a-zA-Z]+/).filter((word) => word !== '' && word !== 'api');
  return method + words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}

const securityOf: Record<Operation['caller'], object[]> = {
  anyone: [],
  operator: [{ bearer: [] }, { cookie: [] }],
  sensor: [{ bearer: [] }],
  here: [{}, { bearer: [] }],
};

function answerObject(answer: Answer): object {
  const { about, is, type } = answer;
  return {
    description: about,
    ...(is === undefined && type === undefined ? {} : { content: contentOf(answer) }),
  };
}

function contentOf({ is, type = 'application/json' }: { is?: string; type?: string }): object {
  return { [type]: is === undefined ? {} : { schema: { $ref: `#/components/schemas/${is}` } } };
}

const nameOfText = new Map(
  Object.entries(components).map(([name, schema]) => [JSON.stringify(schema), name]),
);

/** The schema with a reference wherever another component stands in it. */
function named(schema: TSchema, ownName: string): unknown {
  return withReferences(JSON.parse(JSON.stringify(schema)) as unknown, ownName);
}

function withReferences(value: unknown, ownName: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => withReferences(one, undefined));
  if (typeof value !== 'object' || value === null) return value;
  const name = nameOfText.get(JSON.stringify(value));
  if (name !== undefined && name !== ownName) return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withReferences(one, undefined)]));
}
