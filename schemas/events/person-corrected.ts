// Owns "person corrected": what the list or a registration says of a person was wrong; what stood before and what stands now.

import * as z from 'zod/mini';
import type { PersonCorrectedBody, PersonFields } from '../fold/case.ts';
import { limits } from '../limits.ts';
import { shortText } from './body-parts.ts';
import type { EventKind } from './kind.ts';

const forms = {
  name: z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax)),
  birthYear: z.int().check(z.minimum(1900), z.maximum(2100)),
  gender: z.enum(['Female', 'Male', 'Other']),
  mobileNumber: z.nullable(z.string().check(z.regex(/^[6-9]\d{9}$/))),
  idType: z.nullable(shortText),
  idLast4: z.nullable(z.string().check(z.regex(/^[0-9A-Z]{4}$/))),
  category: shortText,
  village: z.nullable(shortText),
} as const;

/** The fields that can be corrected, in the order in which they are shown. */
export const correctableFields = Object.keys(forms) as readonly (keyof PersonFields)[];

const optional = <Schema extends z.ZodMiniType>(form: Schema) => z.optional(form);
const fieldsSchema = z.looseObject({
  name: optional(forms.name),
  birthYear: optional(forms.birthYear),
  gender: optional(forms.gender),
  mobileNumber: optional(forms.mobileNumber),
  idType: optional(forms.idType),
  idLast4: optional(forms.idLast4),
  category: optional(forms.category),
  village: optional(forms.village),
});

export const personCorrected: EventKind<PersonCorrectedBody> = {
  kind: 'person-corrected',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    // What stood before may be anything that a list held: it is shown, never judged by form.
    before: z.looseObject({}),
    after: fieldsSchema.check(
      z.refine((after) => correctableFields.some((field) => field in after)),
    ),
    reason: shortText,
  }),
  fold: (draft, key, entry) => draft.corrections.set(key, entry),
  fixture: { before: { birthYear: 1960 }, after: { birthYear: 1966 }, reason: 'id-shows' },
};
