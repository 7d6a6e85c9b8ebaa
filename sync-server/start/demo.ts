// Owns what a demo gives to whoever starts it: a supervisor, one enrolment code, three people with their codes. All of it made up.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { replaceAccount } from '../accounts/accounts.ts';
import { createEnrolmentCode } from '../enrolment/codes.ts';
import type { ServerParts } from '../parts.ts';

export interface DemoOffer {
  readonly account: string;
  readonly password: string;
  readonly centreName: string;
  readonly enrolmentCode: string;
  readonly people: readonly DemoPerson[];
}

/** A made-up person and what their SMS would show. */
export interface DemoPerson {
  readonly name: string;
  readonly slot: string;
  readonly referenceId: string;
  readonly code: string;
}

const demoAccount = 'demo-supervisor';
const peopleShown = 3;

/** Null when the demo has no centre: then there is nothing to show. */
export async function offerDemo(parts: ServerParts): Promise<DemoOffer | null> {
  const day = istDayOf(parts.clock.nowSeconds());
  const centre = await findBusiestCentre(parts, day);
  if (centre === null) return null;
  const { state, district } = centre;
  const password = await replaceAccount(parts, {
    account: demoAccount,
    name: 'Demo supervisor',
    role: 'district-supervisor',
    place: { kind: 'district', state, district },
  });
  const enrolmentCode = (await createEnrolmentCode(parts, centre.centre_id, 'start')).code;
  const people = await readPeopleWithCode(parts, centre.centre_id, day);
  return { account: demoAccount, password, centreName: centre.name, enrolmentCode, people };
}

async function findBusiestCentre({ store }: ServerParts, day: string) {
  const busiest = await store.database
    .selectFrom('appointment')
    .select('centre_id')
    .where('day', '=', day)
    .where('is_ended', '=', 0)
    .groupBy('centre_id')
    .orderBy((row) => row.fn.countAll(), 'desc')
    .orderBy('centre_id')
    .limit(1)
    .executeTakeFirst();
  const centres = store.database
    .selectFrom('centre')
    .select(['centre_id', 'name', 'state', 'district'])
    .orderBy('centre_id')
    .limit(1);
  const chosen =
    busiest === undefined ? centres : centres.where('centre_id', '=', busiest.centre_id);
  return (await chosen.executeTakeFirst()) ?? null;
}

async function readPeopleWithCode(
  { store, keys }: ServerParts,
  centreId: number,
  day: string,
): Promise<DemoPerson[]> {
  const rows = await store.database
    .selectFrom('appointment')
    .select(['appointment_no', 'name', 'slot', 'reference_id', 'code_sealed'])
    .where('centre_id', '=', centreId)
    .where('day', '=', day)
    .where('is_ended', '=', 0)
    .where('code_state', '=', 'counts')
    // An SMS came to a phone.
    .where('mobile_number', 'is not', null)
    .orderBy('slot')
    .orderBy('appointment_no')
    .limit(peopleShown)
    .execute();
  return rows.flatMap((row): DemoPerson[] => {
    const context = `code\n${centreId}\n${row.appointment_no}`;
    const code = row.code_sealed && keys.openFromStorage(context, row.code_sealed);
    if (code === null) return [];
    const { name, slot, reference_id: referenceId } = row;
    return [{ name, slot, referenceId, code: bytesToUtf8(code) }];
  });
}
