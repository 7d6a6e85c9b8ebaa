// Owns "same person" and its undo: a supervisor says that two cases are one person. Each case gets an event of its own, under one link id.

import * as z from 'zod/mini';
import type { PersonLinkBody, PersonLinkEndBody } from '../fold/case.ts';
import { longText, shortText } from './body-parts.ts';
import type { EventKind } from './kind.ts';

const otherCase = z.string().check(z.minLength(1), z.maxLength(120));

export const samePerson: EventKind<PersonLinkBody> = {
  kind: 'same-person',
  // Two doses of one person may turn out to be one too many: an older app asks first.
  mayDose: true,
  writer: 'server',
  body: z.looseObject({ link: shortText, otherCase, account: shortText, note: longText }),
  fold: (draft, key, entry) => draft.links.set(key, entry),
  fixture: { link: 'link-1', otherCase: 'a1-2', account: 'supervisor', note: 'same mobile' },
};

export const notSamePerson: EventKind<PersonLinkEndBody> = {
  kind: 'not-same-person',
  mayDose: true,
  writer: 'server',
  body: z.looseObject({ link: shortText, otherCase, account: shortText, note: longText }),
  fold: (draft, key, entry) => draft.linkEnds.set(key, entry),
  fixture: { link: 'link-1', otherCase: 'a1-2', account: 'supervisor', note: 'two sisters' },
};
