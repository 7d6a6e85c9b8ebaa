// Owns "code tried": whether the typed security code could be right, and its digits, masked for everyone but the server.

import * as z from 'zod/mini';
import type { CodeTriedBody } from '../fold/case.ts';
import type { EventKind } from './kind.ts';

export const codeTried: EventKind<CodeTriedBody> = {
  kind: 'code-tried',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    matches: z.boolean(),
    masked: z.int().check(z.minimum(0), z.maximum(9999)),
    slip: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{14}$/))),
  }),
  fold: (draft, key, entry) => draft.codesTried.set(key, entry),
  fixture: { matches: true, masked: 1234 },
};
