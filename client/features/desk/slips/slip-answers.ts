// Owns the shape of the server's answer with slips, checked at the edge.

import * as z from 'zod/mini';
import type { DeskSlips } from '../../../../schemas/desk-slips.ts';
import type { Reader } from '../answer-parts.ts';

const slips: z.ZodMiniType<DeskSlips> = z.looseObject({
  centreName: z.string(),
  centreAddress: z.string(),
  day: z.string(),
  slips: z.array(
    z.looseObject({
      name: z.string(),
      referenceId: z.string(),
      birthYear: z.int(),
      product: z.string(),
      doseNumber: z.int(),
      slot: z.string(),
      digits: z.nullable(z.string()),
      qr: z.string().check(z.regex(/^\d+$/)),
    }),
  ),
  dosed: z.int(),
  next: z.nullable(z.int()),
});

export const readSlips: Reader<DeskSlips> = (json) => {
  const read = z.safeParse(slips, json);
  return read.success ? read.data : null;
};
