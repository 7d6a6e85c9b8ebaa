// Owns the desk's requests and answers: who is signed in, the day's counts, the doses to look at and a decision on one. Cases, tablets and staff have files of their own.

import * as z from 'zod/mini';
import { referenceSchema } from './events/event.ts';
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

/** How days are counted: a dose in question counts as waiting or held. */
export type DeskCountState = 'received' | 'waiting' | 'confirmed' | 'held' | 'accepted' | 'revoked';
/** `in-question`: settled once, and something is open of it again; a card that states it is frozen. */
export type DeskDoseState = DeskCountState | 'in-question';

/** GET /v1/desk/days/:day → counts of the account's places. No person in it. */
export interface DeskDay {
  readonly day: string;
  readonly asOf: number;
  readonly centres: readonly {
    readonly centreId: number;
    readonly name: string;
    readonly block: string;
    readonly booked: number;
    readonly counts: { readonly [state in DeskCountState]: number };
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

/** RFC 9457. `type` is a short name of ours under /problems/. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
}
