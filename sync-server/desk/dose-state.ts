// Owns the one word the desk says of a dose's state: a dose that was settled and has something open again is in question.

import type { DeskDoseState } from '../../schemas/desk.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';

export function deskStateOfRow(row: {
  readonly state: string;
  readonly in_question: number;
}): DeskDoseState {
  return row.in_question === 1 ? 'in-question' : (row.state as DeskDoseState);
}

export function deskStateOf(dose: Pick<DoseInCase, 'state' | 'isInQuestion'>): DeskDoseState {
  return dose.isInQuestion ? 'in-question' : dose.state;
}
