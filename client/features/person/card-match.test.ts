// Owns that a card held up at the table fills an earlier dose only when it is genuine and this person's, and says the rest in plain words.

import { describe, expect, it } from 'vitest';
import { listDaysMax } from '../../../schemas/card/check-card.ts';
import { jwsToNumeric } from '../../../schemas/card/numeric.ts';
import { writePayload } from '../../../schemas/card/payload.ts';
import type { TrustedLists } from '../../../schemas/card/published.ts';
import { createCardSigner } from '../../testing/card-signer.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { language, languages, t } from '../../i18n/index.ts';
import { createCardChecker } from '../../verify/card-checker.ts';
import { cardForPerson } from './card-match.ts';
import { createPersonModel } from './person-model.ts';

const issuer = 'https://vaccines.example.org';
const now = 1_790_000_000;
const secondsPerDay = 86_400;
const ours = createCardSigner();
const person = { name: 'Sunita Pawar', birthYear: 1961 };

const cardOf = (name = 'सुनीता पवार', birthYear = 1961, doses = 1): string =>
  jwsToNumeric(
    ours.sign(
      writePayload(
        { issuer, issuedAt: now - secondsPerDay, rid: 'rid-1' },
        {
          name,
          birthYear,
          doses: ['2021-03-21', '2021-06-21']
            .slice(0, doses)
            .map((day) => ({ product: 'COVISHIELD', day, vaccineBatch: '4121Z081' })),
        },
      ),
    ),
  );

const listsAt = (fetchedAt: number, rids: readonly string[] = []): TrustedLists => ({
  fetchedAt,
  issuer,
  keys: [ours.key],
  revoked: [{ kid: ours.key.kid, method: 'rid', ctr: rids.length, rids: [...rids] }],
});

const checkerWith = (lists: TrustedLists | null) =>
  createCardChecker({
    store: { read: async () => lists, write: async () => undefined },
    fetchLists: async () => null,
    now: () => now,
  });

const check = async (text: string, lists: TrustedLists | null = listsAt(now), whom = person) =>
  cardForPerson(whom, await checkerWith(lists).check(text));

describe('a card held up at the table', () => {
  it('brings the last dose of this person, however the name is spelt', async () => {
    const taken = { outcome: 'taken', asOf: now };
    expect(await check(cardOf())).toEqual({
      ...taken,
      dose: { doseNumber: 1, product: 'COVISHIELD', day: '2021-03-21' },
    });
    expect(await check(cardOf('Sunitha Pavar', 1961, 2))).toEqual({
      ...taken,
      dose: { doseNumber: 2, product: 'COVISHIELD', day: '2021-06-21' },
    });
  });

  it('of another name or another year of birth is not taken', async () => {
    expect(await check(cardOf('Ramesh Patil'))).toEqual({ outcome: 'other-person' });
    expect(await check(cardOf('Sunita Pawar', 1971))).toEqual({ outcome: 'other-person' });
  });

  it('that was taken back, changed, in several codes, or no card, is said to be that', async () => {
    expect((await check(cardOf(), listsAt(now, ['rid-1']))).outcome).toBe('revoked');
    const whole = cardOf();
    const at = whole.length - 6;
    const other = whole[at] === '1' ? '2' : '1';
    const changed = `${whole.slice(0, at)}${other}${whole.slice(at + 1)}`;
    expect(['changed', 'damaged']).toContain((await check(changed)).outcome);
    expect((await check(`shc:/1/2/${whole.slice(5)}`)).outcome).toBe('several-codes');
    expect((await check('upi://pay?pa=shop@bank')).outcome).toBe('payment-code');
    expect((await check('hello')).outcome).toBe('something-else');
    expect((await check(whole, null)).outcome).toBe('no-keys');
  });

  it('checked with a list that is too old counts as seen, not as checked', async () => {
    const old = now - (listDaysMax + 1) * secondsPerDay;
    expect((await check(cardOf(), listsAt(old))).outcome).toBe('list-too-old');
  });

  it('fills the form as "card checked" with its id, until somebody types over it', async () => {
    const tablet = createFakeTablet();
    const row = { ...tablet.people.value[0]!, ...person };
    tablet.people.value = [row];
    const model = createPersonModel(tablet, row.key, () => 'en').earlierDose;
    const answer = await checkerWith(listsAt(now)).check(cardOf());
    model.takeCard(row, answer);
    expect(model.draft.value).toMatchObject({
      product: 'COVISHIELD',
      day: '2021-03-21',
      seen: 'card-checked',
      card: 'rid-1',
    });
    model.change({ place: 'Pune' });
    expect(model.draft.value.seen).toBe('card-checked');
    expect(await model.record(row)).toBe(true);
    expect(tablet.people.value[0]!.folded.earlierDoses[0]!.body).toMatchObject({
      seen: 'card-checked',
      card: 'rid-1',
      place: 'Pune',
    });
    model.takeCard(row, answer);
    model.change({ day: '2021-03-01' });
    expect(model.draft.value).toMatchObject({ seen: 'card-not-checked', card: null });
  });

  it('has words for every outcome in every language', () => {
    const outcomes = [
      'taken',
      'list-too-old',
      'other-person',
      'revoked',
      'from-the-future',
      'other-issuer',
      'changed',
      'unknown-key',
      'no-keys',
      'not-understood',
      'damaged',
      'several-codes',
      'payment-code',
      'something-else',
    ] as const;
    for (const each of languages) {
      language.value = each;
      for (const outcome of outcomes)
        expect(t(`cardScan.${outcome}`, { day: '1 Jan' })).not.toContain('cardScan');
    }
    language.value = 'en';
  });
});
