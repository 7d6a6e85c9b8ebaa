// Owns /openapi.json: OpenAPI 3.1, made from the route table and the schemas that check the requests themselves.

import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { problems } from '../middleware/problems.ts';
import { problemAnswer } from './answer-schemas.ts';
import { routeTable, type RouteRow } from './route-table.ts';

type Json = Readonly<Record<string, unknown>>;

const exchangeFrames: Json = {
  'application/octet-stream': {
    schema: {
      type: 'string',
      format: 'binary',
      description: 'Frames of length, gzip member and CRC; docs/protocol.md gives the bytes.',
    },
  },
};

export function registerOpenApi(app: Hono, appVersion: string): void {
  // Made when it is first asked for: a server starts without it.
  let description: Json | null = null;
  app.get('/openapi.json', (context) => context.json((description ??= describeApi(appVersion))));
}

export function describeApi(appVersion: string): Json {
  const paths: Record<string, Json> = {};
  for (const row of routeTable as readonly RouteRow[]) {
    if (row.answers === 'page') continue;
    const path = row.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: describeOperation(row) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Suchi',
      version: appVersion,
      description: 'The vaccination session register that works without a network.',
    },
    paths,
    components: {
      schemas: { Problem: toJsonSchema(problemAnswer, 'output') },
      securitySchemes: {
        signIn: { type: 'apiKey', in: 'cookie', name: '__Host-suchi' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function describeOperation(row: RouteRow): Json {
  const { who, takes, summary } = row;
  const isGuarded = typeof who !== 'string';
  return {
    summary,
    ...(isGuarded
      ? { security: describeSecurity(row), description: `Roles: ${who.join(', ')}.` }
      : {}),
    ...describeParameters(row),
    ...(takes === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(takes, 'input') } }),
    responses: { ...describeAnswer(row), ...describeProblems(row) },
  };
}

const isOfFhir = ({ path }: RouteRow): boolean => path.startsWith('/fhir/');

function describeSecurity(row: RouteRow): Json[] {
  return isOfFhir(row) ? [{ token: [] }, { signIn: [] }] : [{ signIn: [] }];
}

function describeParameters({ path, query = [] }: RouteRow): Json {
  const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]);
  const parameters = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(name === 'day' ? { format: 'date' } : {}) },
  }));
  const asked = query.map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
  const all = [...parameters, ...asked];
  return all.length === 0 ? {} : { parameters: all };
}

function describeAnswer({ answers }: RouteRow): Json {
  if (answers === null) return { 204: { description: 'Done.' } };
  const content =
    typeof answers === 'string' && answers !== 'exchange-frames'
      ? { [mediaTypes[answers]]: { schema: { type: 'object' } } }
      : contentOf(answers, 'output');
  return { 200: { description: 'Done.', content } };
}

const mediaTypes = {
  json: 'application/json',
  page: 'application/json',
  fhir: 'application/fhir+json',
  'fhir-lines': 'application/fhir+ndjson',
} as const;

function describeProblems(row: RouteRow): Json {
  // To FHIR clients a problem is an OperationOutcome that names it.
  const content: Json = isOfFhir(row)
    ? { 'application/fhir+json': { schema: { type: 'object' } } }
    : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const byStatus = Map.groupBy(row.problems, (name) => problems[name].status);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `/problems/${name}: ${problems[name].title}`).join('\n'),
        content,
      },
    ]),
  );
}

function contentOf(form: z.ZodMiniType | 'exchange-frames', io: 'input' | 'output'): Json {
  if (form === 'exchange-frames') return exchangeFrames;
  return { 'application/json': { schema: toJsonSchema(form, io) } };
}

function toJsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io });
  return described;
}
