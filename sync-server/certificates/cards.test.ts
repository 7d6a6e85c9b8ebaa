// Promises 5 and 6 on cards of a whole server: when one is issued, what it says, who believes it, and what takes it back.

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cardRules,
  checkFromOutside,
  findBrokenRules,
  thumbprintFromOutside,
} from '../testing/check-card.ts';
import { createCardDesk, testIssuer, type CardDesk } from '../testing/card-desk.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { walkInKey } from '../../schemas/events/event.ts';
import { writeCards } from './issue-cards.ts';
import { readKeySet, readRevocationList } from './published.ts';
import type { CardInHand, CardOfCase } from './read-card.ts';

let desk: CardDesk;
beforeEach(async () => {
  desk = await createCardDesk();
});
afterEach(() => desk.stop());

const issued = (card: CardOfCase): CardInHand => {
  if (card.state !== 'issued') throw new Error(`no card: ${JSON.stringify(card)}`);
  return card.card;
};
const keys = async () => (await readKeySet(desk.deps)).keys;
const list = async (): Promise<readonly string[]> =>
  (await readRevocationList(desk.deps, desk.deps.keys.cards.kid))?.rids ?? [];

describe('a card', () => {
  it('is issued once its dose is confirmed, and says person, product, day and batch', async () => {
    await desk.give(3);
    expect(await desk.issueDue()).toBe(1);
    const card = issued(await desk.cardOf(3));
    const { payload, kid } = checkFromOutside(card.jws, await keys());
    expect(kid).toBe(thumbprintFromOutside((await keys())[0]!));
    expect(payload).toMatchObject({ iss: testIssuer, nbf: desk.deployment.now });
    expect(payload.vc.rid).toBe(card.rid);
    expect(payload.vc.credentialSubject.fhirBundle.entry.map((e) => e.resource)).toEqual([
      { resourceType: 'Patient', name: [{ text: 'Person 3' }], birthDate: '1953' },
      {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: {
          coding: [
            { system: 'http://hl7.org/fhir/sid/cvx', code: '210' },
            { system: 'http://id.who.int/icd/release/11/mms', code: 'XM97T2' },
          ],
        },
        patient: { reference: 'resource:0' },
        occurrenceDateTime: '2026-09-21',
        lotNumber: 'B1',
      },
    ]);
    expect(findBrokenRules(card.jws, await keys())).toEqual([]);
    expect(cardRules.length).toBeGreaterThan(10);
    expect(JSON.parse(card.file)).toEqual({ verifiableCredential: [card.jws] });
  });

  it('is the same one however often it is asked for', async () => {
    await desk.give(3);
    const first = issued(await desk.cardOf(3));
    desk.deployment.now += 1000;
    expect(issued(await desk.cardOf(3))).toEqual(first);
    expect(await desk.issueDue()).toBe(0);
  });

  it('is not there while a dose is held, and is when a supervisor accepts it', async () => {
    await desk.giveWithWrongCode(3);
    await desk.issueDue();
    expect(await desk.cardOf(3)).toEqual({ state: 'not-yet', why: 'being-checked' });
    expect(await desk.cardOf(4)).toEqual({ state: 'not-yet', why: 'nothing-given' });
    await desk.decide(3, 'accepted');
    expect(issued(await desk.cardOf(3)).numeric).toMatch(/^shc:\/\d+$/);
  });

  it('of a walk-in waits for a word or a decision, and then says what was written down at the table', async () => {
    const { tablet, deployment } = desk;
    const registration = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'विठ्ठल कदम',
        birthYear: 1948,
        gender: 'Male',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-1',
        category: 'walk-in',
      },
    );
    tablet.giveDose({ walkIn: registration }, null);
    await deployment.exchange(tablet.request());
    const caseKey = walkInKey(registration);
    expect(await desk.cardOf(caseKey)).toEqual({ state: 'not-yet', why: 'being-checked' });
    await desk.decide(caseKey, 'accepted');
    const { payload } = checkFromOutside(issued(await desk.cardOf(caseKey)).jws, await keys());
    const [patient] = payload.vc.credentialSubject.fhirBundle.entry;
    expect(patient?.resource).toEqual({
      resourceType: 'Patient',
      name: [{ text: 'विठ्ठल कदम' }],
      birthDate: '1948',
    });
  });

  it('is on the list from the transaction on that withdraws its dose', async () => {
    await desk.give(3);
    const card = issued(await desk.cardOf(3));
    expect(await list()).toEqual([]);
    await desk.decide(3, 'revoked');
    expect(await list()).toEqual([card.rid]);
    expect(await desk.cardOf(3)).toMatchObject({ state: 'withdrawn' });
    expect((await keys())[0]).toMatchObject({ crlVersion: 1 });
  });

  it('is on the list when its dose was entered in error', async () => {
    const dose = await desk.give(3);
    const card = issued(await desk.cardOf(3));
    await desk.enterInError(3, dose);
    expect(await list()).toEqual([card.rid]);
    expect(await desk.cardOf(3)).toMatchObject({ state: 'withdrawn' });
  });

  it('stays as it is, and is not handed out, when something contradicts it later: no machine revokes', async () => {
    await desk.give(3);
    issued(await desk.cardOf(3));
    await desk.give(3, { vial: 'A1' });
    expect((await desk.dosesOf(3)).map((dose) => dose.state)).toEqual(['held', 'held']);
    await desk.issueDue();
    expect(await desk.cardOf(3)).toMatchObject({ state: 'in-question' });
    expect(await list()).toEqual([]);
    await desk.decide(3, 'revoked', 1);
    expect(await desk.cardOf(3)).toMatchObject({ state: 'issued' });
  });

  it('gives way to a new one when the name was corrected, and the old one is on the list', async () => {
    await desk.give(3);
    const wrong = issued(await desk.cardOf(3));
    await desk.deployment.store.database
      .updateTable('appointment')
      .set({ name: 'Sunita Pawar' })
      .where('appointment_no', '=', 3)
      .execute();
    const right = issued(await desk.cardOf(3));
    expect(right.rid).not.toBe(wrong.rid);
    expect(await list()).toEqual([wrong.rid]);
    expect(JSON.stringify(checkFromOutside(right.jws, await keys()).payload)).toContain('Sunita');
  });

  it('is not made of a product nobody has looked a code up for', async () => {
    await desk.deployment.store.database.updateTable('vial').set({ product: 'CORBEVAX' }).execute();
    await desk.give(3, { product: 'CORBEVAX' });
    expect((await desk.dosesOf(3))[0]?.state).toBe('confirmed');
    expect(await desk.cardOf(3)).toEqual({ state: 'not-yet', why: 'no-product-code' });
  });
});

describe('a crash', () => {
  it('between check and signature leaves a card that the next start signs', async () => {
    await desk.give(3);
    await writeCards(desk.deps, testCentre, [desk.caseKeyOf(3)]);
    const { jws } = await desk.deployment.store.database
      .selectFrom('card')
      .select('jws')
      .executeTakeFirstOrThrow();
    expect(jws).toBeNull();
    expect(await desk.start()).toMatchObject({ isNewEpoch: false });
    expect(findBrokenRules(issued(await desk.cardOf(3)).jws, await keys())).toEqual([]);
  });

  it('between check and signature leaves no card when a contradiction came first', async () => {
    await desk.give(3);
    await writeCards(desk.deps, testCentre, [desk.caseKeyOf(3)]);
    await desk.give(3);
    await desk.start();
    expect(await desk.cardOf(3)).toMatchObject({ state: 'in-question' });
    const { jws } = await desk.deployment.store.database
      .selectFrom('card')
      .select('jws')
      .executeTakeFirstOrThrow();
    expect(jws).toBeNull();
  });
});

describe('a restore from before the card', () => {
  it('knows the card from the decisions file, and issues none until the review is closed', async () => {
    await desk.give(3);
    const putBack = await desk.takeBackup();
    const card = issued(await desk.cardOf(3));
    await putBack();
    expect(await desk.start()).toMatchObject({ isNewEpoch: true });
    expect(await desk.cardOf(3)).toMatchObject({ state: 'not-yet', why: 'restore-review' });
    await desk.closeReview();
    const again = issued(await desk.cardOf(3));
    expect(again.rid).not.toBe(card.rid);
    await desk.decide(3, 'revoked');
    expect(new Set(await list())).toEqual(new Set([card.rid, again.rid]));
  });

  it('of the decisions file’s disk alone loses nothing: the next start writes every card and entry into the new file', async () => {
    await desk.give(3);
    await desk.give(4);
    const [kept, taken] = [issued(await desk.cardOf(3)), issued(await desk.cardOf(4))];
    await desk.decide(4, 'revoked');
    expect(await list()).toEqual([taken.rid]);
    rmSync(desk.deps.decisions.path);
    const putBack = await desk.takeBackup();
    expect(await desk.start()).toMatchObject({ isNewEpoch: false });
    const { entries } = desk.deps.decisions.read();
    const issuedRids = entries.flatMap((e) => (e.what === 'cards-issued' ? e.cards : []));
    expect(new Set(issuedRids.map((card) => card.rid))).toEqual(new Set([kept.rid, taken.rid]));
    expect(entries.some((e) => e.what === 'cards-revoked')).toBe(true);
    await putBack();
    expect(await list()).toEqual([taken.rid]);
  });

  it('keeps every entry that the list ever had', async () => {
    await desk.give(3);
    const card = issued(await desk.cardOf(3));
    const putBack = await desk.takeBackup();
    await desk.decide(3, 'revoked');
    expect(await list()).toEqual([card.rid]);
    await putBack();
    await desk.start();
    expect(await list()).toEqual([card.rid]);
  });
});
