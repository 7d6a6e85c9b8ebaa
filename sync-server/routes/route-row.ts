// Owns what a row of the list of routes is, and the few sets of roles and problems that many rows share.

import type * as z from 'zod/mini';
import type { AccountRole } from '../accounts/accounts.ts';
import type { ProblemName } from '../middleware/problems.ts';

/**
 * `anyone`: no account and no person in the answer. `tablet`: the request proves itself. `person`: a one-time code came to
 * the person's phone. Else an account of one of the roles: signed in at the desk or, under /fhir, by token.
 */
export type Who = 'anyone' | 'tablet' | 'person' | readonly AccountRole[];

export interface RouteRow {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly who: Who;
  readonly summary: string;
  readonly takes?: z.ZodMiniType | 'exchange-frames';
  /** Null: 204 without a body. `page`: files of the app, not part of the API. */
  readonly answers:
    z.ZodMiniType | 'exchange-frames' | 'json' | 'fhir' | 'fhir-lines' | 'page' | null;
  /** Names of what may stand behind the question mark. */
  readonly query?: readonly string[];
  readonly problems: readonly ProblemName[];
}

/** Whoever stands at the table does not decide on the doses given there. */
export const supervisors = ['block-supervisor', 'district-supervisor', 'state-admin'] as const;
/** Whoever answers for more than a block says that a restored register is whole again. */
export const answerable = ['district-supervisor', 'state-admin'] as const;
export const posted = ['not-json', 'wrong-form', 'wrong-media-type', 'too-large'] as const;
export const ofPerson = ['phone-code-needed', 'too-many-tries'] as const;
export const guarded = ['sign-in-needed', 'not-your-role'] as const;
