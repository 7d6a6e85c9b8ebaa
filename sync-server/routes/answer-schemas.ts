// Owns the forms of the desk's answers for /openapi.json: the compiler holds each against its interface in schemas/desk.ts.

import * as z from 'zod/mini';
import type { DeskAefiReports } from '../../schemas/desk-aefi.ts';
import {
  deskRoles,
  type DeskAccount,
  type DeskDay,
  type DeskDecisionAnswer,
  type DeskOpenDose,
  type Problem,
} from '../../schemas/desk.ts';
import type { DeskCase, DeskCaseAnswer } from '../../schemas/desk-case.ts';
import type {
  DeskStaff,
  DeskStaffCode,
  DeskStaffDecisionAnswer,
} from '../../schemas/desk-staff.ts';
import {
  missingWhys,
  type DeskEnrolmentCode,
  type DeskPhoneCode,
  type DeskRestoreReview,
  type DeskTablet,
  type DeskTabletDecisionAnswer,
  type DeskTabletDetail,
} from '../../schemas/desk-tablets.ts';

const epochSeconds = z.int();
const countStates = ['received', 'waiting', 'confirmed', 'held', 'accepted', 'revoked'] as const;
export const doseState = z.enum([...countStates, 'in-question']);
const byProduct = z.object({ product: z.string(), doseNumber: z.int(), count: z.int() });

export const accountAnswer: z.ZodMiniType<DeskAccount> = z.object({
  account: z.string(),
  name: z.string(),
  role: z.enum(deskRoles),
  place: z.string(),
  isDemo: z.boolean(),
  signedInUntil: epochSeconds,
});

export const dayAnswer: z.ZodMiniType<DeskDay> = z.object({
  day: z.iso.date(),
  asOf: epochSeconds,
  centres: z.array(
    z.object({
      centreId: z.int(),
      name: z.string(),
      block: z.string(),
      booked: z.int(),
      counts: z.record(z.enum(countStates), z.int()),
      byProduct: z.array(byProduct),
    }),
  ),
});

export const person = z.object({
  name: z.string(),
  birthYear: z.nullable(z.int()),
  gender: z.nullable(z.string()),
  mobileLast4: z.nullable(z.string()),
  referenceId: z.nullable(z.string()),
  isWalkIn: z.boolean(),
});

const author = z.nullable(z.object({ staffId: z.string(), name: z.string(), proved: z.boolean() }));
const doseEvent = z.object({ log: z.string(), seq: z.int(), h: z.string() });
const reasons = z.array(
  z.object({
    reason: z.string(),
    detail: z.exactOptional(z.string()),
    group: z.enum(['contradicted', 'waiting', 'clinical', 'session-flag']),
  }),
);
export const otherDose = {
  administeredAt: epochSeconds,
  product: z.string(),
  tablet: z.string(),
  state: doseState,
};
const otherDoses = z.array(z.object(otherDose));

const openDose: z.ZodMiniType<DeskOpenDose> = z.object({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  caseHash: z.string(),
  seen: z.int(),
  doseEvent,
  state: doseState,
  reasons,
  person,
  doseNumber: z.int(),
  product: z.string(),
  vial: z.string(),
  vaccineBatch: z.string(),
  administeredAt: epochSeconds,
  receivedAt: epochSeconds,
  by: author,
  tablet: z.string(),
  otherDoses,
});
export const openDosesAnswer = z.array(openDose);

const tablet: z.ZodMiniType<DeskTablet> = z.object({
  device: z.string(),
  alias: z.string(),
  centreId: z.int(),
  centreName: z.string(),
  enrolledAt: epochSeconds,
  lastContactAt: z.nullable(epochSeconds),
  hasSessionToday: z.boolean(),
  unsent: z.nullable(z.int()),
  stillOut: z.nullable(z.int()),
  waitingSince: z.nullable(epochSeconds),
  needsHelp: z.nullable(z.int()),
  unreadable: z.int(),
  missing: z.int(),
  driftSeconds: z.nullable(z.int()),
  isPersisted: z.nullable(z.boolean()),
  freeBytes: z.nullable(z.number()),
  appVersion: z.nullable(z.string()),
  isAppOlder: z.boolean(),
  needsConfirmation: z.boolean(),
  isRevoked: z.boolean(),
});
export const tabletsAnswer = z.array(tablet);

const range = { from: z.int(), to: z.int() };
export const tabletDetailAnswer: z.ZodMiniType<DeskTabletDetail> = z.object({
  tablet,
  revokedAt: z.nullable(epochSeconds),
  logs: z.array(
    z.object({
      log: z.string(),
      centreName: z.string(),
      seq: z.int(),
      afterGap: z.array(z.object(range)),
      missing: z.array(z.object({ ...range, why: z.enum(missingWhys) })),
      carriedOn: z.array(z.object(range)),
      unreadable: z.array(z.object({ seq: z.int(), receivedAt: epochSeconds })),
      unreadableCount: z.int(),
      lastReceivedAt: z.nullable(epochSeconds),
      proof: z.union([
        z.object({ outcome: z.literal('unbroken'), to: z.int(), headHash: z.string() }),
        z.object({
          outcome: z.literal('broken'),
          firstBad: z.int(),
          why: z.enum(['row-gone', 'hash-differs', 'content-differs', 'head-differs']),
        }),
      ]),
    }),
  ),
  logsElsewhere: z.int(),
});

export const tabletDecisionAnswer: z.ZodMiniType<DeskTabletDecisionAnswer> = z.object({
  outcome: z.enum(['decided', 'already', 'not-yours']),
});

export const centresAnswer = z.array(
  z.object({ centreId: z.int(), name: z.string(), block: z.string(), vouches: z.int() }),
);

export const historyLine = z.object({
  what: z.string(),
  receivedAt: epochSeconds,
  who: z.nullable(z.string()),
  tablet: z.nullable(z.string()),
  note: z.nullable(z.string()),
});
export const decisionAnswer: z.ZodMiniType<DeskDecisionAnswer> = z.object({
  outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-dose']),
  changes: z.exactOptional(z.array(historyLine)),
});
export const caseWordAnswer: z.ZodMiniType<DeskCaseAnswer> = z.object({
  outcome: z.enum(['done', 'look-again', 'not-yours', 'no-such-case', 'already']),
  changes: z.exactOptional(z.array(historyLine)),
});

const act = {
  at: epochSeconds,
  skew: z.int(),
  receivedAt: epochSeconds,
  by: author,
  tablet: z.string(),
  cameIn: z.enum(['own', 'carried-on', 'after-gap', 'remembered']),
};
const vialFacts = z.object({
  product: z.string(),
  vaccineBatch: z.string(),
  openedAt: epochSeconds,
  dosesNominal: z.int(),
  drawn: z.int(),
});
export const caseAnswer: z.ZodMiniType<DeskCase> = z.object({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  caseHash: z.string(),
  seen: z.int(),
  person,
  booking: z.nullable(
    z.object({
      day: z.string(),
      slot: z.string(),
      product: z.string(),
      doseNumber: z.int(),
      earlierDoseDay: z.nullable(z.string()),
      earlierDoseProduct: z.nullable(z.string()),
      code: z.enum(['counts', 'none', 'weak']),
      isEnded: z.boolean(),
    }),
  ),
  registration: z.nullable(
    z.object({ ...act, category: z.string(), idType: z.nullable(z.string()) }),
  ),
  checkIns: z.array(
    z.object({
      ...act,
      idType: z.string(),
      idSeen: z.string(),
      screening: z.array(z.string()),
    }),
  ),
  codeTries: z.array(z.object({ ...act, matches: z.boolean() })),
  codesSay: z.nullable(z.enum(['right', 'wrong', 'several', 'none'])),
  notToday: z.array(z.object({ ...act, outcome: z.string(), reason: z.string() })),
  doses: z.array(
    z.object({
      ...act,
      doseEvent,
      state: doseState,
      reasons,
      doseNumber: z.int(),
      product: z.string(),
      vaccineBatch: z.string(),
      vial: z.string(),
      vialFacts: z.nullable(vialFacts),
      withoutCode: z.nullable(z.string()),
      isError: z.boolean(),
    }),
  ),
  links: z.array(
    z.object({
      link: z.string(),
      otherCase: z.string(),
      person,
      account: z.string(),
      note: z.string(),
      at: epochSeconds,
      doses: otherDoses,
    }),
  ),
  likelySame: z.array(
    z.object({
      caseKey: z.string(),
      person,
      why: z.array(z.enum(['reference', 'mobile', 'name-and-year'])),
      doses: z.int(),
      caseHash: z.string(),
    }),
  ),
  toldApart: z.array(
    z.object({
      otherCase: z.string(),
      person,
      account: z.string(),
      note: z.string(),
      at: epochSeconds,
    }),
  ),
  questions: z.array(
    z.object({
      topic: z.string(),
      text: z.nullable(z.string()),
      account: z.string(),
      askedAt: epochSeconds,
      answers: z.array(z.object({ ...act, answer: z.string(), text: z.nullable(z.string()) })),
    }),
  ),
  comments: z.array(z.object({ account: z.string(), at: epochSeconds, words: z.string() })),
  history: z.array(historyLine),
});

export const aefiReportsAnswer: z.ZodMiniType<DeskAefiReports> = z.object({
  isCut: z.boolean(),
  reports: z.array(
    z.object({
      reportKey: z.string(),
      centreId: z.int(),
      centreName: z.string(),
      caseKey: z.string(),
      person: z.object({
        name: z.string(),
        birthYear: z.nullable(z.int()),
        gender: z.nullable(z.string()),
        mobileLast4: z.nullable(z.string()),
      }),
      dose: z.nullable(
        z.object({
          doseNumber: z.int(),
          product: z.string(),
          vaccineBatch: z.string(),
          vial: z.string(),
          givenAt: epochSeconds,
        }),
      ),
      severity: z.enum(['minor', 'severe', 'serious', 'death']),
      onsetAt: epochSeconds,
      onsetPrecision: z.enum(['minute', 'day']),
      symptoms: z.array(z.string()),
      otherSymptoms: z.nullable(z.string()),
      actions: z.array(z.string()),
      referredTo: z.nullable(z.string()),
      outcome: z.enum([
        'under-observation',
        'recovering',
        'recovered',
        'in-hospital',
        'disability',
        'died',
        'unknown',
      ]),
      source: z.enum(['seen-by-staff', 'beneficiary', 'family', 'hospital', 'other']),
      receivedAt: epochSeconds,
      reportedBy: z.nullable(z.string()),
      isFromDesk: z.boolean(),
      isFollowUp: z.boolean(),
      isError: z.boolean(),
    }),
  ),
});

export const restoreReviewAnswer: z.ZodMiniType<DeskRestoreReview> = z.object({
  isOpen: z.boolean(),
  restoredTo: z.nullable(epochSeconds),
});

export const enrolmentCodeAnswer: z.ZodMiniType<DeskEnrolmentCode> = z.object({
  code: z.string(),
  validUntil: epochSeconds,
  centreName: z.string(),
});

export const phoneCodeAnswer: z.ZodMiniType<DeskPhoneCode> = z.object({
  outcome: z.enum(['made', 'not-a-question']),
  code: z.nullable(z.string()),
});

export const staffAnswer: z.ZodMiniType<DeskStaff> = z.object({
  centreId: z.int(),
  centreName: z.string(),
  people: z.array(
    z.object({
      staffId: z.string(),
      name: z.string(),
      role: z.string(),
      removedAt: z.nullable(epochSeconds),
      keys: z.array(
        z.object({
          tablet: z.string(),
          binding: z.enum(['code', 'vouch', 'claimed', 'refused']),
          boundAt: epochSeconds,
        }),
      ),
      refusedSignIns: z.array(z.object({ tablet: z.string(), signedInAt: epochSeconds })),
    }),
  ),
  vouches: z.array(
    z.object({
      log: z.string(),
      seq: z.int(),
      staffId: z.string(),
      name: z.string(),
      isSubstitute: z.boolean(),
      voucher: z.string(),
      tablet: z.string(),
      vouchedAt: epochSeconds,
    }),
  ),
});
export const staffCodeAnswer: z.ZodMiniType<DeskStaffCode> = z.object({
  code: z.string(),
  validUntil: epochSeconds,
  name: z.string(),
});
export const staffDecisionAnswer: z.ZodMiniType<DeskStaffDecisionAnswer> = z.object({
  outcome: z.enum(['decided', 'already', 'not-yours']),
});

export const problemAnswer: z.ZodMiniType<Problem> = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.exactOptional(z.string()),
});

export const versionAnswer = z.object({ name: z.string(), version: z.string(), protocol: z.int() });
export const statusAnswer = z.object({ status: z.literal('ok') });
