// Owns a decision while it is made: the ground that was picked, the words typed, and the note that is kept from both.

import { acceptGrounds, withdrawGrounds, type Ground } from './reasons.ts';

export type DecisionKind = 'accepted' | 'revoked';

export interface DecisionDraft {
  readonly key: string;
  readonly kind: DecisionKind;
  readonly ground: Ground | null;
  readonly text: string;
}

export type DraftFault = 'no-ground' | 'text-too-short' | 'text-too-long';

export const noteCharactersMin = 3;
export const noteCharactersMax = 500;

export function groundsOf(kind: DecisionKind): readonly Ground[] {
  return kind === 'accepted' ? acceptGrounds : withdrawGrounds;
}

/** "Something else" says nothing by itself: it needs words. */
export function findDraftFault(draft: DecisionDraft, groundWords: string): DraftFault | null {
  if (draft.ground === null) return 'no-ground';
  const length = draft.text.trim().length;
  const needsText = draft.ground === 'other' || length > 0;
  if (needsText && length < noteCharactersMin) return 'text-too-short';
  return draftToNote(draft, groundWords).length > noteCharactersMax ? 'text-too-long' : null;
}

/** The note as it is kept for ever: the ground in the words the supervisor saw, then what was typed. */
export function draftToNote(draft: DecisionDraft, groundWords: string): string {
  const text = draft.text.trim();
  if (draft.ground === 'other') return text;
  return text === '' ? groundWords : `${groundWords}: ${text}`;
}
