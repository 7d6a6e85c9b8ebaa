// Owns what is wrong with a vial or a batch as a whole: one task for it, whatever the number of its doses.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import { vialCapacity } from '../../schemas/rules/stock-cap.ts';
import type { BatchFacts, DoseFacts } from './reasons.ts';

export const vialTaskKey = ({ body }: Pick<DoseInCase, 'body'>): string =>
  `vial/${body.vaccinationSession}/${body.vial}`;

export const batchTaskKey = ({ body }: Pick<DoseInCase, 'body'>): string =>
  `batch/${body.product}/${body.vaccineBatch}`;

/** The tablet that brought it: copied, revoked, or of another centre. */
export const tabletTaskKey = (device: string): string => `tablet/${device}`;

/** `staffId`: whom somebody in charge vouched for. */
export const vouchTaskKey = (staffId: string): string => `vouch/${staffId}`;

/** The rules that the reasons of the same names are found by. */
export function vialTrouble({ vial, rules, dose }: DoseFacts): 'vial-overdrawn' | null {
  if (vial === null) return null;
  const rule = rules.products.find((one) => one.product === dose.body.product);
  const capacity = vialCapacity(rule, vial.dosesNominal, vial.discarded);
  return vial.drawn > capacity ? 'vial-overdrawn' : null;
}

export function batchTrouble({ batch }: DoseFacts): 'batch-unknown' | 'batch-overdrawn' | null {
  return batchTroubleOf(batch);
}

export function batchTroubleOf(
  batch: BatchFacts | null,
): 'batch-unknown' | 'batch-overdrawn' | null {
  if (batch === null) return null;
  if (!batch.isIssued) return 'batch-unknown';
  return batch.drawn > batch.capacity ? 'batch-overdrawn' : null;
}
