// Owns the shapes of the server's answers to the desk: checked at the edge, so that nothing half-formed reaches a screen.

import * as z from 'zod/mini';
import {
  deskRoles,
  type DeskAccount,
  type DeskDay,
  type DeskDecisionAnswer,
  type DeskOpenDose,
} from '../../../schemas/desk.ts';
import {
  missingWhys,
  type DeskEnrolmentCode,
  type DeskPhoneCode,
  type DeskRestoreReview,
  type DeskTablet,
  type DeskTabletDecisionAnswer,
  type DeskTabletDetail,
} from '../../../schemas/desk-tablets.ts';
import {
  author,
  doseEvent,
  doseState,
  historyLine,
  otherDoses,
  person,
  reader,
  reason,
  type Reader,
} from './answer-parts.ts';

const count = z.int().check(z.minimum(0));

const account = z.looseObject({
  account: z.string(),
  name: z.string(),
  role: z.enum(deskRoles),
  place: z.string(),
  isDemo: z.boolean(),
  signedInUntil: z.number(),
});

const day = z.looseObject({
  day: z.string(),
  asOf: z.number(),
  centres: z.array(
    z.looseObject({
      centreId: z.int(),
      name: z.string(),
      block: z.string(),
      booked: count,
      counts: z.looseObject({
        received: count,
        waiting: count,
        confirmed: count,
        held: count,
        accepted: count,
        revoked: count,
      }),
      byProduct: z.array(z.looseObject({ product: z.string(), doseNumber: z.int(), count })),
    }),
  ),
});

const openDose = z.looseObject({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  caseHash: z.string(),
  seen: z.int(),
  doseEvent,
  state: doseState,
  reasons: z.array(reason),
  person,
  doseNumber: z.int(),
  product: z.string(),
  vial: z.string(),
  vaccineBatch: z.string(),
  administeredAt: z.number(),
  receivedAt: z.number(),
  by: author,
  tablet: z.string(),
  otherDoses,
});

const tablet = z.looseObject({
  device: z.string(),
  alias: z.string(),
  centreId: z.int(),
  centreName: z.string(),
  enrolledAt: z.number(),
  lastContactAt: z.nullable(z.number()),
  hasSessionToday: z.boolean(),
  unsent: z.nullable(z.number()),
  stillOut: z.nullable(z.number()),
  waitingSince: z.nullable(z.number()),
  needsHelp: z.nullable(z.number()),
  unreadable: count,
  missing: count,
  driftSeconds: z.nullable(z.number()),
  isPersisted: z.nullable(z.boolean()),
  freeBytes: z.nullable(z.number()),
  appVersion: z.nullable(z.string()),
  isAppOlder: z.boolean(),
  needsConfirmation: z.boolean(),
  isRevoked: z.boolean(),
});

const range = { from: z.number(), to: z.number() };
const tabletDetail = z.looseObject({
  tablet,
  revokedAt: z.nullable(z.number()),
  logs: z.array(
    z.looseObject({
      log: z.string(),
      centreName: z.string(),
      seq: count,
      afterGap: z.array(z.looseObject(range)),
      missing: z.array(z.looseObject({ ...range, why: z.enum(missingWhys) })),
      carriedOn: z.array(z.looseObject(range)),
      unreadable: z.array(z.looseObject({ seq: count, receivedAt: z.number() })),
      unreadableCount: count,
      lastReceivedAt: z.nullable(z.number()),
      proof: z.union([
        z.looseObject({ outcome: z.literal('unbroken'), to: count, headHash: z.string() }),
        z.looseObject({
          outcome: z.literal('broken'),
          firstBad: count,
          why: z.enum(['row-gone', 'hash-differs', 'content-differs', 'head-differs']),
        }),
      ]),
    }),
  ),
  logsElsewhere: count,
});

const tabletDecision = z.looseObject({ outcome: z.enum(['decided', 'already', 'not-yours']) });

const decision = z.looseObject({
  outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-dose']),
  changes: z.exactOptional(z.array(historyLine)),
});

const restoreReview = z.looseObject({ isOpen: z.boolean(), restoredTo: z.nullable(z.number()) });

const enrolmentCode = z.looseObject({
  code: z.string(),
  validUntil: z.number(),
  centreName: z.string(),
});

export interface DeskCentreName {
  readonly centreId: number;
  readonly name: string;
  readonly block: string;
  /** Vouches there that wait for a supervisor. */
  readonly vouches: number;
}

const centre = z.looseObject({
  centreId: z.int(),
  name: z.string(),
  block: z.string(),
  vouches: count,
});

export const readAccount: Reader<DeskAccount> = reader(account);
export const readDay: Reader<DeskDay> = reader(day);
export const readOpenDoses: Reader<readonly DeskOpenDose[]> = reader(z.array(openDose));
export const readCentres: Reader<readonly DeskCentreName[]> = reader(z.array(centre));
export const readTablets: Reader<readonly DeskTablet[]> = reader(z.array(tablet));
export const readTabletDetail: Reader<DeskTabletDetail> = reader(tabletDetail);
export const readTabletDecision: Reader<DeskTabletDecisionAnswer> = reader(tabletDecision);
export const readDecision: Reader<DeskDecisionAnswer> = reader(decision);
export const readRestoreReview: Reader<DeskRestoreReview> = reader(restoreReview);
const phoneCode = z.looseObject({
  outcome: z.enum(['made', 'not-a-question']),
  code: z.nullable(z.string()),
});
export const readPhoneCode: Reader<DeskPhoneCode> = reader(phoneCode);
export const readEnrolmentCode: Reader<DeskEnrolmentCode> = reader(enrolmentCode);

const problem = z.looseObject({ type: z.string() });

/** The short name at the end of a problem's `type`; empty when the answer names none. */
export function readProblemName(json: unknown): string {
  const read = z.safeParse(problem, json);
  return read.success ? (read.data.type.split('/').at(-1) ?? '') : '';
}
