// Owns the shape of two answers of the desk: printed slips, and who did and read what.

import * as z from 'zod/mini';
import type { DeskHistory } from '../../schemas/desk-history.ts';
import type { DeskSlips } from '../../schemas/desk-slips.ts';

export const slipsAnswer: z.ZodMiniType<DeskSlips> = z.object({
  centreName: z.string(),
  centreAddress: z.string(),
  day: z.iso.date(),
  slips: z.array(
    z.object({
      name: z.string(),
      referenceId: z.string(),
      birthYear: z.int(),
      product: z.string(),
      doseNumber: z.int(),
      slot: z.string(),
      digits: z.nullable(z.string()),
      qr: z.string(),
    }),
  ),
  dosed: z.int(),
  next: z.nullable(z.int()),
});

export const historyAnswer: z.ZodMiniType<DeskHistory> = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      at: z.int(),
      account: z.string(),
      action: z.string(),
      centreName: z.nullable(z.string()),
      subject: z.nullable(z.string()),
    }),
  ),
  next: z.nullable(z.string()),
});
