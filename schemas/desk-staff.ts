// Owns the desk's requests and answers about staff: whose keys are proved and how, the vouches that wait, who left.

import * as z from 'zod/mini';

z.config({ jitless: true });

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
    /** Who was vouched for: the task of the vouch bears it. */
    readonly staffId: string;
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
