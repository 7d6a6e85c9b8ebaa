// Owns a deployment for tests of cards: doses confirmed, held, decided on, entered in error; a store that can be put back as it was.

import { randomBytes } from 'node:crypto';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import type { Case, DoseState } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { finishCards, issueDueCards } from '../certificates/card-office.ts';
import type { CardDeps } from '../certificates/deps.ts';
import { readCardOfCase, type CardOfCase } from '../certificates/read-card.ts';
import { checkDecisions } from '../decisions/take-back.ts';
import { linkAtDesk } from '../desk/case-words.ts';
import { decideDose } from '../desk/decide.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import { closeRestoreReview } from '../restore-review.ts';
import type { Tables } from '../store/schema.ts';
import type { PaperTablet } from './paper-tablet.ts';
import { createTestDeployment, testCentre, type TestDeployment } from './test-deployment.ts';

/** The interval of the rules in force, and a few days. */
const secondAfterSeconds = 90 * 86_400;
const secondDay = (now: number): string => istDayOf(now + secondAfterSeconds);

type LinkAsked =
  | { readonly what: 'same-person'; readonly otherCase: string }
  | { readonly what: 'not-same-person'; readonly link: string };

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
  /** As the desk sees it; from a phone, as its holder does. */
  readonly cardOf: (of: number | string, mobileNumber?: string) => Promise<CardOfCase>;
  /** The booking becomes a second one of that person, for a second dose in three months; of itself, that alone. */
  readonly bookAgain: (appointmentNo: number, as: number) => Promise<void>;
  /** A second dose, three months later, in a session of its own. */
  readonly giveSecond: (appointmentNo: number, more?: object) => Promise<EventReference>;
  /** A supervisor says that two cases are one person, or that they are two after all. */
  readonly join: (one: number | string, other: number | string) => Promise<void>;
  readonly part: (one: number | string, other: number | string) => Promise<void>;
  readonly foldOf: (of: number | string) => Promise<Case>;
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
  tablet.openVial('A1', 'vs-2');
  await d.store.database
    .insertInto('vaccination_session')
    .values({
      centre_id: testCentre,
      vaccination_session: 'vs-2',
      day: secondDay(d.now),
      product: 'COVISHIELD',
      slots: '["10:00-12:00"]',
      age_min: 18,
      age_max: null,
      capacity: 100,
    })
    .execute();
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
  const link = async (one: number | string, asked: LinkAsked): Promise<void> => {
    const answer = await linkAtDesk(
      { ...decisionDeps, clock },
      {
        account: 'meera',
        name: 'Meera',
        role: 'district-supervisor',
        place: { kind: 'all' },
        signedInUntil: d.now + 3600,
      },
      {
        centreId: testCentre,
        caseKey: caseKeyOf(one),
        caseHash: caseSetHash(nodeDigest, await folded(one)),
        seen: 0,
        note: 'Compared with the paper register',
        ...asked,
      },
    );
    if (answer.outcome !== 'done' && answer.outcome !== 'already')
      throw new Error(`card desk: ${answer.outcome}`);
  };
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
    giveSecond: async (no, more = {}) => {
      const before = tablet.now;
      tablet.now = before + secondAfterSeconds;
      const subject = d.subjectOf(no);
      const dose = tablet.giveDose(subject, tablet.tryCode(subject, d.codeOf(no)), {
        doseNumber: 2,
        vaccinationSession: 'vs-2',
        ...more,
      });
      tablet.now = before;
      await d.exchange(tablet.request());
      return dose;
    },
    bookAgain: async (no, as) => {
      const first = await store.database
        .selectFrom('appointment')
        .select(['reference_id', 'name', 'birth_year', 'mobile_number', 'id_hmac'])
        .where('centre_id', '=', testCentre)
        .where('appointment_no', '=', as)
        .executeTakeFirstOrThrow();
      await store.database
        .updateTable('appointment')
        .set({ ...first, dose_number: 2, vaccination_session: 'vs-2', day: secondDay(d.now) })
        .where('centre_id', '=', testCentre)
        .where('appointment_no', '=', no)
        .execute();
    },
    join: (one, other) => link(one, { what: 'same-person', otherCase: caseKeyOf(other) }),
    part: async (one, other) => {
      const { links } = await folded(one);
      const standing = links.find(({ body }) => body.otherCase === caseKeyOf(other));
      if (standing !== undefined)
        await link(one, { what: 'not-same-person', link: standing.body.link });
    },
    foldOf: folded,
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
    cardOf: (no, mobileNumber) => readCardOfCase(deps, testCentre, caseKeyOf(no), mobileNumber),
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
