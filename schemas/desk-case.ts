// Owns the desk's requests and answers about one case: its evidence side by side, questions, comments, and who is one person.

import * as z from 'zod/mini';
import { caseKeyForm } from './case-key.ts';
import type { DeskDoseState, DeskHistoryLine, DeskOpenDose } from './desk.ts';
import { questionTopics } from './events/question-asked.ts';
import { limits } from './limits.ts';

z.config({ jitless: true });

/** What is known of one act at the table: the tablet's time, how far its clock was ahead, when and how it came here. */
export interface DeskAct {
  readonly at: number;
  readonly skew: number;
  readonly receivedAt: number;
  readonly by: DeskOpenDose['by'];
  readonly tablet: string;
  /** `own`: in the log it was written in · `carried-on`: in a later log of the same tablet · `after-gap`: rows before it are missing · `remembered`: told again by another tablet after a restore. */
  readonly cameIn: 'own' | 'carried-on' | 'after-gap' | 'remembered';
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
    /** What was seen of the other entry: that the two are two people is said on both. */
    readonly caseHash: string;
  }[];
  /** Entries that a supervisor said are somebody else: by whom, when and why. They are not offered again. */
  readonly toldApart: readonly {
    readonly otherCase: string;
    readonly person: DeskPerson;
    readonly account: string;
    readonly note: string;
    readonly at: number;
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
  /** What was done, and where the person was sent. Older pages do not ask. */
  actions: z.optional(z.array(z.string().check(z.regex(/^[a-z-]{3,30}$/))).check(z.maxLength(12))),
  referredTo: z.optional(z.nullable(z.string().check(z.regex(/^[a-z-]{3,30}$/)))),
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
