// Owns reading whole persons: the asked cases with all that a link or a number says may be the same person, each with its facts.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentKey, type SuchiEvent } from '../../schemas/events/event.ts';
import type { PersonLinkBody } from '../../schemas/fold/case.ts';
import type { PersonOfCase } from '../../schemas/fold/person-of-case.ts';
import {
  bookingNumberOf,
  gatherCases,
  type CaseFacts,
  type GatherContext,
} from '../judge/gather-facts.ts';
import { linkedCasesMax } from '../judge/linked-cases.ts';
import { personNow } from '../my-doses/phones.ts';
import { readAll } from '../store/remembered-query.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import { isSettled } from './decide-card.ts';
import { findPerson, type OnePerson, type PersonsCase } from './one-person.ts';

export interface PersonCase extends PersonsCase {
  readonly facts: CaseFacts;
  /** Null where nothing names anybody: a walk-in whose registration has not come, a booking nobody knows. */
  readonly person: PersonOfCase | null;
}

export interface Persons {
  readonly cases: ReadonlyMap<string, PersonCase>;
  readonly personOf: (caseKey: string) => OnePerson;
}

/** Reads on until nothing names a case that is not there. The asked keys are there in any case. */
export async function gatherPersons(
  context: GatherContext,
  caseKeys: Iterable<string>,
): Promise<Persons> {
  const cases = new Map<string, PersonCase>();
  let wanted = [...new Set(caseKeys)];
  // A person with more cases than that stands alone in each: see one-person.ts.
  for (let round = 0; wanted.length > 0 && round <= linkedCasesMax; round++) {
    const named = new Set<string>();
    for (const each of await readCases(context, wanted, named)) {
      cases.set(each.caseKey, each);
      for (const other of each.links) named.add(other);
    }
    wanted = [...named].filter((key) => !cases.has(key)).sort();
  }
  return { cases, personOf: (caseKey) => findPerson(cases, caseKey) };
}

/** The names alone, of these cases and all that may be one person with them, undone links too: more than it needs, never less. */
export async function readRelatedKeys(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let wanted = [...new Set(caseKeys)];
  for (let round = 0; wanted.length > 0 && round <= linkedCasesMax; round++) {
    for (const key of wanted) found.add(key);
    const bookings = await readBookings(reach, centreId, wanted);
    const named = await readBookedAlike(reach, centreId, [...bookings.values()]);
    for (const key of await readEverLinked(reach, centreId, wanted)) named.add(key);
    wanted = [...named].filter((key) => !found.has(key)).sort();
  }
  return found;
}

async function readEverLinked(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<string[]> {
  const rows = await readAll(caseKeys, (piece) =>
    reach
      .selectFrom('log_row')
      .select('event')
      .where('centre_id', '=', centreId)
      .where('case_key', 'in', piece)
      .where('kind', '=', 'same-person')
      .where('event', 'is not', null)
      .execute(),
  );
  return rows.map(
    ({ event }) => (JSON.parse(bytesToUtf8(event!)) as SuchiEvent<PersonLinkBody>).body.otherCase,
  );
}

async function readCases(
  context: GatherContext,
  caseKeys: readonly string[],
  alsoNamed: Set<string>,
): Promise<PersonCase[]> {
  const { reach, centreId } = context;
  const facts = await gatherCases(context, caseKeys);
  const bookings = await readBookings(reach, centreId, caseKeys);
  const alike = await readBookedAlike(reach, centreId, [...bookings.values()]);
  for (const key of alike) alsoNamed.add(key);
  const numbers = new Set([...bookings.values()].map((row) => row.reference_id));
  const isShared = alike.size > numbers.size;
  const different = isShared ? await readDifferent(reach, centreId, caseKeys) : [];
  return [...facts].map(([caseKey, caseFacts]) => {
    const booking = bookings.get(caseKey) ?? null;
    const isUnknown = booking === null && bookingNumberOf(caseKey) !== null;
    const person = isUnknown ? null : personNow(caseFacts.folded, booking);
    const booked = booking && { name: booking.name, birthYear: booking.birth_year };
    return {
      caseKey,
      facts: caseFacts,
      person,
      links: caseFacts.folded.links.map(({ body }) => body.otherCase),
      parted: [...caseFacts.folded.partedFrom, ...othersIn(different, caseKey)],
      referenceId: booking === null || booking.reference_id === '' ? null : booking.reference_id,
      words: [booked, person].filter((words) => words !== null),
      settled: caseFacts.folded.doses.filter((dose) =>
        isSettled({ state: dose.state, isError: caseFacts.isTakenBack(dose) }),
      ),
      corrections: caseFacts.folded.acceptedCorrections,
    };
  });
}

async function readBookings(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<Map<string, AppointmentTable>> {
  const numbers = caseKeys.flatMap((key) => bookingNumberOf(key) ?? []);
  const rows = await readAll(numbers, (piece) =>
    reach
      .selectFrom('appointment')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('appointment_no', 'in', piece)
      .execute(),
  );
  const asked = new Set(caseKeys);
  return new Map(
    rows
      .map((row) => [appointmentKey(row.appointment_no, row.check16), row] as const)
      .filter(([key]) => asked.has(key)),
  );
}

/** Keys of every booking of the centre under one of these numbers, the asked ones among them. */
async function readBookedAlike(
  reach: DatabaseReach,
  centreId: number,
  bookings: readonly AppointmentTable[],
): Promise<Set<string>> {
  const numbers = new Set(
    bookings.map((row) => row.reference_id).filter((number) => number !== ''),
  );
  const rows = await readAll(numbers, (piece) =>
    reach
      .selectFrom('appointment')
      .select(['appointment_no', 'check16'])
      .where('reference_id', 'in', piece)
      .where('centre_id', '=', centreId)
      .execute(),
  );
  return new Set(rows.map((row) => appointmentKey(row.appointment_no, row.check16)));
}

type Different = { readonly case_key: string; readonly other_case: string };

/** Pairs that a supervisor compared and said are two people. */
function readDifferent(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<Different[]> {
  return readAll(caseKeys, (piece) =>
    reach
      .selectFrom('likely_pair')
      .select(['case_key', 'other_case'])
      .where('centre_id', '=', centreId)
      .where('other_centre_id', '=', centreId)
      .where('state', '=', 'different')
      .where((row) => row.or([row('case_key', 'in', piece), row('other_case', 'in', piece)]))
      .execute(),
  );
}

const othersIn = (pairs: readonly Different[], caseKey: string): string[] =>
  pairs.flatMap((pair) => {
    if (pair.case_key === caseKey) return [pair.other_case];
    return pair.other_case === caseKey ? [pair.case_key] : [];
  });
