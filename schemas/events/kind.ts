// Owns what an event kind is to the registry: its name, its body's schema, its fold rule and a fixture.

import type * as z from 'zod/mini';
import type { CaseDraft, CaseEntry } from '../fold/case.ts';

export interface EventKind<Body> {
  readonly kind: string;
  /** True when the kind can make or unmake a dose: the envelope then says so for older programs. */
  readonly mayDose: boolean;
  /** Where it may be written: on a tablet, only by the server, or on both (what the desk records is in the server's log). */
  readonly writer: 'tablet' | 'server' | 'either';
  readonly body: z.ZodMiniType;
  /** Order-free and idempotent: writes into maps by identity key only. */
  readonly fold: (draft: CaseDraft, key: string, entry: CaseEntry<Body>) => void;
  readonly fixture: Body;
}

/** For kinds that belong to nobody's case. */
export const foldNothing = (): void => undefined;
