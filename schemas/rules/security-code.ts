// Owns the security code: its tag (code mod 103), the typed form, near-miss help, and the masking of digits.
// Source: CoWIN's four-digit code of 8 May 2021; the split between tablet and server is docs/protocol.md, "The code".

import { bytesToU32 } from '../bytes.ts';
import { logPositionBytes } from '../log/hash-chain.ts';
import type { Digest } from '../ports.ts';

/** Fixed for an appointment's life: every one-digit slip, neighbour swap, twin and jump slip changes the remainder. */
export const codeModulus = 103;

/** Remainder a tablet may hold: 97 or 98 of the 10,000 codes share it. */
export function codeTagOf(code: number): number {
  return code % codeModulus;
}

const devanagariZero = 0x0966;

/** Latin digits of a typed text: Devanagari digits are read, spaces, dashes and dots dropped; other signs stay. */
export function normaliseDigits(typed: string): string {
  return typed
    .replace(/[\u0966-\u096F]/g, (digit) => String(digit.charCodeAt(0) - devanagariZero))
    .replace(/[\s.\u200B-\u200D-]/g, '');
}

export type TypedCodeOutcome =
  | { readonly outcome: 'matches'; readonly code: number }
  | { readonly outcome: 'wrong'; readonly code: number; readonly hint: CodeHint | null }
  /** Nothing that could be a code: not recorded as a try. */
  | {
      readonly outcome: 'not-a-code';
      readonly hint: 'not-four-digits' | 'six-digit-otp' | 'nothing-typed';
    }
  /** The booking has no code, or only one equal to its reference id's end: the person's word is needed instead. */
  | { readonly outcome: 'no-code-issued' };

export type CodeHint = 'end-of-reference-id' | 'family-member' | 'end-of-phone' | 'birth-year';

export interface CodeQuestion {
  readonly typed: string;
  /** Remainder of the right code, null when none counts. */
  readonly tag: number | null;
  readonly referenceId: string;
  readonly mobileLast4: string | null;
  readonly birthYear: number;
  /** Tags of others booked on the same phone. */
  readonly familyTags: readonly number[];
}

/** What a tablet can say offline. `matches` is never "verified": the server sees the digits. */
export function judgeTypedCode(question: CodeQuestion): TypedCodeOutcome {
  const digits = normaliseDigits(question.typed);
  if (digits === '') return { outcome: 'not-a-code', hint: 'nothing-typed' };
  if (/^\d{6}$/.test(digits)) return { outcome: 'not-a-code', hint: 'six-digit-otp' };
  if (!/^\d{4}$/.test(digits)) return { outcome: 'not-a-code', hint: 'not-four-digits' };
  if (question.tag === null) return { outcome: 'no-code-issued' };
  const code = Number(digits);
  if (codeTagOf(code) === question.tag && !question.referenceId.endsWith(digits))
    return { outcome: 'matches', code };
  return { outcome: 'wrong', code, hint: hintFor(question, digits, code) };
}

function hintFor(question: CodeQuestion, digits: string, code: number): CodeHint | null {
  if (question.referenceId.endsWith(digits)) return 'end-of-reference-id';
  if (question.mobileLast4 === digits) return 'end-of-phone';
  if (question.familyTags.includes(codeTagOf(code))) return 'family-member';
  return String(question.birthYear) === digits ? 'birth-year' : null;
}

function maskAt(digest: Digest, codeKey: Uint8Array, log: string, seq: number): number {
  return bytesToU32(digest.hmacSha256(codeKey, logPositionBytes(log, seq))) % 10_000;
}

/** (code + HMAC(code key, log‖seq)) mod 10,000. */
export function maskCode(
  digest: Digest,
  codeKey: Uint8Array,
  log: string,
  seq: number,
  code: number,
): number {
  return (code + maskAt(digest, codeKey, log, seq)) % 10_000;
}

export function unmaskCode(
  digest: Digest,
  codeKey: Uint8Array,
  log: string,
  seq: number,
  masked: number,
): number {
  return (masked - maskAt(digest, codeKey, log, seq) + 10_000) % 10_000;
}

export type CodeSetOutcome = 'none' | 'right' | 'wrong' | 'several';

/** The set rule: of all codes ever tried for an appointment, only right-remainder ones count; exactly one and right is accepted. */
export function judgeCodeSet(triedCodes: Iterable<number>, rightCode: number): CodeSetOutcome {
  const counted = new Set<number>();
  for (const code of triedCodes) if (codeTagOf(code) === codeTagOf(rightCode)) counted.add(code);
  if (counted.size === 0) return 'none';
  if (counted.size > 1) return 'several';
  return counted.has(rightCode) ? 'right' : 'wrong';
}
