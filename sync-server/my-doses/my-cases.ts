// Owns the cases that a phone speaks for now, read with all that is known of them.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import { hasOwnWord, isDenied, type PersonOfCase } from '../../schemas/fold/person-of-case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { MyDoseState } from '../../schemas/my-doses.ts';
import { gatherCase, readBooking, type CaseFacts } from '../judge/gather-facts.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { wordReasons } from '../messages/plan-messages.ts';
import { isWaitingForWord } from '../messages/render-message.ts';
import type { ServerParts } from '../parts.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import { findCasesOfPhone, personNow, type CasePlace } from './phones.ts';

export interface MyCase extends CasePlace {
  readonly handle: string;
  readonly facts: CaseFacts;
  readonly person: PersonOfCase;
  readonly booking: AppointmentTable | null;
}

export async function readMyCase(
  parts: Pick<ServerParts, 'keys'>,
  reach: DatabaseReach,
  place: CasePlace,
): Promise<MyCase | null> {
  const { keys } = parts;
  const { centreId, caseKey } = place;
  const facts = await gatherCase({ reach, keys, centreId }, caseKey);
  const booking = await readBooking(reach, centreId, caseKey);
  const booked = booking === 'none' ? null : booking;
  const person = personNow(facts.folded, booked);
  return person && { ...place, handle: caseHandleOf(keys, place), facts, person, booking: booked };
}

/** A phone that was changed away, or that only somebody's later record names, speaks for nobody. */
export async function readMyCases(
  parts: Pick<ServerParts, 'keys'>,
  reach: DatabaseReach,
  mobileNumber: string,
): Promise<MyCase[]> {
  const mine: MyCase[] = [];
  for (const place of await findCasesOfPhone(reach, mobileNumber)) {
    const found = await readMyCase(parts, reach, place);
    if (found?.person.mobileNumber === mobileNumber) mine.push(found);
  }
  return mine;
}

const handleOf = (keys: DeploymentKeys, about: string): string =>
  bytesToBase64url(keys.mac('my-handle', utf8ToBytes(about)).subarray(0, 8));

function caseHandleOf(keys: DeploymentKeys, { centreId, caseKey }: CasePlace): string {
  return handleOf(keys, `case\n${centreId}\n${caseKey}`);
}

export function doseHandleOf(keys: DeploymentKeys, centreId: number, dose: DoseInCase): string {
  return handleOf(keys, `dose\n${centreId}\n${referenceKey(dose.ref)}`);
}

export function findMyDose(
  keys: DeploymentKeys,
  cases: readonly MyCase[],
  handle: string,
): { readonly of: MyCase; readonly dose: DoseInCase } | null {
  for (const of of cases)
    for (const dose of of.facts.folded.doses)
      if (doseHandleOf(keys, of.centreId, dose) === handle) return { of, dose };
  return null;
}

/** True while the person's one-time code would release something. */
export function mayConfirm({ facts }: Pick<MyCase, 'facts'>, dose: DoseInCase): boolean {
  return (
    dose.enteredInError === null &&
    isWaitingForWord(dose) &&
    !hasOwnWord(facts.folded, dose) &&
    !isDenied(facts.folded, dose)
  );
}

/** A dose that was withdrawn or was a mistake has no card to freeze. */
export function mayDeny({ facts }: Pick<MyCase, 'facts'>, dose: DoseInCase): boolean {
  return dose.enteredInError === null && dose.state !== 'revoked' && !isDenied(facts.folded, dose);
}

export function stateOf(of: Pick<MyCase, 'facts'>, dose: DoseInCase): MyDoseState {
  if (dose.state === 'revoked') return 'withdrawn';
  if (dose.enteredInError !== null) return 'mistake';
  if (dose.state === 'confirmed' || dose.state === 'accepted') return 'confirmed';
  if (isDenied(of.facts.folded, dose)) return 'denied';
  if (dose.isInQuestion) return 'in-question';
  const isOnlyWord = dose.reasons.every(({ reason }) => wordReasons.has(reason));
  return mayConfirm(of, dose) && isOnlyWord ? 'asks-you' : 'being-checked';
}
