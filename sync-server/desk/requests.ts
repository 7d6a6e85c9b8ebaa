// Owns what persons asked of the desk by their own page: "not me" first, then corrections; and a new phone where the old one is lost.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type {
  DeskPhone,
  DeskPhoneAnswer,
  DeskRequest,
  DeskRequestDecision,
  DeskRequestDecisionAnswer,
} from '../../schemas/desk-messages.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import type { CorrectionBody } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf, selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { readMyCase, readMyCases, type MyCase } from '../my-doses/my-cases.ts';
import { sayWord, type Decided, type WordDeps } from '../my-doses/say-word.ts';
import type { ServerParts } from '../parts.ts';
import type { PersonRequestTable } from '../store/person-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';

const requestsShownMax = 100;

/** "Not me" leaves the list when a supervisor has decided on the dose. */
export async function readDeskRequests(
  parts: ServerParts,
  account: SignedIn,
): Promise<DeskRequest[]> {
  const reach = parts.store.database;
  const rows = await selectCentresOf(reach, account)
    .innerJoin('person_request', 'person_request.centre_id', 'centre.centre_id')
    .innerJoin('dose', (join) =>
      join
        .onRef('dose.centre_id', '=', 'person_request.centre_id')
        .onRef('dose.dose_key', '=', 'person_request.dose_key'),
    )
    .selectAll('person_request')
    .select([
      'centre.name as centre_name',
      'dose.day',
      'dose.dose_number',
      'dose.product',
      'dose.state as dose_state',
    ])
    .where('person_request.state', '=', 'open')
    .where((row) =>
      row.or([
        row('person_request.kind', '=', 'correction'),
        row('dose.state', 'not in', ['accepted', 'revoked']),
      ]),
    )
    .orderBy((row) => row.case().when('person_request.kind', '=', 'not-me').then(0).else(1).end())
    .orderBy('person_request.made_at')
    .orderBy('person_request.request_id')
    .limit(requestsShownMax)
    .execute();
  const requests: DeskRequest[] = [];
  for (const row of rows) {
    const place = { centreId: row.centre_id, caseKey: row.case_key };
    const of = await readMyCase(parts, reach, place);
    if (of === null) continue;
    const { name, birthYear, gender, mobileNumber } = of.person;
    requests.push({
      requestId: row.request_id,
      kind: row.kind === 'not-me' ? 'not-me' : 'correction',
      centreId: row.centre_id,
      centreName: row.centre_name,
      madeAt: row.made_at,
      person: { name, birthYear, gender, mobileLast4: mobileNumber?.slice(-4) ?? null },
      wanted: openWanted(parts, row),
      dose: {
        day: row.day,
        doseNumber: row.dose_number,
        product: row.product,
        state: row.dose_state,
      },
    });
  }
  await writeAudit(
    parts,
    reach,
    rows.map((row) => ({
      account: account.account,
      action: 'read-person',
      centreId: row.centre_id,
      subject: row.case_key,
    })),
  );
  return requests;
}

type Wanted = Pick<CorrectionBody, 'name' | 'birthYear' | 'gender'>;

function openWanted({ keys }: Pick<ServerParts, 'keys'>, row: PersonRequestTable): Wanted | null {
  const opened =
    row.wanted_sealed &&
    keys.openFromStorage(`person-request\n${row.request_id}`, row.wanted_sealed);
  return opened && (JSON.parse(bytesToUtf8(opened)) as Wanted);
}

/** Accepted, it is an event of the server's log: tablets, page and card follow from it. */
export async function decideRequest(
  deps: WordDeps,
  account: SignedIn,
  { requestId, decision, note }: DeskRequestDecision,
): Promise<DeskRequestDecisionAnswer> {
  const { database } = deps.store;
  const row = await selectCentresOf(database, account)
    .innerJoin('person_request', 'person_request.centre_id', 'centre.centre_id')
    .selectAll('person_request')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  if (row === undefined) return { outcome: 'not-yours' };
  const wanted = openWanted(deps, row);
  if (row.state !== 'open' || row.kind !== 'correction' || wanted === null)
    return { outcome: 'look-again' };
  const close = (reach: DatabaseReach, now: number): Promise<void> =>
    closeRequest(reach, row, account, decision, now);
  if (decision === 'refused') await close(database, deps.clock.nowSeconds());
  else {
    const said = await sayWord(
      deps,
      { centreId: row.centre_id, caseKey: row.case_key },
      (now) => correct(now, { ...wanted, note, account: account.account }),
      close,
    );
    if (said.outcome !== 'said') return { outcome: 'look-again' };
  }
  await writeAudit(deps, database, [
    {
      account: account.account,
      action: 'decided-request',
      centreId: row.centre_id,
      subject: row.request_id,
    },
  ]);
  return { outcome: 'decided' };
}

function correct(now: MyCase, words: CorrectionBody): Decided {
  const dose = now.facts.folded.doses[0];
  return dose === undefined
    ? { outcome: 'not-possible' }
    : { outcome: 'say', dose, word: { kind: 'correction-accepted', words } };
}

async function closeRequest(
  reach: DatabaseReach,
  row: PersonRequestTable,
  { account }: SignedIn,
  state: 'accepted' | 'refused',
  now: number,
): Promise<void> {
  await reach
    .updateTable('person_request')
    .set({ state, decided_at: now, decided_by: account })
    .where('request_id', '=', row.request_id)
    .where('state', '=', 'open')
    .execute();
}

/** For somebody whose old phone is lost: found by reference id or old phone, and by the year of birth. */
export async function changePhoneAtDesk(
  deps: WordDeps,
  account: SignedIn,
  wanted: DeskPhone,
): Promise<DeskPhoneAnswer> {
  const { database } = deps.store;
  if (!(await isCentreOf(database, account, wanted.centreId))) return { outcome: 'not-yours' };
  const found = (await findPeople(deps, wanted)).filter(
    (of) => of.centreId === wanted.centreId && of.person.birthYear === wanted.birthYear,
  );
  const [of, another] = found;
  if (of === undefined) return { outcome: 'nobody' };
  if (another !== undefined) return { outcome: 'several' };
  const { mobileNumber, note } = wanted;
  const words = { mobileNumber, note, account: account.account };
  const said = await sayWord(deps, of, (now) => correct(now, words));
  if (said.outcome !== 'said') return { outcome: 'nobody' };
  await writeAudit(deps, database, [
    {
      account: account.account,
      action: 'changed-phone',
      centreId: of.centreId,
      subject: referenceKey(said.dose.ref),
    },
  ]);
  return { outcome: 'changed' };
}

async function findPeople(parts: ServerParts, { centreId, findBy }: DeskPhone): Promise<MyCase[]> {
  const reach = parts.store.database;
  if (findBy.length === 10) {
    const cases = await readMyCases(parts, reach, findBy);
    return cases.filter((of) => of.facts.folded.doses.length > 0);
  }
  const rows = await reach
    .selectFrom('appointment')
    .select(['appointment_no', 'check16'])
    .where('centre_id', '=', centreId)
    .where('reference_id', '=', findBy)
    .execute();
  const found: MyCase[] = [];
  for (const row of rows) {
    const caseKey = appointmentKey(row.appointment_no, row.check16);
    const of = await readMyCase(parts, reach, { centreId, caseKey });
    if (of !== null && of.facts.folded.doses.length > 0) found.push(of);
  }
  return found;
}
