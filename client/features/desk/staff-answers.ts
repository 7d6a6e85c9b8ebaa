// Owns the shapes of the server's answers about a centre's staff: checked at the edge, like every other answer.

import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import type {
  DeskStaff,
  DeskStaffCode,
  DeskStaffDecisionAnswer,
} from '../../../schemas/desk-staff.ts';
import { reader, type Reader } from './answer-parts.ts';

const staff = z.looseObject({
  centreId: z.int(),
  centreName: z.string(),
  people: z.array(
    z.looseObject({
      staffId: z.string(),
      name: z.string(),
      role: z.string(),
      removedAt: z.nullable(z.number()),
      keys: z.array(
        z.looseObject({
          tablet: z.string(),
          // What this page does not know proves nothing.
          binding: orElse(z.enum(['code', 'vouch', 'claimed', 'refused']), 'claimed'),
          boundAt: z.number(),
        }),
      ),
      refusedSignIns: z.array(z.looseObject({ tablet: z.string(), signedInAt: z.number() })),
    }),
  ),
  vouches: z.array(
    z.looseObject({
      log: z.string(),
      seq: z.int(),
      staffId: z.string(),
      name: z.string(),
      isSubstitute: z.boolean(),
      voucher: z.string(),
      tablet: z.string(),
      vouchedAt: z.number(),
    }),
  ),
});
const code = z.looseObject({ code: z.string(), validUntil: z.number(), name: z.string() });
const decision = z.looseObject({ outcome: z.enum(['decided', 'already', 'not-yours']) });

export const readStaff: Reader<DeskStaff> = reader(staff);
export const readStaffCode: Reader<DeskStaffCode> = reader(code);
export const readStaffDecision: Reader<DeskStaffDecisionAnswer> = reader(decision);
