// Owns a person's word that two entries of their phone are one: a task for a supervisor, who compares them. Nothing is joined by it.

import type { MyTwiceAnswer } from '../../schemas/my-doses.ts';
import { writeAudit } from '../accounts/audit.ts';
import { putPair } from '../judge/pairs.ts';
import type { ServerParts } from '../parts.ts';
import { readMyCases } from './my-cases.ts';
import { personAccount } from './my-doses.ts';
import type { SignedInPerson } from './person-sign-in.ts';

/** `already`: it is asked, or a supervisor has said something of these two before. */
export async function tellListedTwice(
  parts: ServerParts,
  person: SignedInPerson,
  wanted: { readonly person: string; readonly other: string },
): Promise<MyTwiceAnswer> {
  const { database } = parts.store;
  const mine = await readMyCases(parts, database, person.mobileNumber);
  const one = mine.find((each) => each.handle === wanted.person);
  const two = mine.find((each) => each.handle === wanted.other);
  if (one === undefined || two === undefined || one === two) return { outcome: 'not-possible' };
  const isNew = await putPair(database, {
    places: [one, two],
    why: ['said'],
    foundBy: 'person',
    now: parts.clock.nowSeconds(),
  });
  if (!isNew) return { outcome: 'already' };
  await writeAudit(
    parts,
    database,
    [one, two].map(({ centreId, caseKey: subject }) => ({
      account: personAccount,
      action: 'asked-correction' as const,
      centreId,
      subject,
    })),
  );
  return { outcome: 'asked' };
}
