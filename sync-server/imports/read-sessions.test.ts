import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { madeUpSessions } from './import-fixture.ts';
import { readSessions, type SessionsReading } from './read-sessions.ts';

const { products } = currentRuleSet;
const real = join(import.meta.dirname, '../../../shared/data/cowin');

function read(value: unknown): Extract<SessionsReading, { outcome: 'read' }> {
  const reading = readSessions(JSON.stringify(value), products);
  if (reading.outcome !== 'read') throw new Error(reading.because);
  return reading;
}
function sentence(text: string): string {
  const reading = readSessions(text, products);
  return reading.outcome === 'refused' ? reading.because : '';
}
const flat = {
  center_id: '7',
  name: 'Flat PHC',
  from: '10:30:00',
  to: '13:30:00',
  session_id: 'x',
  date: '26-06-2022',
  min_age_limit: 18,
  vaccine: 'COVISHIELD',
  slots: [{ time: '10:30AM-12:30PM', seats: 0 }],
};

describe('CoWIN session files', () => {
  test('centres with sessions and slots of either form are read, slots in 24 hours', () => {
    const { centres, sessions, findings } = read(madeUpSessions);
    expect(centres.map(({ centreId, pincode }) => [centreId, pincode])).toEqual([
      [101, '410000'],
      [102, '410001'],
    ]);
    expect(
      sessions.map(({ vaccinationSession, day, slots }) => [vaccinationSession, day, slots]),
    ).toEqual([
      ['s-a', '2021-05-21', ['09:00-11:00', '11:00-13:00']],
      ['s-b', '2021-05-22', ['09:00-11:00']],
      ['s-c', '2021-05-21', ['09:00-11:00']],
    ]);
    expect(findings).toEqual([]);
  });

  test('flat sessions are read, and give their centre once', () => {
    const { centres, sessions } = read({ sessions: [flat, { ...flat, session_id: 'y' }] });
    expect(centres).toMatchObject([{ centreId: 7, opensAt: '10:30', closesAt: '13:30' }]);
    expect(sessions.map((session) => session.vaccinationSession)).toEqual(['x', 'y']);
  });

  test('an upper age counts only where not all ages are allowed', () => {
    const { sessions } = read({
      sessions: [
        { ...flat, max_age_limit: 44, allow_all_age: false },
        { ...flat, session_id: 'y', max_age_limit: 44, allow_all_age: true },
      ],
    });
    expect(sessions.map((session) => session.ageMax)).toEqual([44, null]);
  });

  test('an empty vaccine is kept empty, an unknown one is kept as printed and flagged', () => {
    const { sessions, findings } = read({
      sessions: [
        { ...flat, vaccine: '' },
        { ...flat, session_id: 'y', vaccine: 'COVOVAX' },
        { ...flat, session_id: 'z', vaccine: 'Sputnik' },
      ],
    });
    expect(sessions.map((session) => session.product)).toEqual(['', 'COVOVAX', 'SPUTNIK V']);
    expect(findings).toMatchObject([
      { kind: 'flagged', text: expect.stringContaining('COVOVAX') as string },
    ]);
  });

  test('an entry without id or with a day that does not exist is refused alone', () => {
    const { sessions, findings } = read({
      sessions: [
        { ...flat, session_id: undefined },
        { ...flat, date: '31-02-2022' },
        { ...flat, center_id: 'x' },
        flat,
      ],
    });
    expect(sessions).toHaveLength(1);
    expect(findings.map((finding) => finding.kind)).toEqual(['refused', 'refused', 'refused']);
  });

  test('half a surrogate and control signs in a name do not get through', () => {
    const { centres } = read({ sessions: [{ ...flat, name: 'A\ud800B\u0000C' }] });
    expect(centres[0]!.name).toBe('A\ufffdBC');
  });

  test.each([
    ['', 'is empty'],
    ['<!DOCTYPE html><html>Sign in</html>', 'sign-in page of a network'],
    [JSON.stringify(madeUpSessions).slice(0, 400), 'ends in the middle'],
    ['{"centers":[{"name":"PHC', 'ends in the middle'],
    ['center_id,name\n1,PHC', 'is not JSON'],
    ['{"centers":[1,,2]}', 'is not JSON'],
    ['{"errorCode":"APPOIN0018","error":"Invalid Pincode"}', '"APPOIN0018" "Invalid Pincode"'],
    ['{"beneficiaries":[]}', 'neither "centers" nor "sessions"'],
    ['{"centers":[]}', 'holds no centre'],
  ])('%j is refused with a sentence', (text, expected) => {
    expect(sentence(text)).toContain(expected);
  });

  test.skipIf(!existsSync(real)).each([
    ['raigad-393-calendarByDistrict-2021-05.json', 200, 666],
    ['sample-2021-by-pincode.json', 3, 6],
    ['sample-2022-calendar-centers.json', 1, 2],
    ['sample-2022-find-sessions.json', 1, 1],
  ])('%s is read whole', (name, centres, sessions) => {
    const reading = readSessions(readFileSync(join(real, name), 'utf8'), products);
    expect(reading).toMatchObject({ outcome: 'read', findings: [] });
    if (reading.outcome !== 'read') return;
    expect(reading.centres).toHaveLength(centres);
    if (name.startsWith('raigad')) expect(reading.sessions).toHaveLength(sessions);
    for (const session of reading.sessions)
      expect(session.slots.join()).toMatch(/^(\d\d:\d\d-\d\d:\d\d,?)+$/);
  });
});
