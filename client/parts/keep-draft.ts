// Owns the tie between a form and what is kept of it: filled again when the form is made, written with every change.

import { effect } from '@preact/signals';
import type { Drafts } from '../tablet.ts';

export interface DraftedForm<Value> {
  /** What is worth keeping now; null when nothing was typed. */
  readonly read: () => Value | null;
  /** Parts only: an older app may have kept less, or other fields. */
  readonly restore: (kept: Partial<Value>) => void;
}

export function keepDraft<Value extends object>(
  drafts: Drafts,
  name: string,
  form: DraftedForm<Value>,
): void {
  const kept = drafts.read(name);
  if (typeof kept === 'object' && kept !== null) form.restore(kept as Partial<Value>);
  // Nothing outside the form holds this effect: it goes when the form does.
  effect(() => drafts.write(name, form.read()));
}
