// Promise 5 over random orders of events, crashes between check and signature, and restores:
// no card is signed while a reason is open, every card on a withdrawn dose is on the list, and the list only grows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import { createCardDesk, type CardDesk } from '../testing/card-desk.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { issueCards, writeCards } from './issue-cards.ts';
import { readRevocationList } from './published.ts';

/** The same orders at every run; PROPERTY_SEED tries others. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_211_126);

const runsOnSqlite = 25;
const runsOnPostgres = 6;

const people = [1, 2, 3] as const;
const steps = [
  'dose',
  'dose',
  'wrong code',
  'error',
  'accept',
  'revoke',
  'correct',
  'issue',
  'issue',
  'crash',
  'start',
  'back up',
  'restore',
  'close review',
  'send',
] as const;
type StepName = (typeof steps)[number];

/** What went wrong in other systems, as short stories about one person; any step may come between two of them. */
const stories: readonly (readonly StepName[])[] = [
  ['dose', 'issue', 'revoke'],
  ['dose', 'issue', 'error', 'start'],
  ['dose', 'crash', 'dose', 'start', 'issue'],
  ['dose', 'crash', 'revoke', 'start'],
  ['dose', 'crash', 'correct', 'issue'],
  ['dose', 'back up', 'issue', 'restore', 'issue', 'close review', 'issue', 'revoke'],
  ['dose', 'issue', 'back up', 'error', 'restore', 'issue', 'send'],
  ['dose', 'back up', 'issue', 'error', 'restore', 'close review', 'send'],
  ['back up', 'dose', 'issue', 'restore', 'issue', 'send', 'close review', 'error'],
  ['wrong code', 'issue', 'accept', 'issue', 'dose', 'issue'],
];

const step = fc.record({
  step: fc.constantFrom(...steps),
  person: fc.constantFrom(...people),
  pick: fc.nat({ max: 3 }),
});
const story = fc
  .record({
    named: fc.constantFrom(...stories),
    person: fc.constantFrom(...people),
    pick: fc.nat({ max: 3 }),
  })
  .map(({ named, person, pick }) => named.map((each) => ({ step: each, person, pick })));
const plan = fc
  .array(
    fc.oneof({ weight: 2, arbitrary: story }, { weight: 3, arbitrary: step.map((s) => [s]) }),
    {
      minLength: 4,
      maxLength: 9,
    },
  )
  .map((parts) => parts.flat());
type Step = typeof plan extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

interface SeenCard {
  readonly rid: string;
  readonly kid: string;
  readonly person: number;
  readonly doseKeys: readonly string[];
}

/** What people hold in hand and verifiers have fetched: no restore takes it back. */
interface World {
  readonly desk: CardDesk;
  readonly seen: Map<string, SeenCard>;
  readonly listed: Set<string>;
  readonly doses: Map<number, EventReference[]>;
  putBack: (() => Promise<void>) | null;
  corrections: number;
}

const actions: { readonly [step in Step['step']]: (w: World, s: Step) => Promise<unknown> } = {
  dose: async ({ desk, doses }, { person }) => {
    doses.get(person)!.push(await desk.give(person));
  },
  'wrong code': async ({ desk, doses }, { person }) => {
    doses.get(person)!.push(await desk.giveWithWrongCode(person));
  },
  error: async ({ desk, doses }, { person, pick }) => {
    const own = doses.get(person)!;
    if (own.length > 0) await desk.enterInError(person, own[pick % own.length]!);
  },
  accept: (w, s) => decide(w, s, 'accepted'),
  revoke: (w, s) => decide(w, s, 'revoked'),
  correct: (w, { person }) =>
    w.desk.deployment.store.database
      .updateTable('appointment')
      .set({ name: `Person ${person}, mended ${(w.corrections += 1)}` })
      .where('appointment_no', '=', person)
      .where('centre_id', '=', testCentre)
      .execute(),
  issue: async ({ desk }, { person, pick }) => {
    if (pick > 0) await desk.issueDue();
    else await issueCards(desk.deps, testCentre, [desk.caseKeyOf(person)]);
  },
  crash: ({ desk }, { person }) => writeCards(desk.deps, testCentre, [desk.caseKeyOf(person)]),
  start: ({ desk }) => desk.start(),
  'back up': async (w) => {
    w.putBack = await w.desk.takeBackup();
  },
  restore: async ({ desk, putBack }) => {
    if (putBack === null) return;
    await putBack();
    await desk.start();
  },
  'close review': ({ desk }) => desk.closeReview(),
  send: ({ desk }) => desk.deployment.exchange(desk.tablet.request()),
};

async function decide(
  { desk }: World,
  { person, pick }: Step,
  decision: 'accepted' | 'revoked',
): Promise<void> {
  const doses = await desk.dosesOf(person);
  if (doses.length > 0) await desk.decide(person, decision, pick % doses.length);
}

/** Holds everything against the events alone, as the fold has them. */
async function look(w: World): Promise<void> {
  const { desk, seen, listed } = w;
  const { database } = desk.deployment.store;
  const state = new Map<string, { readonly isSettled: boolean; readonly isWithdrawn: boolean }>();
  for (const person of people)
    for (const dose of await desk.dosesOf(person)) {
      const isWithdrawn = dose.isError || dose.state === 'revoked';
      const isSettled = !dose.isError && ['confirmed', 'accepted'].includes(dose.state);
      state.set(dose.key, { isSettled, isWithdrawn });
    }
  const signed = await database
    .selectFrom('card')
    .selectAll()
    .where('jws', 'is not', null)
    .execute();
  for (const { rid, kid, case_key } of signed) {
    if (seen.has(rid)) continue;
    const relied = await database
      .selectFrom('card_dose')
      .select('dose_key')
      .where('rid', '=', rid)
      .execute();
    const doseKeys = relied.map((row) => row.dose_key);
    expect(doseKeys.length).toBeGreaterThan(0);
    for (const key of doseKeys) expect(state.get(key)?.isSettled).toBe(true);
    expect(await isRestoreReviewOpen(database)).toBe(false);
    const person = people.find((no) => desk.caseKeyOf(no) === case_key)!;
    seen.set(rid, { rid, kid, person, doseKeys });
  }
  const { kid } = desk.deps.keys.cards;
  const list = new Set((await readRevocationList(desk.deps, kid))?.rids);
  for (const rid of listed) expect(list).toContain(rid);
  for (const rid of list) listed.add(rid);
  for (const card of seen.values())
    if (card.doseKeys.some((key) => state.get(key)?.isWithdrawn)) expect(list).toContain(card.rid);
}

describe.each(testEngines)('cards on $engine', (engine) => {
  it('hold promise 5 whatever comes in whatever order', async () => {
    const counts = { signed: 0, listed: 0, restores: 0 };
    await fc.assert(
      fc.asyncProperty(plan, async (taken) => {
        const place = await engine.prepare();
        const desk = await createCardDesk(place.url);
        const w: World = {
          desk,
          seen: new Map(),
          listed: new Set(),
          doses: new Map(people.map((no) => [no, []])),
          putBack: null,
          corrections: 0,
        };
        try {
          for (const step of taken) {
            desk.deployment.now += 60;
            await actions[step.step](w, step);
            await look(w);
            if (step.step === 'restore' && w.putBack !== null) counts.restores += 1;
          }
          // In the end everything has come back, and somebody has looked through it.
          await desk.deployment.exchange(desk.tablet.request());
          await desk.closeReview();
          await desk.start();
          await look(w);
          counts.signed += w.seen.size;
          counts.listed += w.listed.size;
        } finally {
          await desk.stop();
          await place.drop();
        }
      }),
      { seed, numRuns: engine.engine === 'SQLite' ? runsOnSqlite : runsOnPostgres },
    );
    // The property is worth something only where cards were made, taken back and outlived by restores.
    expect(counts.signed).toBeGreaterThan(10);
    expect(counts.listed).toBeGreaterThan(2);
    expect(counts.restores).toBeGreaterThan(2);
  }, 240_000);
});
