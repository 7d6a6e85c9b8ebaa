// Completing a dose that was recorded without unlocking: a full record first, the first one entered in error after it, never in silence.

import { beforeEach, describe, expect, it } from 'vitest';
import { fakeWalkIn, withProgress } from '../../testing/fake-people.ts';
import { fakeNow } from '../../testing/fake-now.ts';
import { createFakeTablet, type FakeTablet } from '../../testing/fake-tablet.ts';
import { findDosesToComplete } from '../../parts/to-complete.ts';
import type { PersonRow } from '../../tablet.ts';
import type { DoseInCase } from '../../../schemas/fold/case.ts';
import { createPaperModel, type PaperModel } from './paper-model.ts';

const key = 'wFAKE/900/AAAAAAAAAAA';
const givenAt = fakeNow - 5_417;

function recordedOnly(statedReferenceId: string | null, staffId = 'not-stated'): PersonRow {
  const ref = (seq: number) => ({ log: 'FAKELOG0.00000000', seq, h: 'AAAAAAAAAAA' });
  const entry = { by: { staffId, proved: false }, at: givenAt, skew: 0 };
  const row = fakeWalkIn(key, {
    ...entry,
    ref: ref(900),
    body: {
      name: 'सुनीता क्षीरसागर',
      birthYear: 1960,
      gender: 'Female',
      mobileNumber: '9876543210',
      idType: null,
      idLast4: null,
      vaccinationSession: '',
      category: 'citizen',
    },
  });
  const dose: DoseInCase = {
    ...entry,
    ref: ref(901),
    body: {
      doseNumber: 1,
      product: 'COVISHIELD',
      vial: 'A1',
      vaccinationSession: '',
      vaccineBatch: 'B1',
      code: null,
      withoutCode: 'walk-in',
      rules: 'in-2022-08-12',
    },
    enteredInError: null,
    state: 'waiting',
    reasons: [],
    verdict: null,
    isInQuestion: false,
  };
  return {
    ...row,
    referenceId: statedReferenceId,
    folded: withProgress({ ...row.folded, doses: [dose] }),
  };
}

let tablet: FakeTablet;
let model: PaperModel;
beforeEach(async () => {
  tablet = createFakeTablet();
  tablet.now.value = fakeNow - 7_200;
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  tablet.now.value = fakeNow;
  tablet.calls.length = 0;
  model = createPaperModel(tablet);
});

const begin = (): PersonRow => {
  const booked = tablet.people.value[0]!;
  tablet.people.value = [...tablet.people.value, recordedOnly(booked.referenceId)];
  model.complete(model.toComplete.value[0]!);
  return booked;
};
const personNow = (wanted: string): PersonRow =>
  tablet.people.value.find((person) => person.key === wanted)!;

describe('doses recorded without unlocking', () => {
  it('are listed with what each lacks: the person, the code of a booking, the vial, who gave it', () => {
    const people = tablet.people.value;
    const missing = (row: PersonRow, staff: string[] = [], vials = tablet.vials.value) =>
      findDosesToComplete([...people, row], vials, new Set(staff)).map((dose) => dose.missing);
    expect(missing(recordedOnly(people[0]!.referenceId))).toEqual([['person', 'code', 'staff']]);
    expect(missing(recordedOnly(null, 'st-1'), ['st-1'])).toEqual([['person']]);
    expect(missing(recordedOnly(null, 'st-1'), ['st-1'], [])).toEqual([['person', 'vial']]);
    expect(findDosesToComplete(people, [], new Set())).toEqual([]);
  });

  it('are none any more once entered in error, withdrawn, or accepted as they are', () => {
    const row = recordedOnly(null);
    const [dose] = row.folded.doses;
    for (const other of [
      { ...dose!, enteredInError: dose!.ref },
      { ...dose!, state: 'revoked' as const },
      { ...dose!, state: 'accepted' as const },
    ])
      expect(
        findDosesToComplete([{ ...row, folded: { ...row.folded, doses: [other] } }], [], new Set()),
      ).toEqual([]);
  });

  it('are completed by two events in this order: the full record at the true second, then the first one in error', async () => {
    const booked = begin();
    expect(model.row.value).toMatchObject({ who: booked.referenceId, vial: 'A1' });
    expect(model.found.value.map((person) => person.key)).toEqual([booked.key]);
    model.type('code', '0001');
    expect(await model.enter()).toBe('who');
    expect(tablet.calls).toEqual(['recordCodeTry', 'recordDose', 'enterInError']);
    const [full] = personNow(booked.key).folded.doses;
    expect(full!.body).toMatchObject({
      administeredAt: givenAt,
      doseNumber: 1,
      vial: 'A1',
      vaccinationSession: 'vs-demo',
    });
    expect(full!.body.code).not.toBeNull();
    expect(personNow(key).folded.doses[0]!.enteredInError).not.toBeNull();
    expect(model.toComplete.value).toEqual([]);
    expect(model.completing.value).toBeNull();
  });

  it('stay as they are when the full record cannot be saved', async () => {
    begin();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    await model.enter();
    expect(tablet.calls).toEqual(['recordDose']);
    expect(model.toComplete.value).toHaveLength(1);
    expect(model.completing.value).not.toBeNull();
  });

  it('say what differs from the first record, and ask once more', async () => {
    begin();
    await tablet.openVial({
      vaccinationSession: 'vs-demo',
      name: 'A2',
      product: 'COVISHIELD',
      vaccineBatch: 'B7',
      expiry: null,
      dosesNominal: 10,
    });
    model.type('vial', 'A2');
    expect(await model.enter()).toBe('code');
    expect(model.warnings.value).toContain('not-as-recorded');
    expect(await model.enter()).toBe('who');
    expect(personNow(key).folded.doses[0]!.enteredInError).not.toBeNull();
  });

  it('whose full record stands already are only closed: no dose is made twice', async () => {
    const booked = begin();
    model.stopCompleting();
    await tablet.recordDose({
      person: booked,
      vial: tablet.vials.value[0]!,
      doseNumber: 1,
      code: null,
      withoutCode: 'lost-sms',
      administeredAt: givenAt,
    });
    const [left] = model.toComplete.value;
    expect(left!.doneAs!.key).toBe(booked.key);
    tablet.calls.length = 0;
    expect(await model.close(left!)).toBe(true);
    expect(tablet.calls).toEqual(['enterInError']);
    expect(model.toComplete.value).toEqual([]);
  });

  it('are never offered as the person of another one', () => {
    begin();
    model.type('who', 'सुनीता');
    expect(model.found.value).toEqual([]);
  });
});
