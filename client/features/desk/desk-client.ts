// Owns the desk's talk with the server: the only place here that fetches. Every answer comes back as a named outcome.

import type {
  DeskAccount,
  DeskDay,
  DeskDecision,
  DeskDecisionAnswer,
  DeskOpenDose,
} from '../../../schemas/desk.ts';
import type {
  DeskAefi,
  DeskCase,
  DeskCaseAnswer,
  DeskComment,
  DeskLink,
  DeskQuestion,
} from '../../../schemas/desk-case.ts';
import type {
  DeskStaff,
  DeskStaffCode,
  DeskStaffDecision,
  DeskStaffDecisionAnswer,
} from '../../../schemas/desk-staff.ts';
import type {
  DeskEnrolmentCode,
  DeskPhoneCode,
  DeskPhoneCodeRequest,
  DeskRestoreReview,
  DeskTablet,
  DeskTabletDecision,
  DeskTabletDecisionAnswer,
  DeskTabletDetail,
} from '../../../schemas/desk-tablets.ts';
import type { DeskCardShown, DeskCardsOfDay } from '../../../schemas/desk-cards.ts';
import type { DeskHistory, DeskHistoryRequest } from '../../../schemas/desk-history.ts';
import type { DeskSlips, DeskSlipsRequest } from '../../../schemas/desk-slips.ts';
import { readHistory } from './history/history-answers.ts';
import { readSlips } from './slips/slip-answers.ts';
import type { DeskAefiReports } from '../../../schemas/desk-aefi.ts';
import { readAefiReports } from './aefi/aefi-answers.ts';
import { readCardShown, readCardsOfDay } from './cards/card-answers.ts';
import type { Reader } from './answer-parts.ts';
import { readCase, readCaseWord } from './case-answers.ts';
import { readStaff, readStaffCode, readStaffDecision } from './staff-answers.ts';
import {
  readAccount,
  readCentres,
  readDay,
  readDecision,
  readEnrolmentCode,
  readPhoneCode,
  readOpenDoses,
  readProblemName,
  readTabletDecision,
  readTabletDetail,
  readRestoreReview,
  readTablets,
  type DeskCentreName,
} from './desk-answers.ts';
import { createPeopleClient, type PeopleClient } from './people/people-client.ts';
import { createTasksClient, type TasksClient } from './tasks/tasks-client.ts';

/** Why the desk has no answer. `wait`: asked too often, seconds are the server's own. */
export type DeskFault =
  | { readonly outcome: 'offline' | 'signed-out' | 'not-yours' | 'server-fault' | 'unreadable' }
  | { readonly outcome: 'wait'; readonly seconds: number };

/** `servedAt`: epoch seconds of the server's clock, or null when it did not say. */
export type DeskAnswer<Value> =
  | { readonly outcome: 'answered'; readonly value: Value; readonly servedAt: number | null }
  | DeskFault;

export type SignInOutcome =
  | { readonly outcome: 'signed-in'; readonly account: DeskAccount }
  | { readonly outcome: 'wrong-pair' }
  /** The password is right: now the six digits. */
  | { readonly outcome: 'code-needed' }
  | { readonly outcome: 'second-step-missing' }
  | { readonly outcome: 'locked'; readonly seconds: number | null }
  /** Over plain http no browser would keep the sign-in. */
  | { readonly outcome: 'https-needed' }
  | DeskFault;

export interface OpenDosePage {
  readonly doses: readonly DeskOpenDose[];
  readonly next: string | null;
}

/** Who asks: a person, or the open page alone. Such a question must not keep a sign-in alive. */
export type Asked = 'by-itself' | undefined;

export interface DeskClient {
  /** `code`: the six digits, or null before they were asked for. */
  readonly signIn: (
    account: string,
    password: string,
    code: string | null,
  ) => Promise<SignInOutcome>;
  readonly signOut: () => Promise<DeskAnswer<null>>;
  readonly account: (asked?: Asked) => Promise<DeskAnswer<DeskAccount>>;
  /** `day`: YYYY-MM-DD, IST. */
  readonly day: (day: string, asked?: Asked) => Promise<DeskAnswer<DeskDay>>;
  /** `after`: where the page before ended; null for the first. The server writes down every read of a person. */
  readonly openDoses: (
    day: string,
    after: string | null,
    withDecided?: boolean,
  ) => Promise<DeskAnswer<OpenDosePage>>;
  readonly decide: (decision: DeskDecision) => Promise<DeskAnswer<DeskDecisionAnswer>>;
  /** All that is known of one case. The server writes down the read of each person in it. */
  readonly caseOf: (centreId: number, caseKey: string) => Promise<DeskAnswer<DeskCase>>;
  readonly askCentre: (question: DeskQuestion) => Promise<DeskAnswer<DeskCaseAnswer>>;
  readonly staff: (centreId: number) => Promise<DeskAnswer<DeskStaff>>;
  readonly makeStaffCode: (centreId: number, staffId: string) => Promise<DeskAnswer<DeskStaffCode>>;
  readonly decideStaff: (
    decision: DeskStaffDecision,
  ) => Promise<DeskAnswer<DeskStaffDecisionAnswer>>;
  readonly link: (link: DeskLink) => Promise<DeskAnswer<DeskCaseAnswer>>;
  readonly comment: (comment: DeskComment) => Promise<DeskAnswer<DeskCaseAnswer>>;
  /** Centres of the account's places, with or without a session on any day. */
  readonly centres: () => Promise<DeskAnswer<readonly DeskCentreName[]>>;
  readonly tablets: (asked?: Asked) => Promise<DeskAnswer<readonly DeskTablet[]>>;
  /** `device`: the thumbprint of a tablet's key; it names no person. */
  readonly tablet: (device: string) => Promise<DeskAnswer<DeskTabletDetail>>;
  readonly decideTablet: (
    decision: DeskTabletDecision,
  ) => Promise<DeskAnswer<DeskTabletDecisionAnswer>>;
  /** Whether the register was put back from a backup and nobody has looked through it yet. */
  readonly restoreReview: () => Promise<DeskAnswer<DeskRestoreReview>>;
  readonly closeRestoreReview: () => Promise<DeskAnswer<DeskRestoreReview>>;
  readonly readPhoneCode: (asked: DeskPhoneCodeRequest) => Promise<DeskAnswer<DeskPhoneCode>>;
  readonly makeEnrolmentCode: (centreId: number) => Promise<DeskAnswer<DeskEnrolmentCode>>;
  readonly people: PeopleClient;
  readonly tasks: TasksClient;
  /** People of one centre and day with the state of each card; `after`: where the page before ended. */
  readonly cardsOfDay: (
    centreId: number,
    day: string,
    after: string | null,
  ) => Promise<DeskAnswer<DeskCardsOfDay>>;
  /** Slips of one centre and day, or of one person. The server writes down each as a read. */
  readonly slips: (asked: DeskSlipsRequest) => Promise<DeskAnswer<DeskSlips>>;
  /** Reactions of the last days; the server writes down the read of each person. */
  readonly aefiReports: () => Promise<DeskAnswer<DeskAefiReports>>;
  readonly reportAefi: (report: DeskAefi) => Promise<DeskAnswer<DeskCaseAnswer>>;
  /** Who did and read what; asking for one person is written down. */
  readonly history: (asked: DeskHistoryRequest) => Promise<DeskAnswer<DeskHistory>>;
  readonly showCard: (centreId: number, caseKey: string) => Promise<DeskAnswer<DeskCardShown>>;
}

const answerMillisecondsMax = 20_000;
const waitSecondsDefault = 60;

interface Sent {
  readonly status: number;
  readonly json: unknown;
  readonly servedAt: number | null;
  readonly retryAfterSeconds: number | null;
  readonly next: string | null;
}

/** Paths hold a day or a tablet at most: a person is only ever named in a body. */
export function createDeskClient(): DeskClient {
  const get = async <Value>(
    path: string,
    read: Reader<Value>,
    asked?: Asked,
  ): Promise<DeskAnswer<Value>> => sentToAnswer(await send('GET', path, undefined, asked), read);
  const post = async <Value>(
    path: string,
    body: unknown,
    read: Reader<Value>,
  ): Promise<DeskAnswer<Value>> => sentToAnswer(await send('POST', path, body), read);
  return {
    signIn: async (account, password, code) => {
      const typed = { account, password, ...(code === null ? {} : { code }) };
      return sentToSignIn(await send('POST', '/v1/desk/sign-in', typed));
    },
    signOut: async () => {
      const sent = await send('POST', '/v1/desk/sign-out', {});
      if (sent === null) return { outcome: 'offline' };
      // Whoever is signed out already got what was asked for.
      const isOut = sent.status < 300 || sent.status === 401;
      if (isOut) return { outcome: 'answered', value: null, servedAt: sent.servedAt };
      return sentToFault(sent);
    },
    account: (asked) => get('/v1/desk/me', readAccount, asked),
    day: (day, asked) => get(`/v1/desk/days/${encodeURIComponent(day)}`, readDay, asked),
    openDoses: async (day, after, withDecided) => {
      const asked = [
        ...(after === null ? [] : [`after=${encodeURIComponent(after)}`]),
        ...(withDecided === true ? ['decided=1'] : []),
      ];
      const query = asked.length === 0 ? '' : `?${asked.join('&')}`;
      const sent = await send('GET', `/v1/desk/days/${encodeURIComponent(day)}/open${query}`);
      const answer = sentToAnswer(sent, readOpenDoses);
      if (answer.outcome !== 'answered') return answer;
      return { ...answer, value: { doses: answer.value, next: sent?.next ?? null } };
    },
    decide: (decision) => post('/v1/desk/decisions', decision, readDecision),
    caseOf: (centreId, caseKey) =>
      get(`/v1/desk/case?centre=${centreId}&case=${encodeURIComponent(caseKey)}`, readCase),
    askCentre: (question) => post('/v1/desk/questions', question, readCaseWord),
    staff: (centreId) => get(`/v1/desk/staff?centre=${centreId}`, readStaff),
    makeStaffCode: (centreId, staffId) =>
      post('/v1/desk/staff-codes', { centreId, staffId }, readStaffCode),
    decideStaff: (decision) => post('/v1/desk/staff/decisions', decision, readStaffDecision),
    link: (link) => post('/v1/desk/links', link, readCaseWord),
    comment: (comment) => post('/v1/desk/comments', comment, readCaseWord),
    centres: () => get('/v1/desk/centres', readCentres),
    tablets: (asked) => get('/v1/desk/tablets', readTablets, asked),
    tablet: (device) => get(`/v1/desk/tablets/${encodeURIComponent(device)}`, readTabletDetail),
    decideTablet: (decision) => post('/v1/desk/tablets/decisions', decision, readTabletDecision),
    restoreReview: () => get('/v1/desk/restore-review', readRestoreReview, 'by-itself'),
    closeRestoreReview: () => post('/v1/desk/restore-review/close', {}, readRestoreReview),
    readPhoneCode: (asked) => post('/v1/desk/tablets/phone-codes', asked, readPhoneCode),
    makeEnrolmentCode: (centreId) =>
      post('/v1/desk/enrolment-codes', { centreId }, readEnrolmentCode),
    aefiReports: () => get('/v1/desk/aefi-reports', readAefiReports),
    reportAefi: (report) => post('/v1/desk/aefi', report, readCaseWord),
    people: createPeopleClient(get, post),
    tasks: createTasksClient(get, post),
    cardsOfDay: (centreId, day, after) =>
      post(
        '/v1/desk/cards/day',
        { centreId, day, ...(after === null ? {} : { after }) },
        readCardsOfDay,
      ),
    history: (asked) => post('/v1/desk/history', asked, readHistory),
    slips: (asked) => post('/v1/desk/slips', asked, readSlips),
    showCard: (centreId, caseKey) =>
      post('/v1/desk/cards/show', { centreId, caseKey }, readCardShown),
  };
}

/** Null when no answer came: no network, no server, or none within the time. */
async function send(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  asked?: Asked,
): Promise<Sent | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), answerMillisecondsMax);
  try {
    // oxlint-disable-next-line eslint/no-restricted-globals -- This is the desk's API client.
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: giveUp.signal,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(asked === 'by-itself' ? { 'x-suchi-refresh': '1' } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      json: textToJson(await response.text()),
      servedAt: headerToEpochSeconds(response.headers.get('date')),
      retryAfterSeconds: headerToSeconds(response.headers.get('retry-after')),
      next: linkToNext(response.headers.get('link')),
    };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function sentToAnswer<Value>(sent: Sent | null, read: Reader<Value>): DeskAnswer<Value> {
  if (sent === null) return { outcome: 'offline' };
  // A decision that came too late is answered with its outcome, whatever the number above it.
  if (sent.status >= 300 && sent.status !== 409) return sentToFault(sent);
  const value = read(sent.json);
  if (value === null) return { outcome: 'unreadable' };
  return { outcome: 'answered', value, servedAt: sent.servedAt };
}

function sentToSignIn(sent: Sent | null): SignInOutcome {
  if (sent === null) return { outcome: 'offline' };
  if (sent.status === 200) {
    const account = readAccount(sent.json);
    return account === null ? { outcome: 'unreadable' } : { outcome: 'signed-in', account };
  }
  const problem = readProblemName(sent.json);
  if (problem === 'https-needed') return { outcome: 'https-needed' };
  if (problem === 'code-needed') return { outcome: 'code-needed' };
  if (problem === 'second-step-missing') return { outcome: 'second-step-missing' };
  const isLocked = sent.status === 423 || problem.includes('locked');
  if (isLocked) return { outcome: 'locked', seconds: sent.retryAfterSeconds };
  // A pair of an impossible form is answered 400: for the person it is a wrong pair all the same.
  if (sent.status === 401 || sent.status === 400) return { outcome: 'wrong-pair' };
  return sentToFault(sent);
}

function sentToFault(sent: Sent): DeskFault {
  if (sent.status === 401) return { outcome: 'signed-out' };
  if (sent.status === 403) return { outcome: 'not-yours' };
  if (sent.status === 429) {
    return { outcome: 'wait', seconds: sent.retryAfterSeconds ?? waitSecondsDefault };
  }
  return { outcome: 'server-fault' };
}

function textToJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function headerToSeconds(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}

function headerToEpochSeconds(header: string | null): number | null {
  const milliseconds = header === null ? Number.NaN : Date.parse(header);
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : null;
}

/** RFC 8288: of `</path?after=X>; rel="next"` only the X is taken, so that no header can name another address. */
function linkToNext(header: string | null): string | null {
  const match = /<[^>]*[?&]after=([^&>]+)[^>]*>\s*;\s*rel="next"/.exec(header ?? '');
  return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
}
