// Owns making one decision: the draft, the press of the button, and what the server said to it.

import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type {
  DeskDecisionAnswer,
  DeskHistoryLine,
  DeskOpenDose,
} from '../../../../schemas/desk.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { Watch } from '../loaded.ts';
import {
  draftToNote,
  findDraftFault,
  type DecisionDraft,
  type DecisionKind,
  type DraftFault,
} from './decision-draft.ts';
import type { Ground } from './reasons.ts';
import type { ReviewItem } from './review-list.ts';

/** What the last press of "accept" or "withdraw" came to: shown beside the dose and spoken. */
export type DecisionResult =
  | { readonly outcome: 'decided'; readonly kind: DecisionKind }
  | {
      readonly outcome: 'look-again';
      readonly isStillOpen: boolean;
      /** What came since the case was shown: who said or recorded what. */
      readonly changes: readonly DeskHistoryLine[];
    }
  | { readonly outcome: 'not-yours' | 'no-such-dose' }
  | { readonly outcome: 'failed'; readonly fault: DeskFault };

export interface DecisionModel {
  readonly draft: ReadonlySignal<DecisionDraft | null>;
  readonly draftFault: ReadonlySignal<DraftFault | null>;
  readonly isDeciding: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<{ readonly key: string; readonly result: DecisionResult } | null>;
  readonly start: (item: ReviewItem, kind: DecisionKind) => void;
  readonly pickGround: (ground: Ground) => void;
  readonly typeText: (text: string) => void;
  /** Puts the dialog away; what was picked and typed is kept for this dose. */
  readonly putAway: () => void;
  /** `groundWords`: the picked ground in the language on screen, as it is kept in the note. */
  readonly decide: (item: ReviewItem, groundWords: string) => Promise<void>;
  readonly clearResult: () => void;
  readonly forget: () => void;
}

export function createDecisionModel(deps: {
  readonly client: Pick<DeskClient, 'decide'>;
  readonly watch: Watch;
  readonly onDecided: (item: ReviewItem, kind: DecisionKind, note: string) => void;
  /** The case changed: shows it anew, and answers whether it is still open. */
  readonly onLookAgain: (item: ReviewItem) => Promise<boolean>;
}): DecisionModel {
  const draft = signal<DecisionDraft | null>(null);
  const draftFault = signal<DraftFault | null>(null);
  const isDeciding = signal(false);
  const result = signal<{ readonly key: string; readonly result: DecisionResult } | null>(null);
  const keptDrafts = new Map<string, DecisionDraft>();
  const change = (part: Partial<DecisionDraft>): void => {
    if (draft.value === null) return;
    draft.value = { ...draft.value, ...part };
    draftFault.value = null;
  };
  const putAway = (): void => {
    if (draft.value !== null) keptDrafts.set(draft.value.key, draft.value);
    draft.value = null;
  };
  /** One small step for each outcome of the server. */
  const take = async (
    item: ReviewItem,
    made: DecisionDraft,
    note: string,
    { outcome, changes }: DeskDecisionAnswer,
  ): Promise<DecisionResult> => {
    if (outcome === 'look-again')
      return { outcome, isStillOpen: await deps.onLookAgain(item), changes: changes ?? [] };
    if (outcome !== 'decided') return { outcome };
    keptDrafts.delete(item.key);
    deps.onDecided(item, made.kind, note);
    return { outcome, kind: made.kind };
  };
  return {
    draft,
    draftFault,
    isDeciding,
    result,
    start: (item, kind) => {
      const kept = keptDrafts.get(item.key);
      const fresh = { key: item.key, kind, ground: null, text: kept?.text ?? '' };
      batch(() => {
        draftFault.value = null;
        result.value = null;
        draft.value = kept?.kind === kind ? kept : fresh;
      });
    },
    pickGround: (ground) => change({ ground }),
    typeText: (text) => change({ text }),
    putAway: () => {
      putAway();
      result.value = null;
    },
    decide: async (item, groundWords) => {
      const made = draft.value;
      if (made === null || isDeciding.value) return;
      draftFault.value = findDraftFault(made, groundWords);
      if (draftFault.value !== null) return;
      isDeciding.value = true;
      const note = draftToNote(made, groundWords);
      const decision = itemToDecision(item.dose, made.kind, note);
      const answer = deps.watch(await deps.client.decide(decision));
      isDeciding.value = false;
      if (answer.outcome !== 'answered') {
        // The dialog stays with everything typed.
        result.value = { key: item.key, result: { outcome: 'failed', fault: answer } };
        return;
      }
      putAway();
      result.value = { key: item.key, result: await take(item, made, note, answer.value) };
    },
    clearResult: () => {
      result.value = null;
    },
    forget: () => {
      draft.value = null;
      result.value = null;
      keptDrafts.clear();
    },
  };
}

/** Bound to what was on the screen: the case's hash, and the reasons as shown. */
function itemToDecision(
  dose: DeskOpenDose,
  decision: DecisionKind,
  note: string,
): Parameters<DeskClient['decide']>[0] {
  const { centreId, caseKey, caseHash, seen, doseEvent } = dose;
  const reasons = dose.reasons.map((each) => each.reason);
  return { centreId, caseKey, caseHash, seen, doseEvent, decision, reasons, note };
}
