// Owns the shape of the server's answer about who did what, checked at the edge.

import * as z from 'zod/mini';
import type { DeskHistory } from '../../../../schemas/desk-history.ts';
import type { Reader } from '../answer-parts.ts';

const history: z.ZodMiniType<DeskHistory> = z.looseObject({
  rows: z.array(
    z.looseObject({
      id: z.string(),
      at: z.number(),
      account: z.string(),
      action: z.string(),
      centreName: z.nullable(z.string()),
      subject: z.nullable(z.string()),
    }),
  ),
  next: z.nullable(z.string()),
});

export const readHistory: Reader<DeskHistory> = (json) => {
  const read = z.safeParse(history, json);
  return read.success ? read.data : null;
};
