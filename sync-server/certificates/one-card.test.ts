// One card for one person with all their doses: which cases share one, what takes it back, and who is shown it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { walkInKey } from '../../schemas/events/event.ts';
import { pairIdOf, putPair } from '../judge/pairs.ts';
import { caseErasers } from '../retention/case-erasers.ts';
import { createCardDesk, type CardDesk } from '../testing/card-desk.ts';
import { checkFromOutside } from '../testing/check-card.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { readKeySet, readRevocationList } from './published.ts';
import type { CardOfCase } from './read-card.ts';

let desk: CardDesk;
beforeEach(async () => {
  desk = await createCardDesk();
});
afterEach(() => desk.stop());

const list = async (): Promise<readonly string[]> =>
  (await readRevocationList(desk.deps, desk.deps.keys.cards.kid))?.rids ?? [];

interface Shown {
  readonly rid: string;
  readonly name: string;
  /** Days of the doses on it. */
  readonly days: readonly string[];
}

async function shown(card: CardOfCase | Promise<CardOfCase>): Promise<Shown | string> {
  const found = await card;
  if (found.state !== 'issued') return found.state;
  const { payload } = checkFromOutside(found.card.jws, (await readKeySet(desk.deps)).keys);
  const resources = payload.vc.credentialSubject.fhirBundle.entry.map(
    (entry) => entry.resource as { name?: { text: string }[]; occurrenceDateTime?: string },
  );
  return {
    rid: found.card.rid,
    name: resources[0]?.name?.[0]?.text ?? '',
    days: resources.flatMap(({ occurrenceDateTime }) => occurrenceDateTime ?? []),
  };
}
const cardOf = async (of: number | string, mobileNumber?: string): Promise<Shown> => {
  const card = await shown(desk.cardOf(of, mobileNumber));
  if (typeof card === 'string') throw new Error(`no card: ${card}`);
  return card;
};

const first = '2026-09-21';
const second = '2026-12-20';
const phoneOf = (no: number): string => `98${String(no).padStart(8, '0')}`;
const setBooking = (no: number, set: object): Promise<unknown> =>
  desk.deployment.store.database
    .updateTable('appointment')
    .set(set)
    .where('centre_id', '=', testCentre)
    .where('appointment_no', '=', no)
    .execute();

describe('two bookings under one number', () => {
  beforeEach(() => desk.bookAgain(4, 3));

  it('are one card with both doses, whichever booking is asked for; the card of the first dose stays true', async () => {
    await desk.give(3);
    const before = await cardOf(3);
    expect(before.days).toEqual([first]);
    await desk.giveSecond(4);
    const after = await cardOf(4);
    expect(after).toMatchObject({ name: 'Person 3', days: [first, second] });
    expect(await cardOf(3)).toEqual(after);
    expect(await list()).toEqual([]);
  });

  it('are one card when both doses come before anybody asks', async () => {
    await desk.giveSecond(4);
    await desk.give(3);
    expect(await desk.issueDue()).toBe(2);
    const { rid, days } = await cardOf(3);
    expect(days).toEqual([first, second]);
    const cards = await desk.deployment.store.database.selectFrom('card').select('rid').execute();
    expect(cards.map((card) => card.rid)).toEqual([rid]);
  });

  it('say nothing of a second dose while a reason is open', async () => {
    await desk.give(3);
    const before = await cardOf(3);
    await desk.giveWithWrongCode(4);
    expect(await cardOf(3)).toEqual(before);
    expect(await cardOf(4)).toEqual(before);
  });

  it('lose the common card to the list with one dose, and the other dose has a card at once', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    const both = await cardOf(3);
    await desk.decide(4, 'revoked');
    expect(await list()).toEqual([both.rid]);
    expect((await cardOf(3)).days).toEqual([first]);
    expect((await cardOf(4)).days).toEqual([first]);
  });

  it('lose it to a dose entered in error as well', async () => {
    await desk.give(3);
    const mistake = await desk.giveSecond(4);
    const both = await cardOf(4);
    await desk.enterInError(4, mistake);
    expect(await list()).toEqual([both.rid]);
    expect((await cardOf(3)).days).toEqual([first]);
  });

  it('are frozen together when something contradicts a dose of the common card: no machine revokes', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    await cardOf(3);
    await desk.giveWithWrongCode(4);
    expect(await shown(desk.cardOf(3))).toBe('in-question');
    expect(await shown(desk.cardOf(4))).toBe('in-question');
    expect(await list()).toEqual([]);
  });

  it('stay apart in another name, also after they stood on one card', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    const both = await cardOf(3);
    await setBooking(4, { name: 'Somebody Else' });
    expect(await cardOf(3)).toMatchObject({ name: 'Person 3', days: [first] });
    expect(await cardOf(4)).toMatchObject({ name: 'Somebody Else', days: [second] });
    expect(await list()).toEqual([both.rid]);
  });

  it('stay apart when both are the same dose: nobody has held one against the other', async () => {
    await setBooking(4, { id_hmac: null });
    await setBooking(4, { vaccination_session: 'vs-1' });
    await desk.give(3);
    await desk.give(4);
    const own = await cardOf(3);
    expect(own.days).toEqual([first]);
    expect((await cardOf(4)).rid).not.toBe(own.rid);
  });

  it('come apart when a supervisor says that they are two people', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    const both = await cardOf(3);
    const places = [3, 4].map((no) => ({ centreId: testCentre, caseKey: desk.caseKeyOf(no) }));
    const pair = [places[0]!, places[1]!] as const;
    const now = desk.deployment.now;
    const { database } = desk.deployment.store;
    await putPair(database, { places: pair, why: ['said'], foundBy: 'person', now });
    await database
      .updateTable('likely_pair')
      .set({ state: 'different' })
      .where('pair_id', '=', pairIdOf(pair)!)
      .execute();
    expect((await cardOf(3)).days).toEqual([first]);
    expect((await cardOf(4)).days).toEqual([second]);
    expect(await list()).toEqual([both.rid]);
  });

  it('wait when the other dose is somebody’s at another centre: no common card before anybody looked', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    const idKey = 'the-same-document';
    await setBooking(4, { id_hmac: idKey });
    const elsewhere = { person_key: idKey, dose_number: 2, centre_id: otherCentre };
    const { database } = desk.deployment.store;
    await database.insertInto('claim_person').values({ person_key: idKey }).execute();
    await database
      .insertInto('claim')
      .values({ ...elsewhere, dose_key: 'LOG/1/h', case_key: 'a1-1' })
      .execute();
    const dose = await database.selectFrom('dose').selectAll().executeTakeFirstOrThrow();
    await database
      .insertInto('dose')
      .values({ ...dose, centre_id: otherCentre, dose_key: 'LOG/1/h', case_key: 'a1-1' })
      .execute();
    expect((await cardOf(3)).days).toEqual([first]);
  });

  it('keep no word of the common card when one of them is erased, and the other has a card of its own', async () => {
    await desk.give(3);
    await desk.giveSecond(4);
    await cardOf(3);
    const { store } = desk.deployment;
    await store.transact(async (transaction) => {
      for (const erase of Object.values(caseErasers))
        await erase(transaction, testCentre, [desk.caseKeyOf(3)]);
    });
    const texts = await store.database
      .selectFrom('card')
      .select('rid')
      .where('jws', 'is not', null)
      .execute();
    expect(texts).toEqual([]);
    expect((await cardOf(4)).days).toEqual([second]);
  });
});

describe('cases that a supervisor joined', () => {
  beforeEach(() => desk.bookAgain(6, 6));

  it('share a card, and lose it to the list in the very transaction that undoes the join', async () => {
    await desk.give(5);
    await desk.giveSecond(6);
    await desk.issueDue();
    const [own, other] = [await cardOf(5), await cardOf(6)];
    await desk.join(5, 6);
    const both = await cardOf(5);
    expect(both).toMatchObject({ name: 'Person 5', days: [first, second] });
    expect(await cardOf(6)).toEqual(both);
    // One person has one name: the card in the other one is not true any more.
    expect(await list()).toEqual([other.rid]);
    await desk.part(6, 5);
    const { database } = desk.deployment.store;
    const rows = await database.selectFrom('card_revocation').select('rid').execute();
    expect(new Set(rows.map((row) => row.rid))).toEqual(new Set([other.rid, both.rid]));
    expect(await cardOf(5)).toEqual(own);
    expect(await cardOf(6)).toMatchObject({ name: 'Person 6', days: [second] });
    expect(await list()).toContain(both.rid);
  });

  it('of a walk-in and a booking are one card, in the name of the first dose until another is accepted', async () => {
    const { tablet, deployment } = desk;
    await desk.give(5);
    const walkIn = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'P. Five',
        birthYear: 1955,
        gender: 'Female',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-2',
        category: 'walk-in',
      },
    );
    tablet.now += 90 * 86_400;
    tablet.giveDose({ walkIn }, null, { doseNumber: 2, vaccinationSession: 'vs-2' });
    await deployment.exchange(tablet.request());
    const caseKey = walkInKey(walkIn);
    await desk.decide(caseKey, 'accepted');
    await desk.join(caseKey, 5);
    expect(await cardOf(caseKey)).toMatchObject({ name: 'Person 5', days: [first, second] });
  });

  it('are shown by phone to nobody who holds another one: each sees their own dose, the desk sees both', async () => {
    await desk.give(5);
    await desk.giveSecond(6);
    await desk.join(5, 6);
    const both = await cardOf(5);
    expect(both.days).toEqual([first, second]);
    expect((await cardOf(5, phoneOf(5))).days).toEqual([first]);
    expect((await cardOf(6, phoneOf(6))).days).toEqual([second]);
    expect(await cardOf(6)).toEqual(both);
    expect(await list()).toEqual([]);
    // The phone was mended at the desk: now it speaks for both.
    await setBooking(6, { mobile_number: phoneOf(5) });
    expect(await cardOf(6, phoneOf(5))).toEqual(both);
  });

  it('of which one has not come back since a restore leave their card alone, and in question', async () => {
    await desk.give(5);
    const putBack = await desk.takeBackup();
    await desk.giveSecond(6);
    await desk.join(5, 6);
    const both = await cardOf(5);
    await putBack();
    await desk.start();
    await desk.closeReview();
    expect(await shown(desk.cardOf(5))).toBe('in-question');
    expect(await list()).toEqual([]);
    await desk.deployment.exchange(desk.tablet.request());
    const again = await cardOf(5);
    expect(again.days).toEqual(both.days);
    await desk.decide(6, 'revoked');
    expect(new Set(await list())).toEqual(new Set([both.rid, again.rid]));
  });

  it('by two links are no reason to take their card back while a restore says only one of them again', async () => {
    await desk.bookAgain(7, 7);
    await desk.give(5);
    await desk.giveSecond(6);
    desk.tablet.now += 30 * 86_400;
    await desk.giveSecond(7, { doseNumber: 3 });
    const putBack = await desk.takeBackup();
    await desk.join(5, 6);
    await desk.join(6, 7);
    const all = await cardOf(5);
    expect(all.days).toHaveLength(3);
    await putBack();
    await desk.start();
    expect(await list()).toEqual([]);
    await desk.closeReview();
    expect((await cardOf(6)).days).toHaveLength(3);
    expect(await list()).toEqual([]);
  });
});
