// Owns that persons who look like one are put up unasked, over centres too; that a pair is one task, and what was said of it stays said.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { DeskPair } from '../../schemas/desk-pairs.ts';
import type { DeskTask } from '../../schemas/desk-tasks.ts';
import { checkDecisions } from '../decisions/take-back.ts';
import { findPairs, soundsAlike } from '../judge/find-pairs.ts';
import { pairAnswer, tasksAnswer } from '../routes/task-rows.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const block = { kind: 'block', state: 'State', district: 'District', block: 'Block' } as const;

describe.each(testEngines)('persons who look like one on $engine', (engine) => {
  let t: TestApp;
  let meera: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    meera = await t.signInAs('meera', 'district-supervisor', district);
    // By phone, name and year alone: no document.
    await t.parts.store.database.updateTable('appointment').set({ id_hmac: null }).execute();
  });
  afterEach(() => t.stop());

  const giveAt = async (centreId: number, no: number): Promise<void> => {
    const tablet = await t.deployment.enrolTablet(centreId);
    await tablet.unlock('st-1');
    tablet.openVial();
    const subject = t.deployment.subjectOf(no);
    tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(no)));
    await t.deployment.exchange(tablet.request());
  };
  const find = (): Promise<number> => findPairs({ ...t.parts, nowSeconds: () => t.deployment.now });
  const tasks = async (cookie = meera): Promise<readonly DeskTask[]> =>
    z.parse(tasksAnswer, await (await t.get('/v1/desk/tasks?kind=same-person', cookie)).json())
      .tasks;
  const look = async (): Promise<DeskPair> => {
    const id = (await tasks())[0]!.taskKey.split('/')[1]!;
    return z.parse(pairAnswer, await (await t.get(`/v1/desk/pair?id=${id}`, meera)).json());
  };
  const say = async (pair: DeskPair, said: 'same' | 'different') => {
    const sides = pair.sides.map(({ centreId, caseKey, caseHash, seen }) => ({
      centreId,
      caseKey,
      caseHash,
      seen,
    }));
    const answer = await t.post('/v1/desk/pairs', { said, sides, note: 'asked both' }, meera);
    expect(answer.status).toBe(200);
    return (await answer.json()) as { outcome: string; changes?: { what: string }[] };
  };
  const states = async (): Promise<string[]> =>
    (await t.parts.store.database.selectFrom('dose').select('state').execute())
      .map((row) => row.state)
      .sort();

  it('are one task for two centres, found once, whichever came first', async () => {
    await giveAt(testCentre, 5);
    expect(await find()).toBe(0);
    await giveAt(otherCentre, 5);
    expect(await find()).toBe(1);
    expect(await find()).toBe(0);
    expect(await tasks()).toMatchObject([{ kind: 'same-person', subject: 'Person 5' }]);
    expect(await look()).toMatchObject({
      state: 'open',
      why: ['mobile-and-name'],
      foundBy: 'register',
      sides: [{ doses: [{ doseNumber: 1 }] }, { doses: [{ doseNumber: 1 }] }],
    });
    // Whoever answers for one of the two places alone sees nobody of the other.
    const anil = await t.signInAs('anil', 'block-supervisor', block);
    expect(await tasks(anil)).toEqual([]);
  });

  it('are not put up for one phone alone: families share one', async () => {
    await giveAt(testCentre, 5);
    await t.parts.store.database
      .updateTable('appointment')
      .set({ name: 'Someone Else' })
      .where('centre_id', '=', otherCentre)
      .execute();
    await giveAt(otherCentre, 5);
    expect(await find()).toBe(0);
  });

  it('are held at both centres when a supervisor says that they are one, and free when two after all', async () => {
    await giveAt(testCentre, 5);
    await giveAt(otherCentre, 5);
    await find();
    expect(await states()).toEqual(['confirmed', 'confirmed']);
    const shown = await look();
    expect(await say(shown, 'same')).toEqual({ outcome: 'decided' });
    expect(await states()).toEqual(['held', 'held']);
    expect(await tasks()).toEqual([]);
    const id = shown.pairId;
    const again = z.parse(pairAnswer, await (await t.get(`/v1/desk/pair?id=${id}`, meera)).json());
    expect(await say(shown, 'different')).toMatchObject({ outcome: 'look-again' });
    expect(await say(again, 'different')).toEqual({ outcome: 'decided' });
    expect(await states()).toEqual(['confirmed', 'confirmed']);
  });

  it('do not come back once a supervisor said that they are two people, nor after a restore', async () => {
    await giveAt(testCentre, 5);
    await giveAt(otherCentre, 5);
    await find();
    const shown = await look();
    expect(await say(shown, 'different')).toEqual({ outcome: 'decided' });
    expect(await say(shown, 'different')).toEqual({ outcome: 'already' });
    await giveAt(otherCentre, 6);
    await giveAt(otherCentre, 5);
    await find();
    expect(await tasks()).toEqual([]);
    await t.parts.store.database.deleteFrom('likely_pair').execute();
    await checkDecisions({
      ...t.parts,
      nowSeconds: () => t.deployment.now,
      appVersion: 'test',
      decisions: t.deployment.decisions,
    });
    await t.parts.store.database
      .insertInto('pair_watch')
      .values({ centre_id: testCentre, case_key: shown.sides[1].caseKey })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    expect(await find()).toBe(0);
    expect(await tasks()).toEqual([]);
  });

  it('within one centre become one person by a link of their cases', async () => {
    await t.parts.store.database
      .updateTable('appointment')
      .set({ name: 'Person 5', birth_year: 1955, mobile_number: '9800000005' })
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 6)
      .execute();
    await giveAt(testCentre, 5);
    await giveAt(testCentre, 6);
    expect(await find()).toBe(1);
    expect(await say(await look(), 'same')).toEqual({ outcome: 'decided' });
    expect(await states()).toEqual(['held', 'held']);
    expect(await tasks()).toEqual([]);
  });
});

describe('two names', () => {
  it('sound alike over scripts and middle names, and not by the family name alone', () => {
    expect(soundsAlike('Sunita Patil', 'सुनीता रमेश पाटील')).toBe(true);
    expect(soundsAlike('Sunita Patil', 'Anita Patil')).toBe(false);
    expect(soundsAlike('', '')).toBe(false);
  });
});
