// Tests a practice session in a real browser: made-up people, a database of its own, and not one request.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestDeps } from '../testing/test-tablet.ts';
import { journalDatabaseName } from '../journal/database.ts';
import { createPractice, practiceDatabaseName, type Practice } from './create-practice.ts';
import { practiceCode } from './practice-pack.ts';

const begun: Practice[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const practice of begun.splice(0)) await practice.end();
});

const databaseName = 'practice-test';

async function begin(): Promise<Practice> {
  const { database, transport, storage, ...deps } = createTestDeps('practice-unused', {
    post: () => Promise.reject(new Error('the real wire')),
  });
  database.close();
  void [transport, storage];
  const practice = await createPractice({ ...deps, databaseName, centreName: 'Practice' });
  begun.push(practice);
  return practice;
}

describe('a practice session', () => {
  it('gives a whole dose to a made-up person, and asks the network for nothing', async () => {
    const fetches = vi.spyOn(globalThis, 'fetch');
    const sent = vi.spyOn(XMLHttpRequest.prototype, 'send');
    const { tablet } = await begin();
    await vi.waitFor(() => expect(tablet.stage.value.stage).toBe('needs-first-pin'));
    expect(await tablet.setPin('practice-vaccinator', '482917')).toBe('unlocked');
    await vi.waitFor(() => expect(tablet.people.value).toHaveLength(30), 5_000);
    const name = tablet.suggestVialName();
    await tablet.openVial({
      vaccinationSession: tablet.day.value!.vaccinationSessions[0]!.vaccinationSession,
      name,
      product: 'COVISHIELD',
      vaccineBatch: 'PRACTICE1',
      expiry: null,
      dosesNominal: 10,
    });
    await vi.waitFor(() => expect(tablet.vials.value).toHaveLength(1));
    const person = tablet.people.value[0]!;
    const judged = tablet.judgeCode(person, String(practiceCode));
    expect(judged).toMatchObject({ outcome: 'matches' });
    const tried = await tablet.recordCodeTry(person, practiceCode, true);
    if (tried.outcome !== 'saved') throw new Error(tried.outcome);
    const dose = { person, vial: tablet.vials.value[0]!, doseNumber: 1, code: tried.ref };
    expect(await tablet.recordDose(dose)).toMatchObject({ outcome: 'saved' });
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.state).toBe('offline'));
    expect(tablet.isDemo.value).toBe(true);
    expect(fetches).not.toHaveBeenCalled();
    expect(sent).not.toHaveBeenCalled();
  });

  it('leaves nothing behind, and never has the name of the real database', async () => {
    const practice = begun[0] ?? (await begin());
    await vi.waitFor(() => expect(practice.tablet.stage.value.stage).toBe('needs-first-pin'));
    const namesOf = async () => (await indexedDB.databases()).map((each) => each.name);
    expect(await namesOf()).toContain(databaseName);
    begun.splice(0);
    await practice.end();
    expect(await namesOf()).not.toContain(databaseName);
    expect(practiceDatabaseName).not.toBe(journalDatabaseName);
  });

  it('begins afresh each time', async () => {
    const first = await begin();
    await vi.waitFor(() => expect(first.tablet.stage.value.stage).toBe('needs-first-pin'));
    await first.tablet.setPin('practice-verifier', '482917');
    await first.tablet.stop();
    begun.splice(0);
    const second = await begin();
    await vi.waitFor(() => expect(second.tablet.stage.value.stage).toBe('needs-first-pin'));
  });
});
