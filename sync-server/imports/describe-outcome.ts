// Owns the words for what was decided on a booking.

import type { ReportedLine } from './import-report.ts';
import type { BookingOutcome } from './judge-booking.ts';

export function describeOutcome(
  outcome: BookingOutcome,
): Pick<ReportedLine, 'word' | 'details' | 'notes'> {
  switch (outcome.outcome) {
    case 'refused':
      return { word: 'refused', details: outcome.because, notes: [] };
    case 'duplicate':
      return {
        word: 'duplicate',
        details: [`the same as line ${outcome.line}, taken once`],
        notes: [],
      };
    case 'new':
      return { word: 'taken', details: [], notes: outcome.notes };
    case 'unchanged':
      return { word: 'unchanged', details: [], notes: outcome.notes };
    case 'changed':
      return {
        word: 'changed',
        details: [outcome.fields.map(fieldName).join(', ')],
        notes: outcome.notes,
      };
    case 'new-number':
      return {
        word: 'new number',
        details: [
          `${outcome.why === 'code' ? 'the security code' : 'the centre or session'} changed, the earlier booking ${outcome.stored.appointmentNo} of centre ${outcome.stored.centreId} is ended`,
        ],
        notes: outcome.notes,
      };
  }
}

function fieldName(column: string): string {
  return column === 'id_hmac' ? 'photo ID number' : column.replaceAll('_', ' ');
}
