// Owns what a scanned code is: somebody's reference id, or one of the other codes that people hold up to a camera. Pure.

import { looksLikeSlip } from '../../../schemas/rules/slip.ts';

export type ScannedText =
  /** By its form: whether it is a good one, the tablet says. */
  | { readonly what: 'slip'; readonly text: string }
  | { readonly what: 'reference-id'; readonly referenceId: string }
  /** A shop's payment code, a card, a code of this app that belongs elsewhere, or anything else. */
  | { readonly what: 'payment' | 'card' | 'enrolment' | 'copy' | 'unknown' };

const referenceIds = /(?<!\d)\d{13,14}(?!\d)/g;

export function readScan(text: string): ScannedText {
  const trimmed = text.trim();
  // A payment code names accounts and amounts: digits in it are nobody's reference id.
  if (/^(?:upi|bharatqr|gpay|phonepe|paytmmp):/i.test(trimmed) || /^0002010[12]/.test(trimmed))
    return { what: 'payment' };
  if (/^shc:\//i.test(trimmed)) return { what: 'card' };
  if (/[#?&]enrol=/i.test(trimmed)) return { what: 'enrolment' };
  if (looksLikeSlip(trimmed)) return { what: 'slip', text: trimmed };
  const found = new Set(trimmed.match(referenceIds) ?? []);
  const [only] = found;
  if (found.size === 1 && only !== undefined) return { what: 'reference-id', referenceId: only };
  return { what: /^\d{40,}$/.test(trimmed) ? 'copy' : 'unknown' };
}
