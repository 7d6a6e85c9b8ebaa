// Owns the promises of the board: thirty minutes, nobody twice, nothing longer than an hour, names never more than initials.

import { describe, expect, it } from 'vitest';
import { createFakeTablet, type FakeTablet } from '../testing/fake-tablet.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { findObserved, initialsOf, pruneBoard, tokenOf } from './board.ts';

async function tabletWithDoses(count: number): Promise<FakeTablet> {
  const tablet = createFakeTablet();
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  for (let i = 0; i < count; i++) {
    tablet.now.value = fakeNow + i * 60;
    const person = tablet.people.value[i]!;
    await tablet.recordDose({
      person,
      vial: tablet.vials.value[0]!,
      doseNumber: 1,
      code: null,
    });
  }
  return tablet;
}

describe('the board of observation', () => {
  it('shows everybody in their thirty minutes, the soonest end first', async () => {
    const tablet = await tabletWithDoses(3);
    const board = findObserved(tablet.people.value, fakeNow + 180).map(({ entry }) => entry);
    expect(board.map((entry) => entry.until - fakeNow)).toEqual([1800, 1860, 1920]);
    expect(new Set(board.map((entry) => entry.token)).size).toBe(3);
  });

  it('keeps a person whose time is over until somebody lets them go, and an hour at the longest', async () => {
    const tablet = await tabletWithDoses(1);
    expect(findObserved(tablet.people.value, fakeNow + 1_900)).toHaveLength(1);
    expect(findObserved(tablet.people.value, fakeNow + 3_599)).toHaveLength(1);
    expect(findObserved(tablet.people.value, fakeNow + 3_600)).toHaveLength(0);
  });

  it('lets go whoever left, and nobody for a dose that was entered in error or copied from paper', async () => {
    const tablet = await tabletWithDoses(3);
    const [one, two, three] = tablet.people.value;
    await tablet.room.endObservation(one!, one!.folded.doses[0]!.ref, 'own-wish');
    await tablet.enterInError(two!, two!.folded.doses[0]!.ref, 'wrong-person');
    const paper = {
      ...three!,
      folded: {
        ...three!.folded,
        doses: three!.folded.doses.map((dose) => ({
          ...dose,
          body: { ...dose.body, administeredAt: fakeNow },
        })),
      },
    };
    const people = [...tablet.people.value.filter((person) => person.key !== three!.key), paper];
    expect(findObserved(people, fakeNow + 180)).toEqual([]);
  });

  it('names a person by initials, whole conjuncts included, whatever the name is', () => {
    expect(initialsOf('Sunita Ramesh Jadhav')).toBe('S R J');
    expect(initialsOf('ज्ञानेश्वर श्रीकृष्ण क्षीरसागर')).toBe('ज्ञा श्री क्षी');
    expect(initialsOf('D’Souza Maria')).toBe('D S M');
    expect(initialsOf('X')).toBe('X');
    expect(initialsOf('🙂')).toBe('·');
    expect(initialsOf('مريم حسن')).toBe('م ح');
    expect(initialsOf('a '.repeat(100))).toBe('A A A');
    expect(initialsOf('ब'.repeat(200)).length).toBeLessThanOrEqual(8);
  });

  it('calls one dose by one token on every tablet, and two tablets’ doses by two', () => {
    expect(tokenOf({ log: '3FZ9KQ2M.12345678', seq: 1042 })).toMatch(/^[A-Z]042$/);
    expect(tokenOf({ log: '3FZ9KQ2M.12345678', seq: 42 })).not.toBe(
      tokenOf({ log: 'JKMNPQRS.12345678', seq: 42 }),
    );
  });

  it('forgets an entry after an hour, and one that a wrong clock put far ahead', () => {
    const entry = { token: 'K001', initials: 'S', givenAt: fakeNow, until: fakeNow + 1800 };
    expect(pruneBoard([entry], fakeNow + 3_599)).toHaveLength(1);
    expect(pruneBoard([entry], fakeNow + 3_600)).toHaveLength(0);
    expect(pruneBoard([entry], fakeNow - 86_400)).toHaveLength(0);
  });
});
