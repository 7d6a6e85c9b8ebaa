// Owns what stands of a person after corrections: by what each one says it found before, never by a clock.

import type { Case, CaseEntry, PersonCorrectedBody, PersonFields } from './case.ts';
import { canonicalBytes } from '../log/canonical.ts';
import { bytesToUtf8 } from '../bytes.ts';

/**
 * Only corrected fields. A correction that found another one's word and replaced it wins over that one, wherever the two were written;
 * of several that did not know of each other the last in the order of the logs stands, on every tablet alike.
 */
export function standingFields(folded: Pick<Case, 'corrections'>): Partial<PersonFields> {
  const fields = new Set(folded.corrections.flatMap(({ body }) => Object.keys(body.after)));
  const standing: Record<string, unknown> = {};
  for (const field of fields) standing[field] = standingValue(folded.corrections, field);
  return standing as Partial<PersonFields>;
}

function standingValue(
  corrections: readonly CaseEntry<PersonCorrectedBody>[],
  field: string,
): unknown {
  const naming = corrections.filter(({ body }) => field in body.after);
  const valueOf = (side: Readonly<Record<string, unknown>>): string => textOf(side[field]);
  const replaced = new Set(naming.map(({ body }) => valueOf(body.before)));
  const open = naming.filter(
    ({ body }) => !replaced.has(valueOf(body.after as object as Record<string, unknown>)),
  );
  const last = (open.length > 0 ? open : naming).at(-1);
  return last === undefined ? undefined : (last.body.after as Record<string, unknown>)[field];
}

function textOf(value: unknown): string {
  return value === undefined ? '' : bytesToUtf8(canonicalBytes(value));
}
