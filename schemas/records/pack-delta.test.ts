// Tests that a change of the list, applied to the list before, is the list after, to the last byte; whatever changed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentRuleSet } from '../rules/rule-set.ts';
import { applyPackDelta, diffDayPack } from './pack-delta.ts';
import { packDayPack, unpackDayPack, type DayPack, type RosterAppointment } from './roster.ts';

const appointmentOf = (
  appointmentNo: number,
  name = `Person ${appointmentNo}`,
): RosterAppointment => ({
  appointmentNo,
  check: appointmentNo % 7,
  referenceId: String(10_000_000_000_000 + appointmentNo),
  vaccinationSession: 'vs-1',
  name,
  birthYear: 1970,
  gender: 'Female',
  mobileNumber: null,
  idType: null,
  idLast4: null,
  slot: '09:00-11:00',
  product: 'COVISHIELD',
  doseNumber: 1,
  earlierDoseDay: null,
  earlierDoseProduct: null,
  codeTag: 1,
});

const packOf = (
  appointments: readonly RosterAppointment[],
  more: Partial<DayPack> = {},
): DayPack => ({
  packVersion: 1,
  centre: { centreId: 7, name: 'PHC', address: '', block: 'B', district: 'D', state: 'S' },
  day: '2021-05-21',
  validUntil: 1_621_666_400,
  isDemo: false,
  staff: [],
  vaccinationSessions: [],
  stock: [],
  rules: currentRuleSet,
  appointments,
  ...more,
});
const textOf = (pack: DayPack): string => JSON.stringify(packDayPack(pack));
const travelled = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

const people = fc.uniqueArray(
  fc.record({
    no: fc.integer({ min: 1, max: 12 }),
    name: fc.constantFrom('Asha', 'Meera', 'यशवंत'),
  }),
  { selector: ({ no }) => no, maxLength: 12 },
);

describe('the change of a list', () => {
  it('applied to the list before is the list after, or there is none', () => {
    fc.assert(
      fc.property(people, people, fc.boolean(), (one, other, isStaffNew) => {
        const before = packOf(one.map(({ no, name }) => appointmentOf(no, name)));
        const staff = [{ staffId: 'st-1', name: 'Asha', role: 'vaccinator' as const }];
        const after = packOf(
          other.map(({ no, name }) => appointmentOf(no, name)),
          isStaffNew ? { staff } : {},
        );
        const delta = diffDayPack(before, after);
        if (delta === null) return;
        const held = unpackDayPack(travelled(packDayPack(before)));
        expect(textOf(applyPackDelta(held, travelled(delta)))).toBe(textOf(after));
      }),
    );
  });

  it('is there whenever those who stayed keep their order', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const sorted = (list: readonly number[]) =>
          packOf([...list].sort((a, b) => a - b).map((no) => appointmentOf(no)));
        expect(diffDayPack(sorted(one), sorted(other))).not.toBeNull();
      }),
    );
  });

  it('of one phone among five hundred names one person and no field', () => {
    const before = packOf(Array.from({ length: 500 }, (_, i) => appointmentOf(i + 1)));
    const after = packOf(
      before.appointments.map((one) =>
        one.appointmentNo === 250 ? { ...one, mobileNumber: '9' } : one,
      ),
    );
    const delta = diffDayPack(before, after)!;
    expect(delta.put.map(([place, one]) => [place, one.appointmentNo])).toEqual([[249, 250]]);
    expect(delta).toMatchObject({ fields: {}, gone: [] });
    expect(JSON.stringify(delta).length).toBeLessThan(500);
  });
});
