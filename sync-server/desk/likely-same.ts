// Owns which other cases of a centre may be the same person: a stated reference id, one mobile, or name and year of birth. Hints only.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { DeskCase } from '../../schemas/desk-case.ts';
import { appointmentKey, type SuchiEvent } from '../../schemas/events/event.ts';
import type { Case, WalkInBody } from '../../schemas/fold/case.ts';
import { readBooking } from '../judge/gather-facts.ts';
import type { DatabaseReach } from '../store/schema.ts';

type Likely = Omit<DeskCase['likelySame'][number], 'caseHash'>;
type Why = DeskCase['likelySame'][number]['why'][number];
type Person = DeskOpenDose['person'];

interface Known {
  readonly caseKey: string;
  readonly person: Person;
  readonly mobile: string | null;
}

const shownMax = 8;
const walkInsMax = 2_000;

export async function findLikelySame(
  reach: DatabaseReach,
  centreId: number,
  folded: Case,
  without: ReadonlySet<string>,
): Promise<Likely[]> {
  const own = await readKnown(reach, centreId, folded);
  if (own === null || own.person.name === '') return [];
  const others = [
    ...(await readBooked(reach, centreId, own)),
    ...(await readWalkIns(reach, centreId)),
  ];
  const found = others
    .filter((other) => other.caseKey !== folded.key && !without.has(other.caseKey))
    .map((other) => ({ ...other, why: compare(own, other) }))
    .filter((other) => other.why.length > 0)
    // Most in common first; a shared mobile alone is a family more often than one person.
    .sort((a, b) => b.why.length - a.why.length || (a.caseKey < b.caseKey ? -1 : 1))
    .slice(0, shownMax);
  const doses = await countDoses(
    reach,
    centreId,
    found.map((other) => other.caseKey),
  );
  return found.map(({ caseKey, person, why }) => ({
    caseKey,
    person,
    why,
    doses: doses.get(caseKey) ?? 0,
  }));
}

const plainName = (name: string): string =>
  name.normalize('NFC').toLocaleLowerCase('en').replace(/\s+/g, ' ').trim();

function compare(own: Known, other: Known): Why[] {
  const why: Why[] = [];
  const { referenceId } = own.person;
  if (referenceId !== null && referenceId === other.person.referenceId) why.push('reference');
  const isSameName =
    plainName(own.person.name) === plainName(other.person.name) &&
    own.person.birthYear === other.person.birthYear;
  if (isSameName) why.push('name-and-year');
  if (own.mobile !== null && own.mobile === other.mobile) why.push('mobile');
  return why;
}

async function readKnown(
  reach: DatabaseReach,
  centreId: number,
  folded: Case,
): Promise<Known | null> {
  const booking = await readBooking(reach, centreId, folded.key);
  if (booking === 'none') return null;
  if (booking !== null) return bookedToKnown(booking);
  return folded.registration && walkInToKnown(folded.key, folded.registration.body);
}

function bookedToKnown(row: {
  readonly appointment_no: number;
  readonly check16: number;
  readonly reference_id: string;
  readonly name: string;
  readonly birth_year: number;
  readonly gender: string;
  readonly mobile_number: string | null;
}): Known {
  return {
    caseKey: appointmentKey(row.appointment_no, row.check16),
    mobile: row.mobile_number,
    person: {
      name: row.name,
      birthYear: row.birth_year,
      gender: row.gender,
      mobileLast4: row.mobile_number?.slice(-4) ?? null,
      referenceId: row.reference_id,
      isWalkIn: false,
    },
  };
}

function walkInToKnown(caseKey: string, body: WalkInBody): Known {
  return {
    caseKey,
    mobile: body.mobileNumber,
    person: {
      name: body.name,
      birthYear: body.birthYear,
      gender: body.gender,
      mobileLast4: body.mobileNumber?.slice(-4) ?? null,
      referenceId: body.statedReferenceId ?? null,
      isWalkIn: true,
    },
  };
}

async function readBooked(reach: DatabaseReach, centreId: number, own: Known): Promise<Known[]> {
  const { referenceId, birthYear } = own.person;
  const rows = await reach
    .selectFrom('appointment')
    .select([
      'appointment_no',
      'check16',
      'reference_id',
      'name',
      'birth_year',
      'gender',
      'mobile_number',
    ])
    .where('centre_id', '=', centreId)
    .where((row) =>
      row.or([
        ...(own.mobile === null ? [] : [row('mobile_number', '=', own.mobile)]),
        ...(referenceId === null ? [] : [row('reference_id', '=', referenceId)]),
        ...(birthYear === null ? [] : [row('birth_year', '=', birthYear)]),
      ]),
    )
    .execute();
  return rows.map(bookedToKnown);
}

async function readWalkIns(reach: DatabaseReach, centreId: number): Promise<Known[]> {
  const rows = await reach
    .selectFrom('log_row')
    .select(['case_key', 'event'])
    .where('centre_id', '=', centreId)
    // Walk-ins' keys alone: the index by case finds them without a look at the booked.
    .where('case_key', '>=', 'w')
    .where('case_key', '<', 'x')
    .where('kind', '=', 'walk-in-registered')
    .where('event', 'is not', null)
    .orderBy('received_at', 'desc')
    .limit(walkInsMax)
    .execute();
  return rows.map((row) => {
    const { body } = JSON.parse(bytesToUtf8(row.event!)) as SuchiEvent<WalkInBody>;
    return walkInToKnown(row.case_key!, body);
  });
}

async function countDoses(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (caseKeys.length === 0) return new Map();
  const rows = await reach
    .selectFrom('dose')
    .select((of) => ['case_key', of.fn.countAll<number>().as('doses')])
    .where('centre_id', '=', centreId)
    .where('case_key', 'in', caseKeys)
    .where('is_error', '=', 0)
    .groupBy('case_key')
    .execute();
  return new Map(rows.map((row) => [row.case_key, Number(row.doses)]));
}
