import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { judgeDoseInterval } from '../../schemas/rules/dose-interval.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { Random } from '../parts.ts';
import { openData, type OpenedData } from '../start/open-data.ts';
import { demoCentres } from './centres.ts';
import { createDice } from './dice.ts';
import { ensureDemoDay, seedDemo } from './demo.ts';
import { makePeople } from './people.ts';

/** A stream of bytes that is the same each time. */
function repeatable(): Random {
  let count = 0;
  return (length) =>
    new Uint8Array(createHash('sha512').update(String(count++)).digest().subarray(0, length));
}
const day = '2026-11-23';
const noon = Date.UTC(2026, 10, 23, 6, 30) / 1000;
const clockAt = (seconds: number) => ({ nowSeconds: () => seconds });

describe('the demo district', () => {
  let folder: string;
  let data: OpenedData;
  const printed: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-seed-'));
    const random: Random = (length) => new Uint8Array(randomBytes(length));
    const opened = await openData(
      { dataDirectory: folder, databaseUrl: undefined },
      { random, isNewDemo: true, onPoolError: () => undefined },
    );
    if (opened.outcome !== 'open') throw new Error(opened.sentences.join(' '));
    data = opened;
    const startedAt = performance.now();
    await seedDemo(
      data.store,
      data.keys,
      clockAt(noon),
      repeatable(),
      (line) => void printed.push(line),
    );
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
  afterAll(async () => {
    await data.store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const people = () => data.store.database.selectFrom('appointment').selectAll().execute();

  test('has a session today at each of its centres, 40 to 120 people, staff and stock', async () => {
    const sessions = await data.store.database
      .selectFrom('vaccination_session')
      .selectAll()
      .execute();
    expect(sessions.map((session) => session.day)).toEqual(demoCentres.map(() => day));
    const byCentre = Map.groupBy(await people(), (person) => person.centre_id);
    for (const { centreId } of demoCentres) {
      const booked = byCentre.get(centreId)!;
      expect(booked.length).toBeGreaterThanOrEqual(40);
      expect(booked.length).toBeLessThanOrEqual(120);
      expect(booked.map((person) => person.appointment_no)).toEqual(booked.map((_, i) => i + 1));
    }
    const staff = await data.store.database.selectFrom('staff').selectAll().execute();
    expect(Map.groupBy(staff, (person) => person.centre_id).size).toBe(demoCentres.length);
    expect(
      (await data.store.database.selectFrom('stock').selectAll().execute()).every(
        (row) => row.doses > 0,
      ),
    ).toBe(true);
    expect(printed.join()).toContain('made up');
  });

  test("gives codes that open under the deployment's key, differ in a family, and are no end of a reference id", async () => {
    const tagsByFamily = new Map<string, number[]>();
    for (const person of await people()) {
      if (person.code_sealed === null) continue;
      const opened = data.keys.openFromStorage(
        `code\n${person.centre_id}\n${person.appointment_no}`,
        person.code_sealed,
      );
      const code = bytesToUtf8(opened!);
      expect(code).toMatch(/^\d{4}$/);
      expect(person.reference_id.endsWith(code)).toBe(false);
      expect(person.code_tag).toBe(Number(code) % 103);
      const family = `${person.centre_id}/${person.mobile_number ?? person.appointment_no}`;
      tagsByFamily.set(family, [...(tagsByFamily.get(family) ?? []), person.code_tag!]);
    }
    for (const tags of tagsByFamily.values()) expect(new Set(tags).size).toBe(tags.length);
  });

  test('has second doses, most due and a few too early', async () => {
    const second = (await people()).filter((person) => person.dose_number === 2);
    const early = second.filter(
      (person) =>
        judgeDoseInterval(currentRuleSet, person.product, 2, person.earlier_dose_day, person.day)
          .outcome === 'too-early',
    );
    expect(early.length).toBeGreaterThan(0);
    expect(early.length * 5).toBeLessThan(second.length);
  });

  test('gets new people on a later day, once, under numbers never used before', async () => {
    const before = await people();
    expect(await ensureDemoDay(data.store, data.keys, clockAt(noon), repeatable())).toEqual({
      centres: 0,
      people: 0,
    });
    const tomorrow = clockAt(noon + 86_400);
    const added = await ensureDemoDay(
      data.store,
      data.keys,
      tomorrow,
      (length) => new Uint8Array(randomBytes(length)),
    );
    expect(added).toEqual({ centres: 12, people: before.length });
    expect(await ensureDemoDay(data.store, data.keys, tomorrow, repeatable())).toEqual({
      centres: 0,
      people: 0,
    });
    const numbers = (await people()).map(
      (person) => `${person.centre_id}/${person.appointment_no}`,
    );
    expect(new Set(numbers).size).toBe(before.length * 2);
  });

  test('is the same for the same random bytes', () => {
    const make = () => makePeople(createDice(repeatable()), demoCentres[0]!, day);
    expect(make()).toEqual(make());
  });
});

test('a register that is no demo gets no made-up people', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-seed-'));
  const opened = await openData(
    { dataDirectory: folder, databaseUrl: undefined },
    { random: repeatable(), isNewDemo: false, onPoolError: () => undefined },
  );
  if (opened.outcome !== 'open') throw new Error(opened.sentences.join(' '));
  expect(await ensureDemoDay(opened.store, opened.keys, clockAt(noon), repeatable())).toEqual({
    centres: 0,
    people: 0,
  });
  await opened.store.close();
  await rm(folder, { recursive: true, force: true });
});
