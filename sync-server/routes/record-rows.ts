// Owns the rows of the FHIR door in the list of routes: who reads records, by what they search, and what may go wrong.

import type { RouteRow } from './route-table.ts';

const guarded = ['sign-in-needed', 'not-your-role'] as const;
/** Records of persons leave the register by these only; whoever stands at the table has them already. */
const recordReaders = [
  'record-reader',
  'block-supervisor',
  'district-supervisor',
  'state-admin',
] as const;
const paging = ['_count', '_after', '_format'] as const;

export const recordRows = [
  {
    method: 'GET',
    path: '/fhir/metadata',
    who: 'anyone',
    summary: 'What this server can do for FHIR R4 clients.',
    answers: 'fhir',
    problems: [],
  },
  {
    method: 'GET',
    path: '/fhir/Immunization',
    who: recordReaders,
    summary:
      'Doses, and what was not done, of the account’s places; each read is audited. Pages by `next`.',
    query: ['_id', '_lastUpdated', '_tag', 'date', 'location', 'patient', 'status', ...paging],
    answers: 'fhir',
    problems: [...guarded, 'search-refused'],
  },
  {
    method: 'GET',
    path: '/fhir/Immunization/:id',
    who: recordReaders,
    summary: 'One dose or one “not today”; audited.',
    answers: 'fhir',
    problems: [...guarded, 'not-a-record', 'no-such-record'],
  },
  {
    method: 'GET',
    path: '/fhir/Patient/:id',
    who: recordReaders,
    summary: 'The person of a record; audited.',
    answers: 'fhir',
    problems: [...guarded, 'not-a-record', 'no-such-record'],
  },
  {
    method: 'GET',
    path: '/fhir/Location/:id',
    who: recordReaders,
    summary: 'A centre.',
    answers: 'fhir',
    problems: [...guarded, 'not-a-record', 'no-such-record'],
  },
  {
    method: 'GET',
    path: '/fhir/AdverseEvent',
    who: recordReaders,
    summary: 'AEFI reports of the account’s places; each read is audited.',
    query: ['_lastUpdated', 'location', ...paging],
    answers: 'fhir',
    problems: [...guarded, 'search-refused'],
  },
  {
    method: 'GET',
    path: '/fhir/AdverseEvent/:id',
    who: recordReaders,
    summary: 'One AEFI report; audited.',
    answers: 'fhir',
    problems: [...guarded, 'not-a-record', 'no-such-record'],
  },
  {
    method: 'GET',
    path: '/fhir/MeasureReport',
    who: recordReaders,
    summary:
      'Doses of a day by product, number, state and centre, a report for each district. No person in it.',
    query: ['period'],
    answers: 'fhir',
    problems: [...guarded, 'not-a-day'],
  },
  {
    method: 'GET',
    path: '/fhir/bulk/:day/:type',
    who: recordReaders,
    summary:
      'A day of a district as NDJSON: Immunization, Patient, AdverseEvent or Location. Each person is audited.',
    query: ['district', 'state'],
    answers: 'fhir-lines',
    problems: [...guarded, 'not-a-day', 'not-a-kind', 'no-centre-there', 'export-running'],
  },
] as const satisfies readonly RouteRow[];
