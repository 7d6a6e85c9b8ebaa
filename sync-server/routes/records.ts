// Owns the FHIR door as HTTP: each route behind a token or a sign-in, each handing over to one service.

import type { Context, Hono } from 'hono';
import { dayToDayNumber } from '../../schemas/rules/day.ts';
import { describeCapabilities } from '../fhir/capability-statement.ts';
import { idToCase, idToEvent } from '../fhir/fhir-id.ts';
import { readSearch, type RecordSearch } from '../fhir/search-parameters.ts';
import { toSearchBundle } from '../fhir/search-bundle.ts';
import { fhirMediaType } from '../fhir/systems.ts';
import { answerProblem, type ProblemName } from '../middleware/problems.ts';
import { createRequireRecordReader } from '../middleware/require-record-reader.ts';
import type { ServerParts } from '../parts.ts';
import { readDayMeasures } from '../records/day-measures.ts';
import {
  readAdverseEvent,
  readImmunization,
  readLocation,
  readPatient,
} from '../records/read-record.ts';
import { readCentres } from '../records/scope.ts';
import { searchAdverseEvents } from '../records/search-adverse-events.ts';
import { searchImmunizations, type RecordPage } from '../records/search-immunizations.ts';
import { bulkTypes, streamDay, type BulkType } from '../records/stream-day.ts';
import type { FhirResource } from 'fhir/r4';
import { createSlots } from './export-slots.ts';
import { rowOf, type RecordPath, type RouteRow } from './route-table.ts';

export interface RecordDeps extends ServerParts {
  readonly appVersion: string;
  readonly isHttps: boolean;
}

const searchedBy = {
  Immunization: ['_id', '_lastUpdated', '_tag', 'date', 'location', 'patient', 'status'],
  AdverseEvent: ['_lastUpdated', 'location'],
} as const;

export function registerRecords(app: Hono, deps: RecordDeps): void {
  const guarded = (
    path: RecordPath,
    handler: (context: Context) => Response | Promise<Response>,
  ): void => {
    const { who }: RouteRow = rowOf(path);
    const roles = typeof who === 'string' ? [] : who;
    app.get(path, createRequireRecordReader(deps, roles), handler);
  };
  const baseOf = (context: Context): string => {
    const { protocol, host } = new URL(context.req.url);
    return `${deps.isHttps ? 'https:' : protocol}//${host}/fhir`;
  };

  app.get('/fhir/metadata', (context) => {
    const asOf = deps.clock.nowSeconds();
    const { appVersion } = deps;
    return answer(context, describeCapabilities({ appVersion, base: baseOf(context), asOf }));
  });
  guarded('/fhir/Immunization', (context) =>
    answerSearch(context, baseOf(context), searchedBy.Immunization, (search) =>
      searchImmunizations(deps, context.get('recordReader'), search),
    ),
  );
  guarded('/fhir/AdverseEvent', (context) =>
    answerSearch(context, baseOf(context), searchedBy.AdverseEvent, (search) =>
      searchAdverseEvents(deps, context.get('recordReader'), search),
    ),
  );
  guarded('/fhir/Immunization/:id', (context) =>
    answerRead(context, idToEvent(idOf(context)), (event) =>
      readImmunization(deps, context.get('recordReader'), event),
    ),
  );
  guarded('/fhir/AdverseEvent/:id', (context) =>
    answerRead(context, idToEvent(idOf(context)), (event) =>
      readAdverseEvent(deps, context.get('recordReader'), event),
    ),
  );
  guarded('/fhir/Patient/:id', (context) =>
    answerRead(context, idToCase(idOf(context)), (place) =>
      readPatient(deps, context.get('recordReader'), place),
    ),
  );
  guarded('/fhir/Location/:id', (context) =>
    answerRead(context, /^\d{1,12}$/.test(idOf(context)) ? Number(idOf(context)) : null, (id) =>
      readLocation(deps, context.get('recordReader'), id),
    ),
  );
  guarded('/fhir/MeasureReport', async (context) => {
    const day = context.req.query('period') ?? '';
    if (dayToDayNumber(day) === null) return answerProblem(context, 'not-a-day');
    const resources = await readDayMeasures(deps, context.get('recordReader'), day);
    return answerPage(context, baseOf(context), { resources, next: null, notice: null });
  });
  registerBulk(deps, guarded);
}

function registerBulk(
  deps: RecordDeps,
  guarded: (path: RecordPath, handler: (context: Context) => Promise<Response>) => void,
): void {
  const slots = createSlots();
  guarded('/fhir/bulk/:day/:type', async (context) => {
    const day = context.req.param('day') ?? '';
    const type = context.req.param('type') as BulkType;
    if (dayToDayNumber(day) === null) return answerProblem(context, 'not-a-day');
    if (!bulkTypes.includes(type)) return answerProblem(context, 'not-a-kind');
    const reader = context.get('recordReader');
    const { district, state } = context.req.query();
    const centres = await readCentres(deps.store.database, reader, { district, state });
    if (centres.length === 0) return answerProblem(context, 'no-centre-there');
    const release = slots.take(reader.account);
    if (release === null)
      return answerProblem(context, 'export-running', { retryAfterSeconds: retrySeconds });
    const lines = streamDay(deps, reader, { type, day, centres });
    return new Response(toByteStream(lines, release), {
      headers: { 'content-type': 'application/fhir+ndjson' },
    });
  });
}

const retrySeconds = 30;

/** Nothing is read ahead of the client. A fault cuts the connection: half a day never looks like a whole one. */
function toByteStream(lines: AsyncGenerator<string>, release: () => void): ReadableStream {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const next = await lines.next();
        if (!next.done) return controller.enqueue(encoder.encode(next.value));
        release();
        controller.close();
      } catch (error) {
        release();
        controller.error(error);
      }
    },
    cancel: async () => {
      release();
      await lines.return(undefined);
    },
  });
}

function idOf(context: Context): string {
  return context.req.param('id') ?? '';
}

async function answerRead<Name>(
  context: Context,
  name: Name | null,
  read: (name: Name) => Promise<FhirResource | null>,
): Promise<Response> {
  if (name === null) return answerProblem(context, 'not-a-record');
  const resource = await read(name);
  // Elsewhere and nowhere are answered alike: an id must not tell where somebody was vaccinated.
  return resource === null ? answerProblem(context, 'no-such-record') : answer(context, resource);
}

async function answerSearch<Resource extends FhirResource>(
  context: Context,
  base: string,
  allowed: readonly string[],
  find: (search: RecordSearch) => Promise<RecordPage<Resource> | null>,
): Promise<Response> {
  const refuse = (detail: string): Response =>
    answerProblem(context, 'search-refused' satisfies ProblemName, { detail });
  const reading = readSearch(new URL(context.req.url).searchParams, allowed);
  if (reading.outcome === 'refused') return refuse(reading.detail);
  const page = await find(reading.search);
  return page === null
    ? refuse('_after is no place of a page of this server.')
    : answerPage(context, base, page);
}

function answerPage(context: Context, base: string, page: RecordPage<FhirResource>): Response {
  const { pathname, searchParams } = new URL(context.req.url);
  const address = (after: string | null): string => {
    const query = new URLSearchParams(searchParams);
    if (after !== null) query.set('_after', after);
    return `${base}${pathname.slice('/fhir'.length)}${query.size === 0 ? '' : `?${query.toString()}`}`;
  };
  const { resources, notice } = page;
  const next = page.next === null ? null : address(page.next);
  return answer(context, toSearchBundle({ base, self: address(null), next, resources, notice }));
}

function answer(context: Context, resource: FhirResource): Response {
  return context.body(JSON.stringify(resource), 200, { 'content-type': fhirMediaType });
}
