import { describe, expect, test } from 'vitest';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { madeUpLine } from './import-fixture.ts';
import { readRosterLine } from './read-roster-line.ts';
import type { Booking, RosterFields } from './roster-shape.ts';

const rules = { products: currentRuleSet.products, shiftDays: 0 };

function taken(change: Partial<RosterFields>): { booking: Booking; notes: string[] } {
  const reading = readRosterLine({ ...madeUpLine, ...change }, rules);
  if (reading.outcome === 'refused') throw new Error(reading.because.join('; '));
  return {
    booking: reading.booking,
    notes: reading.notes.map(({ kind, text }) => `${kind}: ${text}`),
  };
}
function refused(change: Partial<RosterFields>): string {
  const reading = readRosterLine({ ...madeUpLine, ...change }, rules);
  return reading.outcome === 'refused' ? reading.because.join('; ') : '';
}

describe('a roster line', () => {
  test("in CoWIN's own form is taken without a word", () => {
    expect(taken({}).notes).toEqual([]);
    expect(taken({}).booking).toMatchObject({
      slot: '09:00-11:00',
      day: '2021-05-21',
      code: '4711',
      idLast4: '0001',
    });
  });

  test('with stray spaces is trimmed and reported', () => {
    const { booking, notes } = taken({ name: '  Onkar Example\u00a0 ' });
    expect(booking.name).toBe('Onkar Example');
    expect(notes).toEqual(['corrected: stray spaces removed: name']);
  });

  test.each([
    ['42', '0042'],
    ['7', '0007'],
    ['320.0', '0320'],
    ['४७११', '4711'],
    [' 0042', '0042'],
  ])('with code %s has the code %s', (text, code) => {
    const { booking, notes } = taken({ security_code: text });
    expect(booking.code).toBe(code);
    expect(notes).toHaveLength(1);
    expect(notes[0]).not.toMatch(/\d/);
  });

  test('without a code is taken and flagged; with the end of its own reference id the code is weak', () => {
    expect(taken({ security_code: '' })).toMatchObject({
      booking: { code: null },
      notes: [expect.stringContaining('no code')],
    });
    expect(taken({ security_code: '0001' }).notes[0]).toContain('end of the reference id');
  });

  test.each(['12345', '123456', 'abcd', '4.7E+3'])(
    'with code %s is refused, without showing it',
    (code) => {
      expect(refused({ security_code: code })).toMatch(/code cannot be read/);
      expect(refused({ security_code: code })).not.toContain(code);
    },
  );

  test.each([
    ['1867', 'birth year 1867'],
    ['2022', 'lies after'],
    ['60', 'not a year'],
  ])('with birth year %s is refused', (year, text) => {
    expect(refused({ birth_year: year })).toContain(text);
  });

  test.each([
    ['2021-05-21', 1],
    ['21/05/2021', 1],
    ['21-May-2021', 1],
    ['21.5.2021', 1],
    ['21-05-2021', 0],
  ])('dated %s is the same day', (date, notes) => {
    const read = taken({ date });
    expect(read.booking.day).toBe('2021-05-21');
    expect(read.notes).toHaveLength(notes);
  });

  test.each(['31-02-2021', '21-05-21', '', '05/21/2021'])('dated %j is refused', (date) => {
    expect(refused({ date })).toContain('date');
  });

  test('with a misspelt vaccine is refused with the vaccine that was meant', () => {
    expect(refused({ vaccine: 'COVISHEILD' })).toContain('did you mean COVISHIELD?');
    expect(refused({ vaccine: 'COVAXN' })).toContain('did you mean COVAXIN?');
    expect(refused({ vaccine: 'Moderna' })).toContain('known are COVISHIELD, COVAXIN');
    expect(taken({ vaccine: 'Covishield' }).booking.product).toBe('COVISHIELD');
  });

  test.each([
    ['F', 'Female'],
    ['male', 'Male'],
    ['T', 'Other'],
    ['महिला', 'Female'],
  ])('with gender %s is read as %s and reported', (text, gender) => {
    const { booking, notes } = taken({ gender: text });
    expect(booking.gender).toBe(gender);
    expect(notes[0]).toContain(`read as ${gender}`);
  });

  test('with a gender or a kind of ID nobody knows is refused', () => {
    expect(refused({ gender: 'constructor' })).toContain('none of Female');
    expect(refused({ photo_id_type: 'Aadhar Crad' })).toContain('did you mean Aadhaar Card?');
  });

  test.each([
    'ज्ञानेश्वरी श्रीकृष्ण क्षीरसागर',
    'क्\u200dष र\u094d\u200cय',
    '=HYPERLINK("http://x","y")',
    '<img src=x onerror=alert(1)>',
    '+1 cmd',
    "O'Brien",
    'ङ\u094dक\u094dष',
    'क\u093c',
    '\u0958',
  ])('keeps the name %s exactly', (name) => {
    const { booking, notes } = taken({ name });
    expect(booking.name).toBe(name);
    expect(notes).toEqual([]);
  });

  test('loses control and direction signs, and says so; half a character is refused', () => {
    const { booking, notes } = taken({ name: 'Asha\u0007\u202e\nExample' });
    expect(booking.name).toBe('Asha Example');
    expect(notes).toEqual(['corrected: control signs removed: name']);
    expect(refused({ name: 'Asha \ud800' })).toContain('half a character');
    expect(refused({ name: '  ' })).toContain('name is empty');
    expect(refused({ name: 'x'.repeat(201) })).toContain('longer than 200');
  });

  test.each([
    '+91 98 7654-3210',
    '09876543210',
    '919876543210',
    '98765 43210',
    "'+91 9876543210",
    '९८७६५४३२१०',
  ])('with phone %s has the phone 9876543210, reported', (phone) => {
    const { booking, notes } = taken({ mobile_number: phone });
    expect(booking.mobileNumber).toBe('9876543210');
    expect(notes).toEqual(['corrected: phone number: written as ten digits']);
  });

  test('with a phone that cannot be one is refused; without one it is flagged', () => {
    expect(refused({ mobile_number: '987654321' })).toContain('9 digits');
    expect(refused({ mobile_number: '1234567890' })).toContain('not an Indian mobile');
    expect(refused({ mobile_number: '9.87654E+09' })).toContain('shortened by a spreadsheet');
    expect(taken({ mobile_number: '' })).toMatchObject({
      booking: { mobileNumber: null },
      notes: [expect.stringContaining('flagged')],
    });
  });

  test.each([
    '25:00PM-26:00PM',
    '11:00AM-10:00AM',
    'morning',
    '13:00PM-02:00PM',
    '10:75AM-11:00AM',
  ])('with slot %s is refused', (slot) => {
    expect(refused({ slot })).toContain('not a time from-to');
  });

  test.each([
    ['12:00PM-02:00PM', '12:00-14:00'],
    ['9:00 am - 11:00 am', '09:00-11:00'],
    ['09:00-11:00', '09:00-11:00'],
    ['12:00AM-01:00AM', '00:00-01:00'],
  ])('with slot %s is due at %s', (slot, expected) => {
    expect(taken({ slot }).booking.slot).toBe(expected);
  });

  test('takes 13 digits of a reference id with a flag, refuses other lengths and shortened ones', () => {
    expect(taken({ beneficiary_reference_id: '1000000000001' }).notes[0]).toContain('13 digits');
    expect(refused({ beneficiary_reference_id: '100000000001' })).toContain('12 digits');
    expect(refused({ beneficiary_reference_id: '1.0E+13' })).toContain(
      'shortened by a spreadsheet',
    );
    expect(refused({ beneficiary_reference_id: '' })).toContain('empty');
  });

  test('restores zeros in front of an Aadhaar number, keeps only the end of a masked one', () => {
    expect(taken({ photo_id_number: '71853135622' }).booking.idNumber).toBe('071853135622');
    expect(taken({ photo_id_number: '0718 5313 5622' }).booking.idNumber).toBe('071853135622');
    expect(taken({ photo_id_number: 'XXXXXXXX5622' }).booking).toMatchObject({
      idNumber: null,
      idLast4: '5622',
    });
    expect(taken({ photo_id_type: '', photo_id_number: '' }).booking).toMatchObject({
      idType: null,
      idNumber: null,
    });
  });

  test('names every fault of a line at once', () => {
    const because = refused({
      birth_year: '1867',
      gender: 'x',
      slot: '25:00PM-26:00PM',
      center_id: 'a',
    });
    expect(because.split('; ')).toHaveLength(4);
  });

  test('moves with its earlier dose when the list is rehearsed on another day', () => {
    const line = {
      ...madeUpLine,
      dose: '2',
      dose1_date: '21-02-2021',
      dose1_vaccine: 'COVISHIELD',
    };
    expect(readRosterLine(line, { ...rules, shiftDays: 10 })).toMatchObject({
      booking: { day: '2021-05-31', earlierDoseDay: '2021-03-03' },
    });
  });

  test('with an earlier dose after its own day is refused, without its day flagged', () => {
    expect(refused({ dose: '2', dose1_date: '21-05-2021', dose1_vaccine: 'COVISHIELD' })).toContain(
      'not before',
    );
    expect(taken({ dose: '2' }).notes[0]).toContain('earlier dose');
    expect(refused({ dose: '4' })).toContain('none of 1, 2, 3');
  });
});
