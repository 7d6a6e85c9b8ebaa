// Owns the list of every route: who may call it, what it takes and answers. A route without a row here fails a test.

import type * as z from 'zod/mini';
import {
  deskDecisionSchema,
  deskEnrolmentCodeSchema,
  deskRoles,
  deskSignInSchema,
  deskTabletDecisionSchema,
  type DeskRole,
} from '../../schemas/desk.ts';
import { enrolmentAnswerSchema, enrolmentRequestSchema } from '../../schemas/enrolment.ts';
import type { AccountRole } from '../accounts/accounts.ts';
import type { ProblemName } from '../middleware/problems.ts';
import * as answers from './answer-schemas.ts';

/** `anyone`: no account and no person in the answer. `tablet`: the request proves itself. Else an account of one of the roles: signed in at the desk or, under /fhir, by token. */
export type Who = 'anyone' | 'tablet' | readonly AccountRole[];

export interface RouteRow {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly who: Who;
  readonly summary: string;
  readonly takes?: z.ZodMiniType | 'exchange-frames';
  /** Null: 204 without a body. `page`: files of the app, not part of the API. */
  readonly answers:
    z.ZodMiniType | 'exchange-frames' | 'json' | 'fhir' | 'fhir-lines' | 'page' | null;
  /** Names of what may stand behind the question mark. */
  readonly query?: readonly string[];
  readonly problems: readonly ProblemName[];
}

/** Whoever stands at the table does not decide on the doses given there. */
const supervisors = ['block-supervisor', 'district-supervisor', 'state-admin'] as const;
/** Whoever answers for more than a block says that a restored register is whole again. */
const answerable = ['district-supervisor', 'state-admin'] as const;
const posted = ['not-json', 'wrong-form', 'wrong-media-type', 'too-large'] as const;
const guarded = ['sign-in-needed', 'not-your-role'] as const;
/** Records of persons leave the register by these only; whoever stands at the table has them already. */
const recordReaders = [
  'record-reader',
  'block-supervisor',
  'district-supervisor',
  'state-admin',
] as const;
const paging = ['_count', '_after', '_format'] as const;

export const routeTable = [
  {
    method: 'GET',
    path: '/healthz',
    who: 'anyone',
    summary: 'The process is up.',
    answers: answers.statusAnswer,
    problems: [],
  },
  {
    method: 'GET',
    path: '/readyz',
    who: 'anyone',
    summary: 'The database answers too.',
    answers: answers.statusAnswer,
    problems: ['not-ready'],
  },
  {
    method: 'GET',
    path: '/version',
    who: 'anyone',
    summary: 'Name and version of the program and of the exchange protocol.',
    answers: answers.versionAnswer,
    problems: [],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    who: 'anyone',
    summary: 'This description.',
    answers: 'json',
    problems: [],
  },
  {
    method: 'POST',
    path: '/v1/exchange',
    who: 'tablet',
    summary: 'One round trip: a tablet delivers its log and gets the feed of its centre.',
    takes: 'exchange-frames',
    answers: 'exchange-frames',
    problems: ['too-large', 'busy'],
  },
  {
    method: 'POST',
    path: '/v1/enrol',
    who: 'tablet',
    summary: 'A tablet spends an enrolment code and gets its certificate.',
    takes: enrolmentRequestSchema,
    answers: enrolmentAnswerSchema,
    problems: [
      ...posted,
      'code-malformed',
      'code-unknown',
      'code-used',
      'code-expired',
      'code-blocked',
      'device-key-invalid',
      'device-revoked',
      'too-many-tries',
    ],
  },
  {
    method: 'POST',
    path: '/v1/desk/sign-in',
    who: 'anyone',
    summary: 'Signs in; the answer sets the cookie.',
    takes: deskSignInSchema,
    answers: answers.accountAnswer,
    problems: [...posted, 'sign-in-refused', 'other-origin', 'https-needed', 'too-many-tries'],
  },
  {
    method: 'POST',
    path: '/v1/desk/sign-out',
    who: 'anyone',
    summary: 'Ends the sign-in of the cookie, if there is one.',
    answers: null,
    problems: ['other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/me',
    who: deskRoles,
    summary: 'Who is signed in.',
    answers: answers.accountAnswer,
    problems: guarded,
  },
  {
    method: 'GET',
    path: '/v1/desk/centres',
    who: deskRoles,
    summary: "Centres of the account's places.",
    answers: answers.centresAnswer,
    problems: guarded,
  },
  {
    method: 'GET',
    path: '/v1/desk/days/:day',
    who: deskRoles,
    summary: 'Counts of one day by centre and state. No person in it.',
    answers: answers.dayAnswer,
    problems: [...guarded, 'not-a-day'],
  },
  {
    method: 'GET',
    path: '/v1/desk/days/:day/open',
    who: deskRoles,
    summary:
      'Held and waiting doses with their persons; each read is audited. More than 200: `Link: rel="next"`.',
    answers: answers.openDosesAnswer,
    problems: [...guarded, 'not-a-day'],
  },
  {
    method: 'POST',
    path: '/v1/desk/decisions',
    who: supervisors,
    summary: 'Accepts or revokes a dose, bound to the case as it was shown.',
    takes: deskDecisionSchema,
    answers: answers.decisionAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/tablets',
    who: deskRoles,
    summary: 'Tablets: last contact, what each said, and what is known to be missing.',
    answers: answers.tabletsAnswer,
    problems: guarded,
  },
  {
    method: 'GET',
    path: '/v1/desk/tablets/:device',
    who: deskRoles,
    summary:
      'One tablet: missing numbers, unreadable rows, and the proof of each chain. No person in it.',
    answers: answers.tabletDetailAnswer,
    problems: [...guarded, 'not-a-tablet', 'not-your-place'],
  },
  {
    method: 'POST',
    path: '/v1/desk/tablets/decisions',
    who: supervisors,
    summary: 'Confirms or revokes a tablet, with a reason. Delivery never stops.',
    takes: deskTabletDecisionSchema,
    answers: answers.tabletDecisionAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/enrolment-codes',
    who: deskRoles,
    summary: 'Makes an enrolment code for one centre; it is shown once.',
    takes: deskEnrolmentCodeSchema,
    answers: answers.enrolmentCodeAnswer,
    problems: [...posted, ...guarded, 'not-your-place', 'other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/restore-review',
    who: deskRoles,
    summary:
      'Whether the register was put back from a backup and nobody has looked through it yet.',
    answers: answers.restoreReviewAnswer,
    problems: guarded,
  },
  {
    method: 'POST',
    path: '/v1/desk/restore-review/close',
    who: answerable,
    summary: 'Ends the review after a restore: certificates may be issued again.',
    answers: answers.restoreReviewAnswer,
    problems: [...guarded, 'other-origin'],
  },
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
  {
    method: 'GET',
    path: '/*',
    who: 'anyone',
    summary: 'Files of the app, and its first page for every screen.',
    answers: 'page',
    problems: ['not-found'],
  },
] as const satisfies readonly RouteRow[];

type Row = (typeof routeTable)[number];
/** A path of the desk whose row names roles: only such a one can be registered behind a sign-in. */
export type GuardedPath = Extract<Row, { who: readonly DeskRole[] }>['path'];

/** A path of the FHIR door whose row names roles. */
export type RecordPath = Extract<
  Row,
  { path: `/fhir/${string}`; who: readonly AccountRole[] }
>['path'];

export function rowOf(path: Row['path']): RouteRow {
  return routeTable.find((row) => row.path === path)!;
}
