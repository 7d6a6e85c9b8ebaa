// Owns the promise that no tablet is told to let go of a row before it stands in two verified backups, one off the machine, for a week.

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestDeployment, type TestDeployment } from '../testing/test-deployment.ts';
import { backupsToForget, recordBackup } from './record-backup.ts';
import { stableAgeSeconds, stableNumber, type Contained } from './stable.ts';
import { surveyStore } from './survey.ts';

const now = 1_790_000_000;
const old = now - stableAgeSeconds;
const has = (seq: number, isOffMachine: boolean, latestReceivedAt = old): Contained => ({
  seq,
  isOffMachine,
  latestReceivedAt,
});
const stableOf = (contained: Contained[], more: { have?: number; bad?: number } = {}): number =>
  stableNumber(contained, { have: more.have ?? 1_000, firstUnreadable: more.bad ?? null, now });

describe('what may leave a tablet', () => {
  it('is nothing without two backups, one of them off the machine, a week old (rule 8)', () => {
    expect(stableOf([])).toBe(0);
    expect(stableOf([has(9, true)])).toBe(0);
    expect(stableOf([has(9, false), has(9, false)])).toBe(0);
    expect(stableOf([has(9, true, old + 1), has(9, false, old + 1)])).toBe(0);
    expect(stableOf([has(9, true), has(9, false)])).toBe(9);
  });

  it('is what both have, and not more than the server holds now', () => {
    expect(stableOf([has(9, true), has(5, false)])).toBe(5);
    expect(stableOf([has(5, true), has(9, false), has(7, false)])).toBe(5);
    expect(stableOf([has(9, true), has(9, true)], { have: 4 })).toBe(4);
    expect(stableOf([has(9, true), has(9, true)], { have: 0 })).toBe(0);
  });

  it('is a week old by a backup in which everything is', () => {
    expect(stableOf([has(20, true, now), has(20, false, now), has(12, false)])).toBe(12);
  });

  it('ends before a row that nobody could read yet', () => {
    expect(stableOf([has(9, true), has(9, false)], { bad: 6 })).toBe(5);
    expect(stableOf([has(9, true), has(9, false)], { bad: 1 })).toBe(0);
  });

  it('is always in two of the backups, one off the machine, and old enough, whatever they are', () => {
    const one = fc.record({
      seq: fc.nat(30),
      isOffMachine: fc.boolean(),
      latestReceivedAt: fc.constantFrom(old - 9, old, old + 1, now),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.nat(30), (contained, have) => {
        const stable = stableOf(contained, { have });
        if (stable === 0) return;
        const containing = contained.filter((backup) => backup.seq >= stable);
        expect(stable).toBeLessThanOrEqual(have);
        expect(containing.length).toBeGreaterThanOrEqual(2);
        expect(containing.some((backup) => backup.isOffMachine)).toBe(true);
        expect(containing.some((backup) => backup.latestReceivedAt <= old)).toBe(true);
      }),
    );
  });

  it('is judged the same after the numbers of needless backups were forgotten', () => {
    const day = 86_400;
    const taken = fc.record({ hoursAgo: fc.nat(24 * 40), isOff: fc.boolean() });
    fc.assert(
      fc.property(fc.array(taken, { maxLength: 60 }), (list) => {
        const backups = list.map(({ hoursAgo, isOff }, i) => ({
          backup_id: String(i),
          taken_at: now - hoursAgo * 3_600,
          is_off_machine: isOff ? 1 : 0,
        }));
        const forgotten = new Set(backupsToForget(backups, now));
        // A log that gets one row an hour, all day and night.
        const toContained = (kept: typeof backups): Contained[] =>
          kept.map((backup) => ({
            seq: Math.floor((backup.taken_at - (now - 50 * day)) / 3_600),
            isOffMachine: backup.is_off_machine === 1,
            latestReceivedAt: backup.taken_at,
          }));
        const before = stableOf(toContained(backups), { have: 10_000 });
        const after = stableOf(
          toContained(backups.filter((backup) => !forgotten.has(backup.backup_id))),
          { have: 10_000 },
        );
        expect(after).toBeLessThanOrEqual(before);
        // At most a day behind, as long as there is one of about a week ago.
        if (before > 0 && after < before) expect(before - after).toBeLessThanOrEqual(30 * 24);
        expect(backups.length - forgotten.size).toBeLessThanOrEqual(2 * 16);
      }),
    );
  });
});

describe.each(testEngines)('the answer on $engine', (engine) => {
  let d: TestDeployment;
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let tablet: PaperTablet;
  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
    tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    for (let i = 1; i <= 9; i++) tablet.openVial(`A${i}`);
    await d.exchange(tablet.request());
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const record = (id: string, isOff: boolean): Promise<void> =>
    d.store.transact(async (transaction) => {
      const survey = await surveyStore(transaction);
      expect(survey.faults).toEqual([]);
      const backup = {
        backup_id: id,
        taken_at: d.now,
        kind: 'file',
        is_off_machine: isOff ? 1 : 0,
        place: '',
        event_rows: survey.counts.eventRows,
      };
      await recordBackup(transaction, backup, survey);
    });
  const stable = async (): Promise<number | undefined> =>
    (await d.exchange(tablet.request())).head.stable[tablet.log];

  it('names rows as stable a week after two backups, and those that came later not (rule 8)', async () => {
    expect(await stable()).toBe(0);
    await record('one', false);
    await record('two', true);
    expect(await stable()).toBe(0);
    tablet.openVial('B1');
    await d.exchange(tablet.request());
    d.now += stableAgeSeconds;
    expect(await stable()).toBe(10);
  });

  it('falls back when the server was put back and the log went another way', async () => {
    await record('one', false);
    await record('two', true);
    d.now += stableAgeSeconds;
    expect(await stable()).toBe(10);
    await d.store.database
      .updateTable('backup_log')
      .set({ head_hash: new Uint8Array(32) })
      .execute();
    expect(await stable()).toBe(0);
  });
});
