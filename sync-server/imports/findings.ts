// Owns what reading one line finds: what was mended, what somebody should look at, and why it cannot be taken.

export type FlagName =
  | 'no-code'
  | 'weak-code'
  | 'shared-remainder'
  | 'code-missing'
  | 'no-phone'
  | 'no-id'
  | 'id-number-form'
  | 'short-reference-id'
  | 'damaged-text'
  | 'earlier-dose-unclear'
  | 'different-product'
  | 'too-early'
  | 'age-outside'
  | 'slot-not-offered'
  | 'product-not-offered'
  | 'likely-same-person'
  | 'moved-since';

export type Note =
  | { readonly kind: 'corrected'; readonly text: string }
  | { readonly kind: 'flagged'; readonly flag: FlagName; readonly text: string };

export interface Findings {
  readonly notes: readonly Note[];
  readonly refusals: readonly string[];
  readonly corrected: (text: string) => void;
  readonly flagged: (flag: FlagName, text: string) => void;
  readonly refused: (text: string) => void;
}

export function createFindings(): Findings {
  const notes: Note[] = [];
  const refusals: string[] = [];
  return {
    notes,
    refusals,
    corrected: (text) => void notes.push({ kind: 'corrected', text }),
    flagged: (flag, text) => void notes.push({ kind: 'flagged', flag, text }),
    refused: (text) => void refusals.push(text),
  };
}

export function flagsOf(notes: readonly Note[]): FlagName[] {
  const flags = new Set<FlagName>();
  for (const note of notes) if (note.kind === 'flagged') flags.add(note.flag);
  return [...flags].sort();
}

const shownCharactersMax = 40;

/** A value out of somebody's file, safe for a terminal: no control signs, no direction signs, bounded. */
export function shown(value: string): string {
  const safe = value.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '?');
  const characters = [...safe];
  const cut = characters.length > shownCharactersMax;
  return `"${characters.slice(0, shownCharactersMax).join('')}${cut ? '…' : ''}"`;
}

/** Enough of a reference id to find the line again, too little to look the person up. */
export function referenceEnd(referenceId: string): string {
  return /^\d{4,}$/.test(referenceId) ? `…${referenceId.slice(-4)}` : '…';
}
