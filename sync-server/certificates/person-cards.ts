// Owns what is decided about one person's cards: the doses of all their cases, the cards that state any of them, and whose dose each states.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { CaseFacts, GatherContext } from '../judge/gather-facts.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { readCardRows, type CardRow } from './card-rows.ts';
import {
  decideCard,
  isSettled,
  type ActiveCard,
  type CardDecision,
  type JudgedDose,
} from './decide-card.ts';
import { gatherPersons, type PersonCase, type Persons } from './gather-persons.ts';
import { wordsOf } from './one-person.ts';
import { hashContent } from './write-card.ts';

/** One person, asked for by one of their cases. */
export interface PersonCards {
  /** Sorted; those whose doses may stand on one card. */
  readonly together: readonly string[];
  /** Their cards, oldest first, revoked ones too. */
  readonly rows: readonly CardRow[];
  /** `mobileNumber`: only what this phone speaks for. */
  readonly decide: (isReviewOpen: boolean, mobileNumber?: string) => CardDecision;
  /** Not revoked, and stating a dose of somebody who is not this person. */
  readonly statingAnothers: readonly CardRow[];
}

export async function readPersonCards(
  context: GatherContext,
  persons: Persons,
  caseKeys: readonly string[],
): Promise<ReadonlyMap<string, PersonCards>> {
  const judged: Judged = new Map(
    [...persons.cases].map(([key, { facts }]) => [
      key,
      facts.folded.doses.map((dose) => toJudged(facts, dose)),
    ]),
  );
  const all = [...persons.cases.keys()];
  const rows = await readCardRows(context.reach, context.centreId, {
    caseKeys: all,
    doseKeys: dosesOf(judged, all).map((dose) => dose.doseKey),
  });
  const holderOf = await readHolders(context, persons, judged, rows);
  return new Map(
    caseKeys.map((caseKey) => [
      caseKey,
      toPersonCards(context.keys, persons, judged, { caseKey, rows, holderOf }),
    ]),
  );
}

type Judged = ReadonlyMap<string, readonly JudgedDose[]>;

const dosesOf = (judged: Judged, caseKeys: readonly string[]): readonly JudgedDose[] =>
  caseKeys.flatMap((key) => judged.get(key) ?? []);

function toPersonCards(
  keys: DeploymentKeys,
  persons: Persons,
  judged: Judged,
  {
    caseKey,
    rows,
    holderOf,
  }: {
    readonly caseKey: string;
    readonly rows: readonly CardRow[];
    readonly holderOf: (doseKey: string) => string | null;
  },
): PersonCards {
  const { related, together } = persons.personOf(caseKey);
  const relatedDoses = dosesOf(judged, related);
  const ownKeys = new Set(relatedDoses.map((dose) => dose.doseKey));
  const own = rows.filter(
    (row) => related.includes(row.case_key) || row.doseKeys.some((key) => ownKeys.has(key)),
  );
  // While one of its doses has not come back nobody can say that they are not all of one person.
  const statesAnothers = (row: CardRow): boolean =>
    row.doseKeys.some((key) => !ownKeys.has(key)) &&
    row.doseKeys.every((key) => ownKeys.has(key) || holderOf(key) !== null);
  // What was erased says nothing any more, here.
  const active = own.filter((row) => row.revoked_at === null && row.content_hash !== '');
  const person = wordsOfPerson(persons, related, judged);
  return {
    together,
    rows: own,
    statingAnothers: active.filter(statesAnothers),
    decide: (isReviewOpen, mobileNumber) => {
      const scope = together.filter(
        (key) =>
          mobileNumber === undefined ||
          persons.cases.get(key)?.person?.mobileNumber === mobileNumber,
      );
      const doses = dosesOf(judged, scope);
      const inScope = new Set(doses.map((dose) => dose.doseKey));
      // Of a person's other phones nothing is said here, and nothing of their cards is decided.
      const isWhole = scope.length === together.length;
      const cards = active.filter(
        (row) => isWhole || row.doseKeys.every((key) => inScope.has(key)),
      );
      return decideCard(
        {
          person,
          doses,
          otherDoses: isWhole ? relatedDoses.filter(({ doseKey }) => !inScope.has(doseKey)) : [],
          activeCards: cards.map((row) => toActive(keys, row, statesAnothers(row))),
          isReviewOpen,
        },
        (content) => hashContent(keys, content),
      );
    },
  };
}

const toActive = (keys: DeploymentKeys, row: CardRow, statesAnothersDose: boolean): ActiveCard => ({
  rid: row.rid,
  contentHash: row.content_hash,
  doseKeys: row.doseKeys,
  hasText: row.jws !== null || row.payload !== null,
  isKeyWithdrawn: keys.cards.withdrawnKids.includes(row.kid),
  statesAnothersDose,
});

function wordsOfPerson(
  { cases }: Persons,
  related: readonly string[],
  judged: Judged,
): ReturnType<typeof wordsOf> {
  return wordsOf(
    related.map((key) => {
      const { person, corrections } = cases.get(key)!;
      const days = dosesOf(judged, [key])
        .filter(isSettled)
        .map((dose) => dose.day);
      return { person, corrections, firstDay: days.sort()[0] ?? null };
    }),
  );
}

/**
 * Whose case a dose is in that a card states and none of the gathered cases has. Null for one that has not come back
 * since a restore, and for a case of which nobody knows yet whose it is: that is no reason to take a card back.
 */
async function readHolders(
  context: GatherContext,
  persons: Persons,
  judged: Judged,
  rows: readonly CardRow[],
): Promise<(doseKey: string) => string | null> {
  const { reach, centreId } = context;
  const holders = new Map(
    [...judged].flatMap(([key, doses]) =>
      doses.map(({ doseKey }) => [doseKey, isKnown(persons.cases.get(key)) ? key : null] as const),
    ),
  );
  const missing = rows.flatMap((row) => row.doseKeys.filter((key) => !holders.has(key)));
  if (missing.length > 0) {
    const found = await reach
      .selectFrom('dose')
      .select(['dose_key', 'case_key'])
      .where('centre_id', '=', centreId)
      .where('dose_key', 'in', missing)
      .execute();
    const known = await gatherPersons(
      context,
      found.map((row) => row.case_key),
    );
    for (const { dose_key, case_key } of found)
      if (isKnown(known.cases.get(case_key))) holders.set(dose_key, case_key);
  }
  return (doseKey) => holders.get(doseKey) ?? null;
}

const isKnown = (of: PersonCase | undefined): boolean => (of?.person ?? null) !== null;

function toJudged(facts: CaseFacts, dose: DoseInCase): JudgedDose {
  const { product, vaccineBatch } = dose.body;
  return {
    doseKey: referenceKey(dose.ref),
    verdictKey: dose.verdict === null ? '' : referenceKey(dose.verdict),
    state: dose.state,
    isError: facts.isTakenBack(dose),
    product,
    vaccineBatch,
    day: facts.factsOf(dose).vaccinationSession?.day ?? istDayOf(dose.at - dose.skew),
  };
}
