// Owns the list of every route: who may call it, what it takes and answers. A route without a row here fails a test.

import {
  deskDecisionSchema,
  deskRoles,
  deskSignInSchema,
  type DeskRole,
} from '../../schemas/desk.ts';
import {
  deskAefiSchema,
  deskCommentSchema,
  deskLinkSchema,
  deskQuestionSchema,
} from '../../schemas/desk-case.ts';
import { deskStaffCodeSchema, deskStaffDecisionSchema } from '../../schemas/desk-staff.ts';
import {
  deskEnrolmentCodeSchema,
  deskPhoneCodeSchema,
  deskTabletDecisionSchema,
} from '../../schemas/desk-tablets.ts';
import { deskCardSchema, deskCardsOfDaySchema } from '../../schemas/desk-cards.ts';
import { deskHistorySchema } from '../../schemas/desk-history.ts';
import { deskSlipsSchema } from '../../schemas/desk-slips.ts';
import {
  enrolmentAnswerSchema,
  enrolmentRequestSchema,
  staffKeyAnswerSchema,
  staffKeyRequestSchema,
} from '../../schemas/enrolment.ts';
import type { AccountRole } from '../accounts/accounts.ts';
import * as answers from './answer-schemas.ts';
import { historyAnswer, slipsAnswer } from './slip-answers.ts';
import * as cardAnswers from './card-answers.ts';
import { personRows } from './person-rows.ts';
import { recordRows } from './record-rows.ts';
import { taskRows } from './task-rows.ts';
import { supervisors, answerable, posted, guarded, type RouteRow } from './route-row.ts';

export type { RouteRow } from './route-row.ts';

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
    path: '/v1/staff-keys',
    who: 'tablet',
    summary:
      'A staff member proves with their own one-time code that a key on this tablet is theirs.',
    takes: staffKeyRequestSchema,
    answers: staffKeyAnswerSchema,
    problems: [
      ...posted,
      'code-malformed',
      'code-unknown',
      'code-used',
      'code-expired',
      'code-blocked',
      'device-unknown',
      'device-revoked',
      'too-many-tries',
    ],
  },
  {
    method: 'POST',
    path: '/v1/desk/sign-in',
    who: 'anyone',
    summary: 'Signs in with password and six digits; the answer sets the cookie.',
    takes: deskSignInSchema,
    answers: answers.accountAnswer,
    problems: [
      ...posted,
      'sign-in-refused',
      'code-needed',
      'second-step-missing',
      'other-origin',
      'https-needed',
      'too-many-tries',
    ],
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
      'Held and waiting doses with their persons (`?decided=1`: decided ones too); each read is audited. More than 200: `Link: rel="next"`.',
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
    path: '/v1/desk/tablets/phone-codes',
    who: deskRoles,
    summary:
      'The code for a forgotten PIN on one tablet, to be read over the phone; each reading is noted.',
    takes: deskPhoneCodeSchema,
    answers: answers.phoneCodeAnswer,
    problems: [...posted, ...guarded, 'not-your-place', 'other-origin'],
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
    method: 'POST',
    path: '/v1/desk/cards/day',
    who: deskRoles,
    summary: 'People of one centre and day, and whether each has a card, or why not yet.',
    takes: deskCardsOfDaySchema,
    answers: cardAnswers.cardsOfDayAnswer,
    problems: [...posted, ...guarded, 'not-your-place', 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/cards/show',
    who: deskRoles,
    summary: 'One card, for paper.',
    takes: deskCardSchema,
    answers: cardAnswers.cardShownAnswer,
    problems: [...posted, ...guarded, 'not-your-place', 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/slips',
    who: supervisors,
    summary: 'Slips to print for the bookings of one centre and day; each is written down.',
    takes: deskSlipsSchema,
    answers: slipsAnswer,
    problems: [...posted, ...guarded, 'not-a-day', 'day-over', 'not-your-place', 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/history',
    who: answerable,
    summary: 'Who signed in, did and read what in the places of the account; ids and times only.',
    takes: deskHistorySchema,
    answers: historyAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'GET',
    path: '/.well-known/jwks.json',
    who: 'anyone',
    summary: 'The public keys cards are signed with (SMART Health Cards 1.4.0).',
    answers: cardAnswers.keySetAnswer,
    problems: [],
  },
  {
    method: 'GET',
    path: '/.well-known/crl/:file',
    who: 'anyone',
    summary: 'KEY.json: the cards signed with this key that were taken back. It only grows.',
    answers: cardAnswers.revocationListAnswer,
    problems: ['not-found'],
  },
  {
    method: 'GET',
    path: '/v1/desk/case',
    who: deskRoles,
    summary: 'One case with all its evidence side by side; the read of each person is audited.',
    answers: answers.caseAnswer,
    problems: [...guarded, 'not-a-case', 'not-your-place'],
  },
  {
    method: 'POST',
    path: '/v1/desk/questions',
    who: supervisors,
    summary: 'Asks the centre about a case; the question reaches its tablets with the feed.',
    takes: deskQuestionSchema,
    answers: answers.caseWordAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/aefi',
    who: supervisors,
    summary: 'Reports a reaction after a dose that the district heard of, now or days later.',
    takes: deskAefiSchema,
    answers: answers.caseWordAnswer,
    problems: [...posted, ...guarded, 'not-a-day', 'other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/aefi-reports',
    who: deskRoles,
    summary: 'Reactions of the last 30 days, the worst first; the read of each person is audited.',
    answers: answers.aefiReportsAnswer,
    problems: [...guarded],
  },
  {
    method: 'POST',
    path: '/v1/desk/links',
    who: supervisors,
    summary: 'Says that two cases are one person, or undoes it; bound to the case as it was shown.',
    takes: deskLinkSchema,
    answers: answers.caseWordAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/comments',
    who: supervisors,
    summary: 'Leaves a comment on a case; it never travels to a tablet.',
    takes: deskCommentSchema,
    answers: answers.caseWordAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/staff',
    who: deskRoles,
    summary:
      "A centre's staff: whose keys are proved and how, who left, and the vouches that wait.",
    answers: answers.staffAnswer,
    problems: [...guarded, 'not-a-centre', 'not-your-place'],
  },
  {
    method: 'POST',
    path: '/v1/desk/staff-codes',
    who: supervisors,
    summary: "Makes a staff member's own one-time code; it is shown once.",
    takes: deskStaffCodeSchema,
    answers: answers.staffCodeAnswer,
    problems: [...posted, ...guarded, 'not-your-place', 'other-origin'],
  },
  {
    method: 'POST',
    path: '/v1/desk/staff/decisions',
    who: supervisors,
    summary: 'Confirms or refuses a vouch; takes somebody off the list, or back on it.',
    takes: deskStaffDecisionSchema,
    answers: answers.staffDecisionAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  ...taskRows,
  ...personRows,
  ...recordRows,
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

/** A path that only the person's own cookie opens. */
export type PersonPath = Exclude<Extract<Row, { who: 'person' }>['path'], '/v1/my/sign-in'>;
/** A path of the FHIR door whose row names roles. */
export type RecordPath = Extract<
  Row,
  { path: `/fhir/${string}`; who: readonly AccountRole[] }
>['path'];

export function rowOf(path: Row['path']): RouteRow {
  return routeTable.find((row) => row.path === path)!;
}
