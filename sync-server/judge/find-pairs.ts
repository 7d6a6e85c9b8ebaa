// Owns finding persons who look like one, unasked and over all centres: same phone and name by sound and year of birth, or one document. A pair is one task; nothing is joined by it.

import { foldName } from '../../schemas/names/fold-name.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { ExchangeDeps } from '../ingest/exchange-deps.ts';
import { readMyCase, type MyCase } from '../my-doses/my-cases.ts';
import { findCasesOfPhone, type CasePlace } from '../my-doses/phones.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isSameDose } from './linked-cases.ts';
import { pairIdOf, putPair, type PairWhy } from './pairs.ts';

type Deps = Pick<ExchangeDeps, 'store' | 'keys'> & { readonly nowSeconds: () => number };

/** Each look takes this many cases at most, each of which is held against few others: those of its phone and document. */
const casesPerLookMax = 500;
const othersMax = 20;

/** Called now and then. Returns how many pairs it put up. */
export async function findPairs(deps: Deps): Promise<number> {
  const { database } = deps.store;
  const watched = await database
    .selectFrom('pair_watch')
    .selectAll()
    .orderBy('centre_id')
    .orderBy('case_key')
    .limit(casesPerLookMax)
    .execute();
  let found = 0;
  for (const { centre_id: centreId, case_key: caseKey } of watched) {
    found += await lookAt(deps, { centreId, caseKey });
    // A dose that comes meanwhile puts it there again.
    await database
      .deleteFrom('pair_watch')
      .where('centre_id', '=', centreId)
      .where('case_key', '=', caseKey)
      .execute();
  }
  return found;
}

async function lookAt(deps: Deps, place: CasePlace): Promise<number> {
  const { database } = deps.store;
  const own = await readMyCase(deps, database, place);
  if (own === null || standingOf(own).length === 0) return 0;
  let found = 0;
  for (const candidate of await findCandidates(database, own)) {
    const other = await readMyCase(deps, database, candidate);
    if (other === null) continue;
    const why = whyLikely(own, other);
    if (why.length === 0 || own.facts.otherCases.includes(linkedKeyOf(own, other))) continue;
    const isNew = await putPair(database, {
      places: [own, other],
      why,
      foundBy: 'register',
      now: deps.nowSeconds(),
    });
    if (isNew) found += 1;
  }
  return found;
}

/** Linked cases are of one centre. */
const linkedKeyOf = (own: MyCase, other: MyCase): string =>
  own.centreId === other.centreId ? other.caseKey : '';

async function findCandidates(reach: DatabaseReach, own: MyCase): Promise<CasePlace[]> {
  const { mobileNumber } = own.person;
  const ofPhone = mobileNumber === null ? [] : await findCasesOfPhone(reach, mobileNumber);
  const idKey = own.booking?.id_hmac ?? null;
  const ofDocument =
    idKey === null
      ? []
      : await reach
          .selectFrom('appointment')
          .select(['centre_id', 'appointment_no', 'check16'])
          .where('id_hmac', '=', idKey)
          .limit(othersMax)
          .execute();
  const places = [
    ...ofPhone,
    ...ofDocument.map((row) => ({
      centreId: row.centre_id,
      caseKey: appointmentKey(row.appointment_no, row.check16),
    })),
  ];
  const seen = new Map(places.map((place) => [`${place.centreId} ${place.caseKey}`, place]));
  seen.delete(`${own.centreId} ${own.caseKey}`);
  return [...seen.values()].slice(0, othersMax);
}

/**
 * Two bookings of one person for two doses are as it should be: a pair is put up only where both were given the same dose,
 * or were dosed on one day.
 */
export function whyLikely(own: MyCase, other: MyCase): PairWhy[] {
  const isTwice = standingOf(own).some((dose) =>
    standingOf(other).some((each) => isSameDose(dose, each)),
  );
  if (!isTwice || pairIdOf([own, other]) === null) return [];
  const why: PairWhy[] = [];
  const idKey = own.booking?.id_hmac ?? null;
  if (idKey !== null && idKey === other.booking?.id_hmac) why.push('id');
  if (
    own.person.mobileNumber !== null &&
    own.person.mobileNumber === other.person.mobileNumber &&
    own.person.birthYear === other.person.birthYear &&
    soundsAlike(own.person.name, other.person.name)
  )
    why.push('mobile-and-name');
  return why;
}

function standingOf({ facts }: MyCase): readonly DoseInCase[] {
  const taken = new Set(facts.folded.takenBack.map(({ body }) => referenceKey(body.target)));
  return facts.folded.doses.filter(
    (dose) => dose.state !== 'revoked' && !taken.has(referenceKey(dose.ref)),
  );
}

/** "Sunita Patil" and "सुनीता रमेश पाटील": the first name sounds alike, and the shorter name is within the longer. */
export function soundsAlike(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => foldName(name).map((word) => word.sound)) as [
    string[],
    string[],
  ];
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length > 0 && short[0] === long[0] && short.every((word) => long.includes(word));
}
