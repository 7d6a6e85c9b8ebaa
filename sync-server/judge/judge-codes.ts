// Owns the set rule over all codes ever tried for a booking: the digits are read with the code keys of their spans.

import { base64urlToBytes, bytesToUtf8, equalBytes } from '../../schemas/bytes.ts';
import { maskSlip } from '../../schemas/rules/slip.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { slipSecretOf } from '../slips/make-slip.ts';
import type { Case, CodeTriedBody, DoseInCase } from '../../schemas/fold/case.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import {
  judgeCodeSet,
  unmaskCode,
  type CodeSetOutcome,
} from '../../schemas/rules/security-code.ts';
import { readCodeKeysOf, spanName, type SpanPlace } from '../ingest/span-keys.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { CaseRow, GatherContext, JudgedBooking } from './gather-facts.ts';
import type { ClosingFacts, DoseFacts } from './reasons.ts';

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

/** The set rule over all that was ever tried, and whether a right one among it was not ended. */
export interface CodeFacts {
  readonly outcome: CodeSetOutcome;
  readonly isRightAlive: boolean;
}

/** A try whose digits cannot be read counts as a wrong one. Null without anything to hold against. */
export function judgeCodes(
  { keys, centreId }: GatherContext,
  codeKeys: CodeKeys,
  rows: readonly CaseRow[],
  booking: JudgedBooking,
  folded: Case,
): CodeFacts | null {
  const unreadable: CodeFacts = { outcome: 'wrong', isRightAlive: false };
  const right = readRightCode(keys, centreId, booking);
  if (right === 'unreadable') return unreadable;
  // Where no digits count nothing is held against any; a slip that was printed for the booking proves as much as elsewhere.
  const rightCode = right ?? 0;
  const counting = right === null ? rows.filter(isSlipRow) : rows;
  if (right === null && counting.length === 0) return null;
  const ended = new Set(folded.notToday.flatMap((away) => away.body.ends.map(referenceKey)));
  const tried = openTries({ keys, centreId }, codeKeys, counting, booking, rightCode);
  if (tried.some(({ code }) => code === null)) return unreadable;
  const isRightAlive = tried.some(({ code, key }) => code === rightCode && !ended.has(key));
  return {
    outcome: judgeCodeSet(
      tried.map(({ code }) => code!),
      rightCode,
    ),
    isRightAlive,
  };
}

/** The codes ever tried at a booking's own table, for whoever holds them against what was said elsewhere. */
export async function readTriedCodes(
  context: GatherContext,
  rows: readonly CaseRow[],
  booking: Pick<JudgedBooking, 'appointment_no' | 'check16'>,
  rightCode: number,
): Promise<number[]> {
  const codeKeys = await readCodeKeys(context, rows);
  return openTries(context, codeKeys, rows, booking, rightCode).flatMap(({ code }) => code ?? []);
}

/** Each try with its digits; null where they cannot be read, or the slip was another one. */
function openTries(
  { keys, centreId }: Pick<GatherContext, 'keys' | 'centreId'>,
  codeKeys: CodeKeys,
  rows: readonly CaseRow[],
  booking: Pick<JudgedBooking, 'appointment_no' | 'check16'>,
  rightCode: number,
): { readonly key: string; readonly code: number | null }[] {
  return rows.flatMap(({ logged, span }) => {
    if (logged.event.kind !== 'code-tried' || span === null) return [];
    const { log, seq } = logged.identity;
    const key = identityKey(logged.identity);
    const codeKey = codeKeys.get(spanName(log, span)) ?? null;
    if (codeKey === null) return [{ key, code: null }];
    const body = logged.event.body as unknown as CodeTriedBody;
    if (body.slip === undefined)
      return [{ key, code: unmaskCode(nodeDigest, codeKey, log, seq, body.masked) }];
    // A slip of this booking stands for its code: both were printed on it.
    const isOwn = isOwnSlip(keys, centreId, booking, codeKey, { log, seq }, body.slip);
    return [{ key, code: isOwn ? rightCode : null }];
  });
}

/** Null where no code counts for the booking. */
function readRightCode(
  keys: DeploymentKeys,
  centreId: number,
  booking: JudgedBooking,
): number | null | 'unreadable' {
  if (booking.code_state !== 'counts' || booking.code_sealed === null) return null;
  const context = `code\n${centreId}\n${booking.appointment_no}`;
  const opened = keys.openFromStorage(context, booking.code_sealed);
  return opened === null ? 'unreadable' : Number(bytesToUtf8(opened));
}

const isSlipRow = ({ logged }: CaseRow): boolean =>
  logged.event.kind === 'code-tried' &&
  (logged.event.body as unknown as CodeTriedBody).slip !== undefined;

/** Eighty bits that only the printed slip and the server know; the tablet checked the signature before. */
function isOwnSlip(
  keys: DeploymentKeys,
  centreId: number,
  booking: Pick<JudgedBooking, 'appointment_no' | 'check16'>,
  codeKey: Uint8Array,
  place: { readonly log: string; readonly seq: number },
  slip: string,
): boolean {
  const masked = base64urlToBytes(slip);
  if (masked === null) return false;
  const secret = maskSlip(nodeDigest, codeKey, place, masked);
  const { appointment_no: appointmentNo, check16: check } = booking;
  return equalBytes(secret, slipSecretOf(keys, { centreId, appointmentNo, check }));
}

/**
 * What the codes say for one dose. A right code proves nothing more: to whoever was sent home (coming back, the person says it
 * again), of a booking that was replaced, in a session of another day (it expires with its own), and after the session's closing,
 * which ends what no dose had used. A wrong one tells for ever.
 */
export function codesFor(
  { outcome, isRightAlive }: CodeFacts,
  booking: JudgedBooking | 'none' | null,
  dose: DoseInCase,
  vaccinationSession: DoseFacts['vaccinationSession'],
  closing: ClosingFacts,
): CodeSetOutcome {
  if (outcome !== 'right' || booking === 'none' || booking === null) return outcome;
  const isOfItsDay =
    dose.body.vaccinationSession === booking.vaccination_session ||
    vaccinationSession === null ||
    vaccinationSession.day === booking.day;
  const isInForce = isRightAlive && booking.is_ended === 0 && isOfItsDay && !closing.isAfterClosing;
  return isInForce ? 'right' : 'none';
}
