// Owns the desk's requests and answers about tablets: what each said and what is missing, who enrols and revokes, the review after a restore.

import * as z from 'zod/mini';

z.config({ jitless: true });

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
