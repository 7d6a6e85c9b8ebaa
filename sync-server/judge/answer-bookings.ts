// Owns the second step for bookings that were stated at a table: each number that is due is looked up in every centre's lists, its
// codes are opened and held against each other, and every case concerned hears the answer. Never one transaction over two centres.

import { canonicalText } from '../../schemas/log/canonical.ts';
import { readEpoch } from '../ingest/epoch.ts';
import type { ExchangeDeps } from '../ingest/exchange-deps.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { judgeCases } from './judge-case.ts';
import { decideAnswers, type CaseAnswer } from './decide-booking-answers.ts';
import { gatherStatements } from './gather-statements.ts';

type Deps = Pick<ExchangeDeps, 'store' | 'keys' | 'random' | 'appVersion'> & {
  readonly nowSeconds: () => number;
};

const numbersAtOnce = 50;

/** Until nothing is due, or a round brought nothing. Returns how many numbers were answered. */
export async function answerBookings(deps: Deps): Promise<number> {
  const done = new Set<string>();
  for (;;) {
    const due = (await readDue(deps.store.database)).filter((number) => !done.has(number));
    if (due.length === 0) return done.size;
    for (const number of due) {
      await answerOne(deps, number);
      // What falls due again while others are answered waits for the next call.
      done.add(number);
    }
  }
}

/** What changed; and numbers that nobody knew, once a list has brought them. */
async function readDue(reach: DatabaseReach): Promise<string[]> {
  const changed = await reach
    .selectFrom('stated_booking')
    .select('reference_id')
    .distinct()
    .where('changes', '>', 0)
    .orderBy('reference_id')
    .limit(numbersAtOnce)
    .execute();
  const brought = await reach
    .selectFrom('stated_booking')
    .innerJoin('appointment', 'appointment.reference_id', 'stated_booking.reference_id')
    .select('stated_booking.reference_id')
    .distinct()
    .where('stated_booking.outcome', '=', 'unknown')
    .where('appointment.is_ended', '=', 0)
    .limit(numbersAtOnce)
    .execute();
  return [...new Set([...changed, ...brought].map((row) => row.reference_id))];
}

async function answerOne(deps: Deps, number: string): Promise<void> {
  const statements = await gatherStatements(deps.store.database, deps.keys, number);
  const seen = new Map(statements.rows.map((row) => [`${row.centreId}\n${row.caseKey}`, row]));
  for (const answer of decideAnswers(statements)) {
    const changes = seen.get(`${answer.centreId}\n${answer.caseKey}`)?.changes ?? 0;
    await tellCase(deps, number, answer, changes);
  }
}

/** Idempotent: an answer that stands already judges nobody again. `seen`: changes this answer knows of; later ones stay due. */
async function tellCase(deps: Deps, number: string, told: CaseAnswer, seen: number): Promise<void> {
  const { store, keys, random, appVersion, nowSeconds } = deps;
  const { centreId, caseKey, role } = told;
  await store.transact(async (transaction) => {
    await lockCentre(transaction, centreId, store.engine === 'postgres');
    const answer = canonicalText(told.answer);
    const place = { centre_id: centreId, case_key: caseKey, reference_id: number };
    const known = await transaction
      .selectFrom('stated_booking')
      .select(['answer', 'changes'])
      .where('centre_id', '=', centreId)
      .where('case_key', '=', caseKey)
      .where('reference_id', '=', number)
      .executeTakeFirst();
    const changes = Math.max(0, (known?.changes ?? 0) - seen);
    const said = { role, changes, answer, outcome: told.answer.outcome };
    await transaction
      .insertInto('stated_booking')
      .values({ ...place, ...said })
      .onConflict((conflict) =>
        conflict.columns(['centre_id', 'case_key', 'reference_id']).doUpdateSet(said),
      )
      .execute();
    const isNews = known === undefined ? told.answer.isUsed : known.answer !== answer;
    if (!isNews) return;
    const epoch = await readEpoch(transaction, () => random(4));
    const now = nowSeconds();
    await judgeCases({ transaction, keys, epoch, centreId, now, appVersion }, [caseKey]);
    // Judging by this very answer is nothing that changed.
    await transaction
      .updateTable('stated_booking')
      .set({ changes })
      .where('centre_id', '=', centreId)
      .where('case_key', '=', caseKey)
      .where('reference_id', '=', number)
      .execute();
  });
}
