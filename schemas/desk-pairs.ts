// Owns the desk's requests and answers about two entries that may be one person, in one centre or two.

import * as z from 'zod/mini';
import type { DeskHistoryLine, DeskOpenDose } from './desk.ts';
import { caseKeyForm } from './case-key.ts';
import { limits } from './limits.ts';

z.config({ jitless: true });

export const pairReasons = ['mobile-and-name', 'id', 'said', 'supervisor'] as const;

export interface DeskPairSide {
  readonly centreId: number;
  readonly centreName: string;
  readonly caseKey: string;
  readonly person: DeskOpenDose['person'];
  readonly doses: readonly {
    readonly doseNumber: number;
    readonly product: string;
    readonly administeredAt: number;
    readonly tablet: string;
    readonly state: DeskOpenDose['state'];
  }[];
  /** What was seen of this side: a decision names both. */
  readonly caseHash: string;
  readonly seen: number;
}

/** GET /v1/desk/pair?id=… → both entries side by side; every read of a person is logged. */
export interface DeskPair {
  readonly pairId: string;
  readonly state: 'open' | 'same' | 'different';
  readonly why: readonly (typeof pairReasons)[number][];
  /** `person`: somebody said that they are listed twice. */
  readonly foundBy: 'register' | 'person' | 'supervisor';
  readonly foundAt: number;
  readonly sides: readonly [DeskPairSide, DeskPairSide];
}

const side = z.object({
  centreId: z.int(),
  caseKey: z.string().check(z.regex(caseKeyForm)),
  caseHash: z.string().check(z.maxLength(40)),
  seen: z.int().check(z.minimum(0)),
});

/** POST /v1/desk/pairs: one person, or two. Whoever was said to be two does not come back. */
export const deskPairDecisionSchema = z.object({
  said: z.enum(['same', 'different']),
  sides: z.tuple([side, side]),
  note: z.string().check(z.minLength(3), z.maxLength(limits.textCharactersMax)),
});
export type DeskPairDecision = z.infer<typeof deskPairDecisionSchema>;

/** `look-again`: one of the two is another case than was shown; nothing was written. */
export interface DeskPairAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours' | 'no-such-case' | 'already';
  readonly changes?: readonly DeskHistoryLine[];
}
