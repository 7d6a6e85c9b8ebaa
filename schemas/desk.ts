// Owns the desk's requests and answers: what a supervisor's page asks of the server over /v1/desk.

import * as z from 'zod/mini';
import { referenceSchema } from './events/event.ts';
import { questionTopics } from './events/question-asked.ts';
import { limits } from './limits.ts';
import type { EventReference } from './log/hash-chain.ts';

z.config({ jitless: true });

export const deskRoles = [
  'in-charge',
  'block-supervisor',
  'district-supervisor',
  'state-admin',
] as const;
export type DeskRole = (typeof deskRoles)[number];

/** POST /v1/desk/sign-in. Answers 200 with `DeskAccount` and a cookie, or 401 problem+json alike for every wrong pair and wrong digits. */
export const deskSignInSchema = z.object({
  account: z.string().check(z.minLength(1), z.maxLength(80)),
  password: z.string().check(z.minLength(1), z.maxLength(200)),
  /** The six digits; left out at first, asked for by `code-needed` once the password was right. */
  code: z.optional(z.string().check(z.maxLength(16))),
});

/** GET /v1/desk/me. */
export interface DeskAccount {
  readonly account: string;
  readonly name: string;
  readonly role: DeskRole;
  /** What the account is bound to, e.g. "Raigad" or a centre's name. */
  readonly place: string;
  readonly isDemo: boolean;
  /** Epoch seconds. */
  readonly signedInUntil: number;
}

export type DeskDoseState = 'received' | 'waiting' | 'confirmed' | 'held' | 'accepted' | 'revoked';

/** GET /v1/desk/days/:day → counts of the account's places. No person in it. */
export interface DeskDay {
  readonly day: string;
  readonly asOf: number;
  readonly centres: readonly {
    readonly centreId: number;
    readonly name: string;
    readonly block: string;
    readonly booked: number;
    readonly counts: { readonly [state in DeskDoseState]: number };
    readonly byProduct: readonly {
      readonly product: string;
      readonly doseNumber: number;
      readonly count: number;
    }[];
  }[];
}

/** GET /v1/desk/days/:day/open → waiting and held doses; every read of a person is logged. */
export interface DeskOpenDose {
  readonly centreId: number;
  readonly centreName: string;
  readonly caseKey: string;
  /** Set hash of the case that is shown here: a decision must name it. */
  readonly caseHash: string;
  /** The centre's feed number when it was read: what came later is named to whoever decides on something older. */
  readonly seen: number;
  readonly doseEvent: { readonly log: string; readonly seq: number; readonly h: string };
  readonly state: DeskDoseState;
  readonly reasons: readonly {
    readonly reason: string;
    readonly detail?: string;
    readonly group: ReasonGroup;
  }[];
  readonly person: {
    readonly name: string;
    readonly birthYear: number | null;
    readonly gender: string | null;
    readonly mobileLast4: string | null;
    readonly referenceId: string | null;
    readonly isWalkIn: boolean;
  };
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly vaccineBatch: string;
  readonly administeredAt: number;
  readonly receivedAt: number;
  readonly by: { readonly staffId: string; readonly name: string; readonly proved: boolean } | null;
  readonly tablet: string;
  readonly otherDoses: readonly {
    readonly administeredAt: number;
    readonly product: string;
    readonly tablet: string;
    readonly state: DeskDoseState;
  }[];
}

export type ReasonGroup = 'contradicted' | 'waiting' | 'clinical' | 'session-flag';

/** POST /v1/desk/decisions → 200 `DeskDecisionAnswer`. */
export const deskDecisionSchema = z.object({
  centreId: z.int(),
  caseKey: z.string().check(z.maxLength(120)),
  caseHash: z.string().check(z.maxLength(40)),
  seen: z.optional(z.int().check(z.minimum(0))),
  doseEvent: referenceSchema,
  decision: z.enum(['accepted', 'revoked']),
  /** The reasons this decision covers, as shown. */
  reasons: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(40)),
  note: z.string().check(z.minLength(3), z.maxLength(500)),
});
export type DeskDecision = Omit<z.infer<typeof deskDecisionSchema>, 'doseEvent'> & {
  readonly doseEvent: EventReference;
};

/** `look-again`: the case changed since it was shown; nothing was written. */
export interface DeskDecisionAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours' | 'no-such-dose';
  /** With `look-again`: what came since it was shown, so that the second supervisor is told what changed. */
  readonly changes?: readonly DeskHistoryLine[];
}

/** One thing that happened to a case, in the order it reached the server. */
export interface DeskHistoryLine {
  /** The event's kind: `dose-administered`, `accepted`, `question-asked` … */
  readonly what: string;
  /** Epoch seconds by the server. */
  readonly receivedAt: number;
  /** Name of the staff member or of the supervisor; null for the register itself and for nobody. */
  readonly who: string | null;
  /** Null for what the server said. */
  readonly tablet: string | null;
  /** A supervisor's words, or a picked topic or answer. */
  readonly note: string | null;
}

/** What is known of one act at the table: the tablet's time, how far its clock was ahead, when and how it came here. */
export interface DeskAct {
  readonly at: number;
  readonly skew: number;
  readonly receivedAt: number;
  readonly by: DeskOpenDose['by'];
  readonly tablet: string;
  /** `own`: in the log it was written in · `carried-on`: in a later log of the same tablet · `after-gap`: rows before it are missing. */
  readonly cameIn: 'own' | 'carried-on' | 'after-gap';
}

export interface DeskCaseDose extends DeskAct {
  readonly doseEvent: DeskOpenDose['doseEvent'];
  readonly state: DeskDoseState;
  readonly reasons: DeskOpenDose['reasons'];
  readonly doseNumber: number;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly vial: string;
  readonly vialFacts: {
    readonly product: string;
    readonly vaccineBatch: string;
    readonly openedAt: number;
    readonly dosesNominal: number;
    readonly drawn: number;
  } | null;
  readonly withoutCode: string | null;
  readonly isError: boolean;
}

type DeskPerson = DeskOpenDose['person'];

/** GET /v1/desk/case?centre=…&case=… → all that is known of one case, side by side; every read of a person is logged. */
export interface DeskCase {
  readonly centreId: number;
  readonly centreName: string;
  readonly caseKey: string;
  readonly caseHash: string;
  readonly seen: number;
  readonly person: DeskPerson;
  readonly booking: {
    readonly day: string;
    readonly slot: string;
    readonly product: string;
    readonly doseNumber: number;
    readonly earlierDoseDay: string | null;
    readonly earlierDoseProduct: string | null;
    readonly code: 'counts' | 'none' | 'weak';
    readonly isEnded: boolean;
  } | null;
  readonly registration:
    (DeskAct & { readonly category: string; readonly idType: string | null }) | null;
  readonly checkIns: readonly (DeskAct & {
    readonly idType: string;
    readonly idSeen: string;
    readonly screening: readonly string[];
  })[];
  /** Never the digits: whether the tablet could rule the code out, and what all of them together say. */
  readonly codeTries: readonly (DeskAct & { readonly matches: boolean })[];
  readonly codesSay: 'right' | 'wrong' | 'several' | 'none' | null;
  readonly notToday: readonly (DeskAct & { readonly outcome: string; readonly reason: string })[];
  readonly doses: readonly DeskCaseDose[];
  readonly links: readonly {
    readonly link: string;
    readonly otherCase: string;
    readonly person: DeskPerson;
    readonly account: string;
    readonly note: string;
    readonly at: number;
    readonly doses: DeskOpenDose['otherDoses'];
  }[];
  readonly likelySame: readonly {
    readonly caseKey: string;
    readonly person: DeskPerson;
    readonly why: readonly ('reference' | 'mobile' | 'name-and-year')[];
    readonly doses: number;
  }[];
  readonly questions: readonly {
    readonly topic: string;
    readonly text: string | null;
    readonly account: string;
    readonly askedAt: number;
    readonly answers: readonly (DeskAct & {
      readonly answer: string;
      readonly text: string | null;
    })[];
  }[];
  readonly comments: readonly {
    readonly account: string;
    readonly at: number;
    readonly words: string;
  }[];
  readonly history: readonly DeskHistoryLine[];
}

export const caseKeyForm = /^(?:a\d{1,12}-\d{1,5}|w[\w.~-]{1,60}\/\d{1,15}\/[\w-]{11})$/;
const caseKey = z.string().check(z.regex(caseKeyForm));
const caseHash = z.string().check(z.maxLength(40));
const words = z.string().check(z.minLength(3), z.maxLength(limits.textCharactersMax));

/** POST /v1/desk/questions: goes to the centre's tablets. */
export const deskQuestionSchema = z.object({
  centreId: z.int(),
  caseKey,
  topic: z.enum(questionTopics),
  text: z.nullable(words),
});
export type DeskQuestion = z.infer<typeof deskQuestionSchema>;

/** POST /v1/desk/aefi: a reaction the district heard of, now or days later. Picks as on the tablet; the account is the server's to say. */
export const deskAefiSchema = z.object({
  centreId: z.int(),
  caseKey,
  severity: z.enum(['minor', 'severe', 'serious', 'death']),
  /** YYYY-MM-DD on which it began. */
  onsetDay: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  symptoms: z
    .array(z.string().check(z.regex(/^[a-z-]{3,30}$/)))
    .check(z.minLength(1), z.maxLength(20)),
  otherSymptoms: z.nullable(words),
  outcome: z.enum(['recovering', 'recovered', 'in-hospital', 'disability', 'died', 'unknown']),
  source: z.enum(['beneficiary', 'family', 'hospital', 'other']),
});
export type DeskAefi = z.infer<typeof deskAefiSchema>;

/** POST /v1/desk/comments: stays at the desk. */
export const deskCommentSchema = z.object({ centreId: z.int(), caseKey, words });
export type DeskComment = z.infer<typeof deskCommentSchema>;

/** POST /v1/desk/links: two cases of one centre are one person, or a link is undone. Bound to what was seen, like a decision. */
export const deskLinkSchema = z.union([
  z.object({
    what: z.literal('same-person'),
    centreId: z.int(),
    caseKey,
    caseHash,
    seen: z.int().check(z.minimum(0)),
    otherCase: caseKey,
    note: words,
  }),
  z.object({
    what: z.literal('not-same-person'),
    centreId: z.int(),
    caseKey,
    caseHash,
    seen: z.int().check(z.minimum(0)),
    link: z.string().check(z.maxLength(80)),
    note: words,
  }),
]);
export type DeskLink = z.infer<typeof deskLinkSchema>;

/** Answer of the three above. `look-again`: nothing was written; `changes` says why. */
export interface DeskCaseAnswer {
  readonly outcome: 'done' | 'look-again' | 'not-yours' | 'no-such-case' | 'already';
  readonly changes?: readonly DeskHistoryLine[];
}

/** GET /v1/desk/tablets: what each tablet said at its last contact, beside what has arrived from it. Times in epoch seconds. */
export interface DeskTablet {
  readonly device: string;
  readonly alias: string;
  readonly centreId: number;
  readonly centreName: string;
  readonly enrolledAt: number;
  readonly lastContactAt: number | null;
  /** True when a vaccination session of its centre is on today: only then a short silence says anything. */
  readonly hasSessionToday: boolean;
  /** Records it said were unsent when it last called, those it brought with that call included. */
  readonly unsent: number | null;
  /** Records it is known to have written that have not arrived since; null when it never called. */
  readonly stillOut: number | null;
  /** Since when it said it was waiting for an answer. */
  readonly waitingSince: number | null;
  readonly needsHelp: number | null;
  /** Records the server keeps without being able to read them. */
  readonly unreadable: number;
  /** Numbers below one that has arrived which have not: records are missing for certain. */
  readonly missing: number;
  readonly driftSeconds: number | null;
  readonly isPersisted: boolean | null;
  readonly freeBytes: number | null;
  readonly appVersion: string | null;
  readonly isAppOlder: boolean;
  readonly needsConfirmation: boolean;
  readonly isRevoked: boolean;
}

/** Numbers `from` to `to`, both included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** How the server knows of a number it does not have: a later one arrived, another record names it, or the tablet said so. */
export const missingWhys = ['later-arrived', 'named-elsewhere', 'said-by-tablet'] as const;
export type MissingWhy = (typeof missingWhys)[number];

/** A log's chain, computed anew from the stored row hashes; `firstBad` is the first number that does not follow. */
export type DeskChainProof =
  | { readonly outcome: 'unbroken'; readonly to: number; readonly headHash: string }
  | {
      readonly outcome: 'broken';
      readonly firstBad: number;
      readonly why: 'row-gone' | 'hash-differs' | 'content-differs' | 'head-differs';
    };

export interface DeskTabletLog {
  readonly log: string;
  readonly centreName: string;
  /** Numbers held without a hole from 1 on. */
  readonly seq: number;
  /** Numbers held beyond the first hole. */
  readonly afterGap: readonly NumberRange[];
  readonly missing: readonly (NumberRange & { readonly why: MissingWhy })[];
  /** Numbers of this log whose events came through another log of the same tablet. */
  readonly carriedOn: readonly NumberRange[];
  /** The earliest of them; never any content. */
  readonly unreadable: readonly { readonly seq: number; readonly receivedAt: number }[];
  readonly unreadableCount: number;
  readonly lastReceivedAt: number | null;
  readonly proof: DeskChainProof;
}

/** GET /v1/desk/tablets/:device. */
export interface DeskTabletDetail {
  readonly tablet: DeskTablet;
  readonly revokedAt: number | null;
  readonly logs: readonly DeskTabletLog[];
  /** Logs it writes or wrote for centres outside the account's places: counted, not shown. */
  readonly logsElsewhere: number;
}

/** Reasons are picked, not typed: they stand in the audit, which holds no free text. */
export const confirmGrounds = ['tablet-seen', 'centre-says-theirs'] as const;
export const revokeGrounds = ['lost', 'stolen', 'broken', 'emptied', 'copied', 'not-ours'] as const;

/** POST /v1/desk/tablets/decisions. Revoking stops lists going out; what the tablet still delivers is stored, and held. */
export const deskTabletDecisionSchema = z.union([
  z.object({
    device: z.string().check(z.maxLength(60)),
    decision: z.literal('confirmed'),
    ground: z.enum(confirmGrounds),
  }),
  z.object({
    device: z.string().check(z.maxLength(60)),
    decision: z.literal('revoked'),
    ground: z.enum(revokeGrounds),
  }),
]);
export type DeskTabletDecision = z.infer<typeof deskTabletDecisionSchema>;
export type TabletGround = DeskTabletDecision['ground'];

/** `already`: somebody decided it before, or there was nothing to confirm. `not-yours` also where there is no such tablet. */
export interface DeskTabletDecisionAnswer {
  readonly outcome: 'decided' | 'already' | 'not-yours';
}

/** GET /v1/desk/restore-review, and what POST …/close leaves: certificates wait while it is open. */
export interface DeskRestoreReview {
  readonly isOpen: boolean;
  /** Epoch seconds the backup in place reached to; null where nobody announced it, or there was none. */
  readonly restoredTo: number | null;
}

/** POST /v1/desk/enrolment-codes {centreId} → the code, shown once. */
export const deskEnrolmentCodeSchema = z.object({ centreId: z.int() });
export interface DeskEnrolmentCode {
  readonly code: string;
  readonly validUntil: number;
  readonly centreName: string;
}

/** How the name on a key came to be believed: by the person's own code, by a vouch, not at all, or denied. */
export type KeyBinding = 'code' | 'vouch' | 'claimed' | 'refused';

/** GET /v1/desk/staff?centre=… → who works at one centre, on which tablets, and what waits for a supervisor. */
export interface DeskStaff {
  readonly centreId: number;
  readonly centreName: string;
  readonly people: readonly {
    readonly staffId: string;
    readonly name: string;
    readonly role: string;
    /** Epoch seconds; null while on the list. */
    readonly removedAt: number | null;
    readonly keys: readonly {
      readonly tablet: string;
      readonly binding: KeyBinding;
      readonly boundAt: number;
    }[];
    /** Sign-ins after the removal: they count for nobody. */
    readonly refusedSignIns: readonly { readonly tablet: string; readonly signedInAt: number }[];
  }[];
  readonly vouches: readonly {
    readonly log: string;
    readonly seq: number;
    readonly name: string;
    readonly isSubstitute: boolean;
    readonly voucher: string;
    readonly tablet: string;
    readonly vouchedAt: number;
  }[];
}

const staffId = z.string().check(z.minLength(1), z.maxLength(80));

/** POST /v1/desk/staff-codes → the person's own one-time code, shown once. */
export const deskStaffCodeSchema = z.object({ centreId: z.int(), staffId });
export interface DeskStaffCode {
  readonly code: string;
  readonly validUntil: number;
  readonly name: string;
}

/** POST /v1/desk/staff/decisions. Who is removed signs in no more; what they did before stays. */
export const deskStaffDecisionSchema = z.union([
  z.object({
    decision: z.enum(['confirm-vouch', 'refuse-vouch']),
    centreId: z.int(),
    log: z.string().check(z.maxLength(48)),
    seq: z.int().check(z.positive()),
  }),
  z.object({ decision: z.enum(['remove', 'take-back']), centreId: z.int(), staffId }),
]);
export type DeskStaffDecision = z.infer<typeof deskStaffDecisionSchema>;

/** `already`: somebody decided it before. */
export interface DeskStaffDecisionAnswer {
  readonly outcome: 'decided' | 'already' | 'not-yours';
}

/** RFC 9457. `type` is a short name of ours under /problems/. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
}

/** POST /v1/desk/tablets/phone-codes → the code for a forgotten PIN, to be read over the phone. */
export const deskPhoneCodeSchema = z.object({
  device: z.string().check(z.regex(/^[\w-]{43}$/)),
  question: z.string().check(z.maxLength(20)),
});
export type DeskPhoneCodeRequest = z.infer<typeof deskPhoneCodeSchema>;
export interface DeskPhoneCode {
  readonly outcome: 'made' | 'not-a-question';
  readonly code: string | null;
}
