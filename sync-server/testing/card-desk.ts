// Owns a deployment for tests of cards: doses confirmed, held, decided on, entered in error; a store that can be put back as it was.

import { randomBytes } from 'node:crypto';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import type { DoseState } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { finishCards, issueDueCards } from '../certificates/card-office.ts';
import type { CardDeps } from '../certificates/deps.ts';
import { readCardOfCase, type CardOfCase } from '../certificates/read-card.ts';
import { checkDecisions } from '../decisions/take-back.ts';
import { decideDose } from '../desk/decide.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import { closeRestoreReview } from '../restore-review.ts';
import type { Tables } from '../store/schema.ts';
import type { PaperTablet } from './paper-tablet.ts';
import { createTestDeployment, testCentre, type TestDeployment } from './test-deployment.ts';

export const testIssuer = 'https://vaccines.example.org';

/** Everything that a database forgets when an older one is put in its place. */
const changing = [
  'deployment',
  'centre',
  'device',
  'tablet_log',
  'span',
  'log_row',
  'feed',
  'dose',
  'day_count',
  'vial',
  'decision',
  'card',
  'card_dose',
  'card_due',
  'card_revocation',
] as const satisfies readonly (keyof Tables)[];

export interface CardDesk {
  readonly deployment: TestDeployment;
  readonly tablet: PaperTablet;
  readonly deps: CardDeps;
  /** Of a booking by its number; the key of a walk-in's case is its own. */
  readonly caseKeyOf: (of: number | string) => string;
  /** A dose with the right code: confirmed as soon as it is there. */
  readonly give: (appointmentNo: number, more?: object) => Promise<EventReference>;
  readonly giveWithWrongCode: (appointmentNo: number) => Promise<EventReference>;
  readonly enterInError: (appointmentNo: number, dose: EventReference) => Promise<void>;
  readonly decide: (
    of: number | string,
    decision: 'accepted' | 'revoked',
    doseAt?: number,
  ) => Promise<void>;
  /** As the fold of the stored events has them. */
  readonly dosesOf: (
    appointmentNo: number,
  ) => Promise<
    readonly { readonly key: string; readonly state: DoseState; readonly isError: boolean }[]
  >;
  readonly cardOf: (of: number | string) => Promise<CardOfCase>;
  readonly issueDue: () => Promise<number>;
  /** Answers with what puts the store back as it is now. */
  readonly takeBackup: () => Promise<() => Promise<void>>;
  /** What a start does before it answers anybody. */
  readonly start: () => Promise<{ readonly isNewEpoch: boolean }>;
  readonly closeReview: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function createCardDesk(location: string | null = null): Promise<CardDesk> {
  const d = await createTestDeployment(location);
  const random = (length: number) => new Uint8Array(randomBytes(length));
  await readEpoch(d.store.database, () => random(4));
  const tablet = await d.enrolTablet();
  await tablet.unlock('st-1');
  tablet.openVial();
  const clock = { nowSeconds: () => d.now };
  const { store, keys, decisions } = d;
  const deps: CardDeps = {
    store,
    keys,
    clock,
    random,
    appVersion: 'test',
    decisions,
    issuer: testIssuer,
  };
  const decisionDeps = { ...deps, nowSeconds: clock.nowSeconds };
  const caseKeyOf = (of: number | string): string =>
    typeof of === 'string' ? of : `a${of}-${d.subjectOf(of).check}`;
  const folded = async (no: number | string) =>
    (await gatherCase({ reach: store.database, keys: d.keys, centreId: testCentre }, caseKeyOf(no)))
      .folded;
  const giveWith = async (no: number, code: number, more: object): Promise<EventReference> => {
    const subject = d.subjectOf(no);
    const dose = tablet.giveDose(subject, tablet.tryCode(subject, code), more);
    await d.exchange(tablet.request());
    return dose;
  };
  return {
    deployment: d,
    tablet,
    deps,
    caseKeyOf,
    give: (no, more = {}) => giveWith(no, d.codeOf(no), more),
    giveWithWrongCode: (no) => giveWith(no, (d.codeOf(no) + 103) % 10_000, {}),
    enterInError: async (no, target) => {
      tablet.append(
        'entered-in-error',
        d.subjectOf(no),
        { target, reason: 'wrong-person' },
        { mayDose: true },
      );
      await d.exchange(tablet.request());
    },
    decide: async (no, decision, doseAt = 0) => {
      const now = await folded(no);
      const dose = now.doses[doseAt]!;
      const answer = await decideDose(
        decisionDeps,
        { account: 'meera', centreIds: 'all' },
        {
          centreId: testCentre,
          caseKey: caseKeyOf(no),
          caseHash: caseSetHash(nodeDigest, now),
          doseEvent: dose.ref,
          decision,
          reasons: dose.reasons.map((reason) => reason.reason),
          note: 'Seen in the paper register',
        },
      );
      if (answer.outcome !== 'decided') throw new Error(`card desk: ${answer.outcome}`);
    },
    dosesOf: async (no) =>
      (await folded(no)).doses.map((dose) => ({
        key: referenceKey(dose.ref),
        state: dose.state,
        isError: dose.enteredInError !== null,
      })),
    cardOf: (no) => readCardOfCase(deps, testCentre, caseKeyOf(no)),
    issueDue: () => issueDueCards(deps),
    takeBackup: async () => {
      const copies: [keyof Tables, unknown[]][] = [];
      for (const table of changing)
        copies.push([table, await store.database.selectFrom(table).selectAll().execute()]);
      return async () => {
        for (const [table, rows] of copies) {
          await store.database.deleteFrom(table).execute();
          for (const row of rows)
            await store.database
              .insertInto(table)
              .values(row as never)
              .execute();
        }
      };
    },
    start: async () => {
      const found = await checkDecisions(decisionDeps);
      await finishCards(deps, found.reading.entries);
      return found;
    },
    closeReview: async () => {
      await closeRestoreReview({ store, clock, random }, 'meera');
    },
    stop: () => d.stop(),
  };
}
