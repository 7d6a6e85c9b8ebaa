// Tests when a copy is offered: by doses, by battery, by the end of the day; and never for nothing.

import { describe, expect, it } from 'vitest';
import { fakeNow } from '../testing/fake-now.ts';
import { fakeDay } from '../testing/fake-tablet.ts';
import { fakePerson } from '../testing/fake-people.ts';
import type { PersonRow, RecordPlace } from '../tablet.ts';
import { countDosesUncopied, findCopyReason, isDayOver } from './copy-reminder.ts';

const quiet = { dosesUncopied: 0, recordsUncopied: 5, isBatteryLow: false, isDayOver: false };
const hour = 3_600;

describe('a copy is offered', () => {
  it('every twenty doses, at low battery, and when the day is over', () => {
    expect(findCopyReason({ ...quiet, dosesUncopied: 19 })).toBeNull();
    expect(findCopyReason({ ...quiet, dosesUncopied: 20 })).toBe('many-doses');
    expect(findCopyReason({ ...quiet, isBatteryLow: true })).toBe('battery-low');
    expect(findCopyReason({ ...quiet, isDayOver: true })).toBe('day-over');
  });

  it('never when everything is sent or copied', () => {
    const facts = { dosesUncopied: 0, recordsUncopied: 0, isBatteryLow: true, isDayOver: true };
    expect(findCopyReason(facts)).toBeNull();
  });
});

describe('doses on this tablet alone', () => {
  it('are those saved here behind the last copy of their log', () => {
    const dosed = (seq: number, place: RecordPlace): PersonRow => ({
      ...fakePerson(seq),
      dosePlaces: [{ ref: { log: 'ABCDEFGH.12345678', seq, h: 'AAAAAAAAAAA' }, place }],
    });
    const people = [
      dosed(3, 'saved-here'),
      dosed(7, 'saved-here'),
      dosed(8, 'sent'),
      dosed(9, 'from-other-tablet'),
    ];
    expect(countDosesUncopied(people, new Map())).toBe(2);
    expect(countDosesUncopied(people, new Map([['ABCDEFGH.12345678', 3]]))).toBe(1);
    expect(countDosesUncopied(people, new Map([['OTHERLOG.12345678', 9]]))).toBe(2);
  });
});

describe('the day', () => {
  // 10:30 IST on the day of the list.
  it('is over after its last slot, or at 17:00 where slots say nothing', () => {
    expect(isDayOver(fakeDay, fakeNow)).toBe(false);
    expect(isDayOver(fakeDay, fakeNow + 6.4 * hour)).toBe(false);
    expect(isDayOver(fakeDay, fakeNow + 6.5 * hour)).toBe(true);
    const slots = ['11:00-13:00', '09:00-11:00'];
    const short = {
      ...fakeDay,
      vaccinationSessions: fakeDay.vaccinationSessions.map((each) => ({ ...each, slots })),
    };
    expect(isDayOver(short, fakeNow + 2.4 * hour)).toBe(false);
    expect(isDayOver(short, fakeNow + 2.5 * hour)).toBe(true);
  });

  it('is over on any later day, and not yet on one before', () => {
    expect(isDayOver(fakeDay, fakeNow + 24 * hour)).toBe(true);
    expect(isDayOver(fakeDay, fakeNow - 24 * hour)).toBe(false);
  });
});
