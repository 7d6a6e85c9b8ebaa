// Owns what the person's own page reads and does: doses in plain words, the person's word, "this was not me", a correction, a new phone.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import { hasOwnWord, isDenied } from '../../schemas/fold/person-of-case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type {
  MyCard,
  MyCorrection,
  MyCorrectionAnswer,
  MyDose,
  MyDoses,
  MyPerson,
  MyPhoneAnswer,
  MyWordAnswer,
} from '../../schemas/my-doses.ts';
import { writeAudit, type AuditEntry } from '../accounts/audit.ts';
import type { CardDeps } from '../certificates/deps.ts';
import { readCardOfCase } from '../certificates/read-card.ts';
import type { ServerParts } from '../parts.ts';
import type { PersonRequestTable } from '../store/person-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import {
  doseHandleOf,
  findMyDose,
  mayConfirm,
  mayDeny,
  readMyCases,
  stateOf,
  type MyCase,
} from './my-cases.ts';
import { checkCode } from './one-time-codes.ts';
import type { SignedInPerson } from './person-sign-in.ts';
import { sayWord, type Decided, type WordDeps } from './say-word.ts';

/** Stands in the audit for whoever holds the phone: the subject is the case, never the number. */
export const personAccount = 'person';

export async function readMyDoses(parts: ServerParts, person: SignedInPerson): Promise<MyDoses> {
  const reach = parts.store.database;
  const cases = await readMyCases(parts, reach, person.mobileNumber);
  await writeAudit(
    parts,
    reach,
    cases.map((each) => auditOf('read-own-record', each)),
  );
  const people: MyPerson[] = [];
  for (const each of cases) {
    const shown = await toPerson(parts, reach, each);
    if (shown !== null) people.push(shown);
  }
  return { people, signedInUntil: person.signedInUntil };
}

/** Null for a booking that was replaced or has left the list, and was never used. */
async function toPerson(
  { keys }: ServerParts,
  reach: DatabaseReach,
  of: MyCase,
): Promise<MyPerson | null> {
  const { doses } = of.facts.folded;
  if (doses.length === 0 && (of.booking === null || of.booking.is_ended === 1)) return null;
  const place = await readPlaceName(reach, of.centreId);
  const days = await readDays(reach, of);
  const toDose = (dose: DoseInCase): MyDose => ({
    dose: doseHandleOf(keys, of.centreId, dose),
    day: days.get(referenceKey(dose.ref)) ?? '',
    place,
    doseNumber: dose.body.doseNumber,
    product: dose.body.product,
    vaccineBatch: dose.body.vaccineBatch,
    state: stateOf(of, dose),
    mayConfirm: mayConfirm(of, dose),
    mayDeny: mayDeny(of, dose),
  });
  const { name, birthYear, gender } = of.person;
  return {
    person: of.handle,
    name,
    birthYear,
    gender,
    booking: doses.length === 0 && of.booking !== null ? { day: of.booking.day, place } : null,
    doses: doses.map(toDose),
    isCorrectionOpen: await isCorrectionOpen(reach, of),
    hasCard: doses.some((dose) => stateOf(of, dose) === 'confirmed'),
  };
}

/** The word releases what only the person can release; whatever else is open stays open. */
export async function giveWord(
  deps: WordDeps,
  person: SignedInPerson,
  handle: string,
): Promise<MyWordAnswer> {
  const found = await findDose(deps, person, handle);
  if (found === null) return { outcome: 'not-possible' };
  const said = await sayWord(deps, found.of, (now): Decided => {
    const dose = sameDose(now, found.dose);
    if (dose === null || !isMine(now, person)) return { outcome: 'not-possible' };
    if (hasOwnWord(now.facts.folded, dose)) return { outcome: 'already' };
    if (!mayConfirm(now, dose)) return { outcome: 'not-possible' };
    return {
      outcome: 'say',
      dose,
      word: { kind: 'word-given', words: { codeCameBy: person.codeCameBy } },
    };
  });
  if (said.outcome !== 'said') return said;
  await writeAudit(deps, deps.store.database, [auditOf('gave-word', said.of, said.dose)]);
  return { outcome: stateOf(said.of, said.dose) === 'confirmed' ? 'confirmed' : 'being-checked' };
}

/** Freezes the card and stands first among what a supervisor looks at; no machine withdraws a dose. */
export async function denyDose(
  deps: WordDeps,
  person: SignedInPerson,
  handle: string,
): Promise<MyWordAnswer> {
  const found = await findDose(deps, person, handle);
  if (found === null) return { outcome: 'not-possible' };
  const said = await sayWord(
    deps,
    found.of,
    (now): Decided => {
      const dose = sameDose(now, found.dose);
      if (dose === null || !isMine(now, person)) return { outcome: 'not-possible' };
      if (isDenied(now.facts.folded, dose)) return { outcome: 'already' };
      if (!mayDeny(now, dose)) return { outcome: 'not-possible' };
      const words = { codeCameBy: person.codeCameBy };
      return { outcome: 'say', dose, word: { kind: 'not-me', words } };
    },
    (transaction, now) =>
      insertRequest(deps, transaction, now, found.of, found.dose, { kind: 'not-me', wanted: null }),
  );
  if (said.outcome !== 'said') return said;
  await writeAudit(deps, deps.store.database, [auditOf('said-not-me', said.of, said.dose)]);
  return { outcome: 'frozen' };
}

/** A new wish takes the place of one that nobody has decided yet. */
export async function askCorrection(
  deps: ServerParts,
  person: SignedInPerson,
  wanted: MyCorrection,
): Promise<MyCorrectionAnswer> {
  const of = await findCase(deps, person, wanted.person);
  const dose = of?.facts.folded.doses[0];
  if (of === null || dose === undefined) return { outcome: 'not-possible' };
  const { name, birthYear, gender } = wanted;
  const changes = {
    ...(name === undefined || name.trim() === of.person.name ? {} : { name: name.trim() }),
    ...(birthYear === undefined || birthYear === of.person.birthYear ? {} : { birthYear }),
    ...(gender === undefined || gender === of.person.gender ? {} : { gender }),
  };
  if (Object.keys(changes).length === 0 || name?.trim() === '')
    return { outcome: 'nothing-changes' };
  await deps.store.transact(async (transaction) => {
    await transaction
      .deleteFrom('person_request')
      .where('centre_id', '=', of.centreId)
      .where('case_key', '=', of.caseKey)
      .where('kind', '=', 'correction')
      .where('state', '=', 'open')
      .execute();
    await insertRequest(deps, transaction, deps.clock.nowSeconds(), of, dose, {
      kind: 'correction',
      wanted: changes,
    });
  });
  await writeAudit(deps, deps.store.database, [auditOf('asked-correction', of)]);
  return { outcome: 'asked' };
}

/** The old phone's code opened the page; the new phone's own code says that it is in the same hand. */
export async function changePhone(
  deps: WordDeps,
  person: SignedInPerson,
  wanted: { readonly person: string; readonly mobileNumber: string; readonly code: string },
): Promise<MyPhoneAnswer> {
  const of = await findCase(deps, person, wanted.person);
  const { mobileNumber, code } = wanted;
  if (of === null) return { outcome: 'not-possible' };
  const check = await checkCode(deps, { mobileNumber, code, purpose: 'new-phone' });
  if (check.outcome === 'refused') return { outcome: 'code-refused' };
  const said = await sayWord(deps, of, (now): Decided => {
    const dose = now.facts.folded.doses[0];
    if (dose === undefined || !isMine(now, person)) return { outcome: 'not-possible' };
    return { outcome: 'say', dose, word: { kind: 'correction-accepted', words: { mobileNumber } } };
  });
  if (said.outcome !== 'said') return { outcome: 'not-possible' };
  await writeAudit(deps, deps.store.database, [auditOf('changed-phone', of)]);
  return { outcome: 'changed' };
}

/** The card of one person as it may be handed out now. Reading it is written down like any other read. */
export async function readMyCard(
  deps: CardDeps,
  person: SignedInPerson,
  handle: string,
): Promise<MyCard> {
  const of = await findCase(deps, person, handle);
  if (of === null) return { outcome: 'not-yet' };
  const card = await readCardOfCase(deps, of.centreId, of.caseKey, person.mobileNumber);
  const read = card.state === 'issued' ? card.caseKeys : [of.caseKey];
  await writeAudit(
    deps,
    deps.store.database,
    read.map((caseKey) => auditOf('read-own-record', { ...of, caseKey })),
  );
  if (card.state !== 'issued') return { outcome: card.state };
  const { numeric, file, issuedAt } = card.card;
  return { outcome: 'issued', numeric, file, issuedAt };
}

async function findCase(
  parts: ServerParts,
  person: SignedInPerson,
  handle: string,
): Promise<MyCase | null> {
  const cases = await readMyCases(parts, parts.store.database, person.mobileNumber);
  return cases.find((each) => each.handle === handle) ?? null;
}

async function findDose(parts: ServerParts, person: SignedInPerson, handle: string) {
  const cases = await readMyCases(parts, parts.store.database, person.mobileNumber);
  return findMyDose(parts.keys, cases, handle);
}

/** The phone may have been changed between reading and writing. */
const isMine = (of: MyCase, person: SignedInPerson): boolean =>
  of.person.mobileNumber === person.mobileNumber;

function sameDose(of: MyCase, dose: DoseInCase): DoseInCase | null {
  const key = referenceKey(dose.ref);
  return of.facts.folded.doses.find((each) => referenceKey(each.ref) === key) ?? null;
}

async function insertRequest(
  { keys, random }: ServerParts,
  reach: DatabaseReach,
  made_at: number,
  of: MyCase,
  dose: DoseInCase,
  { kind, wanted }: { readonly kind: 'correction' | 'not-me'; readonly wanted: object | null },
): Promise<void> {
  const request_id = bytesToBase64url(random(12));
  const row: PersonRequestTable = {
    request_id,
    centre_id: of.centreId,
    case_key: of.caseKey,
    dose_key: referenceKey(dose.ref),
    kind,
    wanted_sealed:
      wanted &&
      keys.sealForStorage(`person-request\n${request_id}`, utf8ToBytes(JSON.stringify(wanted))),
    state: 'open',
    made_at,
    decided_at: null,
    decided_by: null,
  };
  await reach.insertInto('person_request').values(row).execute();
}

async function isCorrectionOpen(reach: DatabaseReach, of: MyCase): Promise<boolean> {
  const row = await reach
    .selectFrom('person_request')
    .select('request_id')
    .where('centre_id', '=', of.centreId)
    .where('case_key', '=', of.caseKey)
    .where('kind', '=', 'correction')
    .where('state', '=', 'open')
    .executeTakeFirst();
  return row !== undefined;
}

async function readDays(reach: DatabaseReach, of: MyCase): Promise<ReadonlyMap<string, string>> {
  const rows = await reach
    .selectFrom('dose')
    .select(['dose_key', 'day'])
    .where('centre_id', '=', of.centreId)
    .where('case_key', '=', of.caseKey)
    .execute();
  return new Map(rows.map((row) => [row.dose_key, row.day]));
}

async function readPlaceName(reach: DatabaseReach, centreId: number): Promise<string> {
  const centre = await reach
    .selectFrom('centre')
    .select('name')
    .where('centre_id', '=', centreId)
    .executeTakeFirst();
  return centre?.name ?? '';
}

function auditOf(action: AuditEntry['action'], of: MyCase, dose?: DoseInCase): AuditEntry {
  const subject = dose === undefined ? of.caseKey : referenceKey(dose.ref);
  return { account: personAccount, action, centreId: of.centreId, subject };
}
