// Owns the set rule over all codes ever tried for a booking: the digits are read with the code keys of their spans.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { Case, CodeTriedBody } from '../../schemas/fold/case.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import {
  judgeCodeSet,
  unmaskCode,
  type CodeSetOutcome,
} from '../../schemas/rules/security-code.ts';
import { readCodeKeysOf, spanName, type SpanPlace } from '../ingest/span-keys.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { CaseRow, GatherContext, JudgedBooking } from './gather-facts.ts';

/** By span name; null where it cannot be opened. */
type CodeKeys = ReadonlyMap<string, Uint8Array | null>;

export function readCodeKeys(
  { reach, keys, centreId }: GatherContext,
  rows: readonly CaseRow[],
): Promise<CodeKeys> {
  const places = rows.flatMap(({ logged, span }): SpanPlace[] =>
    logged.event.kind === 'code-tried' && span !== null ? [{ log: logged.identity.log, span }] : [],
  );
  return readCodeKeysOf(reach, keys, centreId, places);
}

/** A try whose digits cannot be read counts as a wrong one. */
export function judgeCodes(
  { keys, centreId }: GatherContext,
  codeKeys: CodeKeys,
  rows: readonly CaseRow[],
  booking: JudgedBooking,
  folded: Case,
): CodeSetOutcome | null {
  if (booking.code_state !== 'counts' || booking.code_sealed === null) return null;
  const opened = keys.openFromStorage(
    `code\n${centreId}\n${booking.appointment_no}`,
    booking.code_sealed,
  );
  if (opened === null) return 'wrong';
  const rightCode = Number(bytesToUtf8(opened));
  const ended = new Set(folded.notToday.flatMap((away) => away.body.ends.map(referenceKey)));
  const tried: number[] = [];
  let isRightAlive = false;
  for (const { logged, span } of rows) {
    if (logged.event.kind !== 'code-tried' || span === null) continue;
    const { log, seq } = logged.identity;
    const codeKey = codeKeys.get(spanName(log, span)) ?? null;
    if (codeKey === null) return 'wrong';
    const { masked } = logged.event.body as unknown as CodeTriedBody;
    const code = unmaskCode(nodeDigest, codeKey, log, seq, masked);
    tried.push(code);
    isRightAlive ||= code === rightCode && !ended.has(identityKey(logged.identity));
  }
  const outcome = judgeCodeSet(tried, rightCode);
  // Whoever was sent home said the code for that visit only: coming back, the person says it again.
  return outcome === 'right' && !isRightAlive ? 'none' : outcome;
}

/** The right code of a booking that was replaced proves nothing any more; a wrong one still tells. */
export function codesInForce(
  booking: JudgedBooking,
  codes: CodeSetOutcome | null,
): CodeSetOutcome | null {
  return booking.is_ended === 1 && codes === 'right' ? 'none' : codes;
}
