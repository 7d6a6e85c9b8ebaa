// Owns what a supervisor says of two entries: one person, within a centre or over two, or two people. It is said once, and kept in the decisions file.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskPairAnswer, DeskPairDecision } from '../../schemas/desk-pairs.ts';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { markCardsDue } from '../certificates/card-rows.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import { sealWords, type PairSaid } from '../decisions/entry.ts';
import { claimDoses, dropClaims } from '../judge/claims.ts';
import { gatherCase, readBooking } from '../judge/gather-facts.ts';
import { pairKeyOf } from '../judge/pair-watch.ts';
import { pairIdOf, putSaid } from '../judge/pairs.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readHistory } from './case-history.ts';
import { linkAtDesk, type CaseWordParts } from './case-words.ts';

type Side = DeskPairDecision['sides'][number];

export async function decidePairAtDesk(
  parts: CaseWordParts,
  account: SignedIn,
  { said, sides, note }: DeskPairDecision,
): Promise<DeskPairAnswer> {
  const { database } = parts.store;
  for (const side of sides)
    if (!(await isCentreOf(database, account, side.centreId))) return { outcome: 'not-yours' };
  const pairId = pairIdOf(sides);
  if (pairId === null) return { outcome: 'no-such-case' };
  const changed = await findChanged(parts, database, sides);
  if (changed !== 'same') return changed;
  const [one, two] = sides;
  const link = await findLink(parts, database, sides);
  const { centreId, caseKey, caseHash, seen } = one;
  const bound = { centreId, caseKey, caseHash, seen, note };
  // Within one centre a link of the two cases says it, and its end says that they are two.
  if (said === 'same' && centreId === two.centreId)
    return toAnswer(
      await linkAtDesk(parts, account, { ...bound, what: 'same-person', otherCase: two.caseKey }),
    );
  if (link !== null)
    return toAnswer(await linkAtDesk(parts, account, { ...bound, what: 'not-same-person', link }));
  const now = parts.clock.nowSeconds();
  const id = bytesToBase64url(parts.random(12));
  const entry: PairSaid = {
    what: 'pair',
    id,
    said,
    sides: [placeOf(one), placeOf(two)],
    at: now,
    sealed: sealWords(parts.keys, id, { account: account.account, note }),
  };
  const isFirst = await parts.store.transact(async (transaction) => {
    const isNew = await putSaid(transaction, sides, { said, account: account.account, note, now });
    // Bookings under one number that are two people after all: their cards are decided on anew.
    for (const { centreId, caseKey } of sides) await markCardsDue(transaction, centreId, [caseKey]);
    if (isNew) await storeDecision(transaction, entry, 'applied');
    return isNew;
  });
  if (!isFirst) return { outcome: 'already' };
  parts.decisions.append([entry]);
  await tellCentres(parts, said, pairId, sides);
  await writeAudit(
    parts,
    database,
    sides.map((side) => ({
      account: account.account,
      action: said === 'same' ? ('linked' as const) : ('told-apart' as const),
      centreId: side.centreId,
      subject: side.caseKey,
    })),
  );
  return { outcome: 'decided' };
}

/** The link in force between two cases of one centre. */
async function findLink(
  parts: CaseWordParts,
  reach: DatabaseReach,
  [one, two]: DeskPairDecision['sides'],
): Promise<string | null> {
  if (one.centreId !== two.centreId) return null;
  const from = { reach, keys: parts.keys, centreId: one.centreId };
  const { folded } = await gatherCase(from, one.caseKey);
  return folded.links.find(({ body }) => body.otherCase === two.caseKey)?.body.link ?? null;
}

const isBooked = (booking: Awaited<ReturnType<typeof readBooking>>): boolean =>
  booking !== null && booking !== 'none';

const placeOf = ({ centreId, caseKey }: Side) => ({ centreId, caseKey });

const toAnswer = (linked: Awaited<ReturnType<typeof linkAtDesk>>): DeskPairAnswer =>
  linked.outcome === 'done' ? { outcome: 'decided' } : { ...linked, outcome: linked.outcome };

/** Over two centres each dose is claimed for the one person, and each centre is answered in a transaction of its own. */
async function tellCentres(
  parts: CaseWordParts,
  said: DeskPairDecision['said'],
  pairId: string,
  sides: DeskPairDecision['sides'],
): Promise<void> {
  const [one, two] = sides;
  if (one.centreId === two.centreId) return;
  const deps = { ...parts, nowSeconds: parts.clock.nowSeconds };
  if (said === 'different') await dropClaims(deps, pairKeyOf(pairId));
  else for (const { centreId, caseKey } of sides) await claimDoses(deps, centreId, [caseKey]);
}

async function findChanged(
  parts: CaseWordParts,
  reach: DatabaseReach,
  sides: DeskPairDecision['sides'],
): Promise<DeskPairAnswer | 'same'> {
  for (const { centreId, caseKey, caseHash, seen } of sides) {
    const { folded } = await gatherCase({ reach, keys: parts.keys, centreId }, caseKey);
    // Somebody who is only booked has no event yet, and may be told from a walk-in all the same.
    const isKnown =
      folded.eventKeys.length > 0 || isBooked(await readBooking(reach, centreId, caseKey));
    if (!isKnown) return { outcome: 'no-such-case' };
    if (caseSetHash(nodeDigest, folded) !== caseHash)
      return {
        outcome: 'look-again',
        changes: await readHistory(reach, centreId, caseKey, seen),
      };
  }
  return 'same';
}
