// Owns that the desk works from tasks: one for a vial, a batch, a tablet, whatever the number of doses; settled by one decision, bound to what was seen.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import {
  taskUrgencies,
  type DeskTask,
  type DeskTaskDetail,
  type TaskDecision,
} from '../../schemas/desk-tasks.ts';
import { checkDecisions } from '../decisions/take-back.ts';
import { sayEvidenceDue } from '../judge/evidence-due.ts';
import { putPair } from '../judge/pairs.ts';
import { taskAnswer, tasksAnswer } from '../routes/task-rows.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const farDistrict = { kind: 'district', state: 'State', district: 'Far' } as const;

describe.each(testEngines)('tasks at the desk on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let meera: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    meera = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
  });
  afterEach(() => t.stop());

  const list = async (query = '', cookie = meera): Promise<DeskTask[]> => {
    const answer = await t.get(`/v1/desk/tasks${query}`, cookie);
    expect(answer.status).toBe(200);
    return [...z.parse(tasksAnswer, await answer.json()).tasks];
  };
  const look = async (task: Pick<DeskTask, 'centreId' | 'taskKey'>): Promise<DeskTaskDetail> => {
    const path = `/v1/desk/task?centre=${task.centreId}&task=${encodeURIComponent(task.taskKey)}`;
    const answer = await t.get(path, meera);
    expect(answer.status).toBe(200);
    return z.parse(taskAnswer, await answer.json());
  };
  const decide = async (
    { task, taskHash, seen }: DeskTaskDetail,
    decision: TaskDecision,
    cookie = meera,
  ) => {
    const { centreId, taskKey } = task;
    const asked = { centreId, taskKey, taskHash, seen, decision, note: 'counted on paper' };
    const answer = await t.post('/v1/desk/tasks/decisions', asked, cookie);
    expect(answer.status).toBe(200);
    return (await answer.json()) as {
      outcome: string;
      doses?: number;
      changes?: { what: string }[];
    };
  };
  const give = (no: number, from = tablet): void => {
    const subject = t.deployment.subjectOf(no);
    from.giveDose(subject, from.tryCode(subject, t.deployment.codeOf(no)));
  };
  let sent = 0;
  const send = async (): Promise<void> => {
    await t.deployment.exchange(tablet.request({ from: sent + 1 }));
    sent = tablet.rows.length;
  };
  beforeEach(() => {
    sent = 0;
  });
  const states = async (): Promise<Record<string, number>> => {
    const rows = await t.parts.store.database.selectFrom('dose').select(['state']).execute();
    const counts: Record<string, number> = {};
    for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  const overdraw = async (): Promise<DeskTaskDetail> => {
    tablet.openVial();
    for (let no = 3; no <= 15; no++) give(no);
    await send();
    const tasks = await list();
    expect(tasks.map(({ kind, doses, urgency }) => [kind, doses, urgency])).toEqual([
      ['vial', 13, 'waiting'],
    ]);
    return look(tasks[0]!);
  };

  it('is one task for an overdrawn vial, with all its doses, and one decision settles them all', async () => {
    const shown = await overdraw();
    expect(shown).toMatchObject({
      isOpen: true,
      mayDecide: ['settled'],
      others: 0,
      facts: { drawn: 13, capacity: 11, vaccineBatch: 'B1' },
    });
    expect(shown.doses.map((dose) => [dose.state, dose.vial])).toEqual(
      Array.from({ length: 13 }, () => ['waiting', 'A1']),
    );
    expect(await decide(shown, 'settled')).toEqual({ outcome: 'decided', doses: 13 });
    expect(await states()).toEqual({ confirmed: 13 });
    expect(await list()).toEqual([]);
    const said = await t.parts.store.database
      .selectFrom('audit')
      .select('subject')
      .where('action', '=', 'decided')
      .execute();
    expect(said).toEqual([{ subject: shown.task.taskKey }]);
    expect(t.deployment.decisions.read().entries.filter((one) => one.what === 'dose')).toHaveLength(
      13,
    );
  });

  it('asks again about a dose that is drawn from it later, and about that one only', async () => {
    await decide(await overdraw(), 'settled');
    give(16);
    await send();
    expect(await states()).toEqual({ confirmed: 13, waiting: 1 });
    const [task] = await list();
    const shown = await look(task!);
    expect(shown.doses).toHaveLength(1);
    expect(shown.others).toBe(13);
  });

  it('settles nothing but the vial: who waits for their own word goes on waiting', async () => {
    const shown = await (async () => {
      tablet.giveDose(t.deployment.subjectOf(20), null, { withoutCode: 'lost-sms' });
      return overdrawOneMore();
    })();
    expect(await decide(shown, 'settled')).toMatchObject({ outcome: 'decided' });
    expect(await states()).toEqual({ confirmed: 13, waiting: 1 });
    expect(await list()).toEqual([]);
  });
  const overdrawOneMore = async (): Promise<DeskTaskDetail> => {
    tablet.openVial();
    for (let no = 3; no <= 15; no++) give(no);
    await send();
    return look((await list())[0]!);
  };

  it('tells whoever decides on less what came since, and writes nothing', async () => {
    const shown = await overdraw();
    give(16);
    await send();
    const answer = await decide(shown, 'settled');
    expect(answer.outcome).toBe('look-again');
    expect(answer.changes?.map((line) => line.what)).toContain('dose-administered');
    expect(await states()).toEqual({ waiting: 14 });
  });

  it('lets the first of two supervisors decide, and tells the second that it is settled', async () => {
    const shown = await overdraw();
    const anil = await t.signInAs('anil', 'district-supervisor', district);
    expect(await decide(shown, 'settled')).toMatchObject({ outcome: 'decided' });
    const second = await decide(shown, 'settled', anil);
    expect(second.outcome).toBe('look-again');
    expect(second.changes?.map((line) => line.what)).toContain('reasons-settled');
  });

  it('is for people of the place only, and withdraws no vial’s doses at once', async () => {
    const shown = await overdraw();
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    expect(await list('', far)).toEqual([]);
    expect(await decide(shown, 'settled', far)).toEqual({ outcome: 'not-yours' });
    expect(await decide(shown, 'withdrawn')).toEqual({ outcome: 'not-possible' });
    const path = `/v1/desk/task?centre=${testCentre}&task=${encodeURIComponent('vial/x/y')}`;
    expect((await t.get(path, meera)).status).toBe(403);
    expect(await states()).toEqual({ waiting: 13 });
  });

  it('closes by itself when the reason goes', async () => {
    await overdraw();
    const { rows } = tablet;
    const doses = await t.parts.store.database
      .selectFrom('dose')
      .select(['log', 'seq', 'h', 'case_key'])
      .orderBy('seq', 'desc')
      .limit(2)
      .execute();
    expect(rows.length).toBeGreaterThan(20);
    for (const { case_key, ...target } of doses) {
      const no = Number(/^a(\d+)-/.exec(case_key)?.[1]);
      tablet.append(
        'entered-in-error',
        t.deployment.subjectOf(no),
        { target, reason: 'wrong-person' },
        { mayDose: true },
      );
    }
    await send();
    expect(await list()).toEqual([]);
    expect(await t.parts.store.database.selectFrom('task_dose').selectAll().execute()).toEqual([]);
  });

  it('is one task for a revoked tablet: settled for all, or withdrawn for all, each with its own event', async () => {
    tablet.openVial();
    for (let no = 3; no <= 6; no++) give(no);
    await t.parts.store.database.updateTable('device').set({ revoked_at: 1 }).execute();
    await send();
    const tasks = await list();
    expect(tasks).toMatchObject([
      { kind: 'tablet', doses: 4, urgency: 'contradicted', reasons: ['revoked-tablet'] },
    ]);
    const shown = await look(tasks[0]!);
    expect(shown.mayDecide).toEqual(['settled', 'withdrawn']);
    expect(shown.facts.revokedAt).toBe(1);
    expect(await decide(shown, 'withdrawn')).toEqual({ outcome: 'decided', doses: 4 });
    expect(await states()).toEqual({ revoked: 4 });
    give(7);
    await send();
    const again = await look((await list())[0]!);
    expect(await decide(again, 'settled')).toEqual({ outcome: 'decided', doses: 1 });
    expect(await states()).toEqual({ revoked: 4, confirmed: 1 });
    expect(await list()).toEqual([]);
  });

  it('sorts what contradicts before what waits, and both before a session’s oddities', async () => {
    tablet.openVial();
    const subject = t.deployment.subjectOf(20);
    tablet.giveDose(subject, tablet.tryCode(subject, (t.deployment.codeOf(20) + 103) % 10_000));
    for (let no = 3; no <= 14; no++) give(no);
    await send();
    t.deployment.now += 5 * 86_400;
    await sayEvidenceDue({
      ...t.parts,
      nowSeconds: () => t.deployment.now,
      appVersion: 'test',
    });
    const anil = await t.signInAs('anil', 'district-supervisor', district);
    const tasks = await list('', anil);
    expect(tasks.map((task) => task.urgency)).toEqual(['contradicted', 'waiting', 'session-flag']);
    expect(tasks[0]).toMatchObject({ kind: 'case', subject: 'Person 20', doses: 1 });
    expect((await list('?kind=vial', anil)).map((task) => task.kind)).toEqual(['vial']);
    expect(await list(`?centre=${otherCentre}`, anil)).toEqual([]);
  });

  it('is seen, and stays so, where no dose hangs on it: a wrong code without a dose, a session’s oddity', async () => {
    const subject = t.deployment.subjectOf(20);
    tablet.tryCode(subject, (t.deployment.codeOf(20) + 103) % 10_000);
    await send();
    const shown = await look((await list())[0]!);
    expect(shown).toMatchObject({ mayDecide: ['seen'], doses: [] });
    expect(await decide(shown, 'seen')).toMatchObject({ outcome: 'decided' });
    expect(await list()).toEqual([]);
    tablet.openVial();
    give(20);
    await send();
    // With a dose it is another question.
    expect(await list()).toMatchObject([{ kind: 'case', doses: 1 }]);
  });

  it('leaves a clinical question once it was seen, and confirms nothing by it', async () => {
    tablet.openVial();
    const subject = t.deployment.subjectOf(20);
    const code = tablet.tryCode(subject, (t.deployment.codeOf(20) + 103) % 10_000);
    tablet.giveDose(subject, code);
    tablet.now += 5 * 3_600;
    give(21);
    await send();
    const clinical = (await list('?kind=clinical'))[0]!;
    expect(clinical).toMatchObject({ urgency: 'clinical', reasons: ['vial-past-time'] });
    expect(await decide(await look(clinical), 'seen')).toEqual({ outcome: 'decided', doses: 1 });
    expect(await list('?kind=clinical')).toEqual([]);
    expect(await states()).toEqual({ held: 1, confirmed: 1 });
  });

  it('is seen after a restore as before it: a session’s oddity, a wrong code without a dose; with more against it, it is asked again', async () => {
    const { database } = t.parts.store;
    const changing = ['task', 'task_dose', 'decision', 'dose', 'log_row', 'tablet_log'] as const;
    const start = { ...t.parts, nowSeconds: () => t.deployment.now, appVersion: 'test' };
    const { decisions } = t.deployment;
    const backup = new Map<string, readonly object[]>();
    for (const table of changing)
      backup.set(table, await database.selectFrom(table).selectAll().execute());
    tablet.openVial();
    give(20);
    tablet.tryCode(t.deployment.subjectOf(21), (t.deployment.codeOf(21) + 103) % 10_000);
    // Far outside the centre's hours.
    tablet.now += 12 * 3_600;
    t.deployment.now += 12 * 3_600;
    give(22);
    await send();
    t.deployment.now += 5 * 86_400;
    await sayEvidenceDue(start);
    meera = await t.signInAs('anil', 'district-supervisor', district);
    const asked = (await list()).filter((task) => task.kind !== 'clinical');
    expect(asked.map((task) => task.kind).sort()).toEqual(['case', 'session-flag']);
    for (const task of asked)
      expect(await decide(await look(task), 'seen')).toMatchObject({ outcome: 'decided' });
    for (const [table, rows] of backup) {
      await database.deleteFrom(table as 'task').execute();
      for (const row of rows)
        await database
          .insertInto(table as 'task')
          .values(row as never)
          .execute();
    }
    expect(await checkDecisions({ ...start, decisions })).toMatchObject({
      isNewEpoch: true,
      missing: 2,
    });
    sent = 0;
    await send();
    await sayEvidenceDue(start);
    expect(await states()).toEqual({ confirmed: 2 });
    expect((await list()).filter((task) => task.kind !== 'clinical')).toEqual([]);
    expect(await checkDecisions({ ...start, decisions })).toMatchObject({ isNewEpoch: false });
    // Another wrong code is more than was seen.
    tablet.tryCode(t.deployment.subjectOf(21), (t.deployment.codeOf(21) + 206) % 10_000);
    await send();
    expect((await list()).map((task) => task.reasons)).toContainEqual(['code-several']);
  });

  it('comes in pages of sixty: 150 tasks of every list, each once, in order and counted; what is settled meanwhile skips nobody', async () => {
    const { database } = t.parts.store;
    const row = { centre_id: testCentre, vaccination_session: null, trouble: null, is_open: 1 };
    const closed = { settled_at: null, settled_by: null, settled_reasons: null };
    // Most of one second, as one exchange leaves them; with a vouch and a pair of that second among them.
    await database
      .insertInto('task')
      .values(
        Array.from({ length: 146 }, (_, i) => ({
          ...row,
          ...closed,
          task_key: `vial/vs-1/${i % 2 === 0 ? 'a' : 'B'}${i}`,
          kind: 'vial',
          case_key: null,
          subject: `A${i}`,
          reasons: '["vial-unknown"]',
          day: '2026-09-21',
          opened_at: i < 100 ? 5_000 : 5_000 + i,
          urgency: i < 5 ? 0 : i < 140 ? 2 : 4,
        })),
      )
      .execute();
    await database
      .insertInto('vouch')
      .values(
        ['x', 'y', 'z'].map((name, i) => ({
          centre_id: testCentre,
          log: `LOG${name}`,
          seq: 1,
          // The first two are one name on two tablets: one task.
          staff_id: i < 2 ? 'st-8' : 'st-9',
          voucher: 'st-1',
          device: tablet.device,
          public_key: new Uint8Array(65),
          substitute_name: 'Somebody',
          vouched_at: i < 2 ? 5_000 : 9_000,
          state: 'open',
          decided_by: null,
          decided_at: null,
        })),
      )
      .execute();
    for (const no of [3, 4])
      await putPair(database, {
        places: [
          { centreId: testCentre, caseKey: `a${no}-1` },
          { centreId: testCentre, caseKey: `a${no + 10}-1` },
        ],
        why: ['said'],
        foundBy: 'person',
        now: 5_000,
      });
    const read = async (after: string | null, more = '') => {
      const asked = `${after === null ? '' : `after=${encodeURIComponent(after)}`}${more}`;
      const answer = await t.get(`/v1/desk/tasks?${asked}`, meera);
      expect(answer.status).toBe(200);
      return z.parse(tasksAnswer, await answer.json());
    };
    const seen: DeskTask[] = [];
    const sizes: number[] = [];
    for (let after: string | null = null, isFirst = true; isFirst || after !== null;) {
      isFirst = false;
      const page = await read(after);
      expect(page.open).toBe(150 - (sizes.length === 0 ? 0 : 1));
      sizes.push(page.tasks.length);
      seen.push(...page.tasks);
      after = page.next;
      if (sizes.length === 1)
        await database
          .updateTable('task')
          .set({ is_open: 0 })
          .where('task_key', '=', page.tasks[30]!.taskKey)
          .execute();
    }
    expect(sizes).toEqual([60, 60, 30]);
    expect(new Set(seen.map((task) => task.taskKey)).size).toBe(150);
    const order = seen.map((task) => taskUrgencies.indexOf(task.urgency) * 1e6 + task.openedAt);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(seen.filter((task) => task.kind === 'vouch')).toHaveLength(2);
    const vouches = await read(null, '&kind=vouch');
    expect([vouches.open, vouches.tasks.length, vouches.next]).toEqual([2, 2, null]);
    expect(vouches.counts).toMatchObject({ 'not-me': 5, waiting: 138, 'session-flag': 6 });
    expect((await read(null, `&centre=${otherCentre}`)).open).toBe(0);
    // Whoever makes up a place gets the first page.
    expect((await read('9/9')).tasks).toHaveLength(60);
  });

  it('says again after a restore what was settled for a whole vial', async () => {
    await decide(await overdraw(), 'settled');
    const entries = t.deployment.decisions.read().entries.filter((one) => one.what === 'dose');
    expect(new Set(entries.map((entry) => entry.decision))).toEqual(new Set(['reasons-settled']));
  });
});
