// Owns the entry of paper by keyboard: the true time, one Enter a row, warnings that block nothing.

import { beforeEach, describe, expect, it } from 'vitest';
import { fakeNow } from '../../testing/fake-now.ts';
import { createFakeTablet, type FakeTablet } from '../../testing/fake-tablet.ts';
import { createPaperModel, type PaperModel } from './paper-model.ts';
import { findWho, readPaperTime } from './paper-row.ts';

let tablet: FakeTablet;
let model: PaperModel;

beforeEach(async () => {
  tablet = createFakeTablet();
  tablet.now.value = fakeNow - 3600;
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  tablet.now.value = fakeNow;
  model = createPaperModel(tablet);
});

function fill(number: number, time = '1000', code = ''): void {
  const person = tablet.people.value[number - 1]!;
  model.type('who', person.referenceId!);
  model.type('time', time);
  if (model.row.value.vial === '') model.type('vial', 'a1');
  model.type('code', code);
}

describe('entering paper rows', () => {
  it('records the true time, and puts the keyboard at the next row with the vial kept', async () => {
    fill(1, '1000', '0001');
    expect(await model.enter()).toBe('who');
    const [dose] = tablet.people.value[0]!.folded.doses;
    // 10:00 of a day on which it is 10:30 now.
    expect(dose!.body.administeredAt).toBe(fakeNow - 1800);
    expect(dose!.body.code).not.toBeNull();
    expect(model.row.value).toEqual({ who: '', time: '', vial: 'a1', code: '' });
    fill(2, '१०:०५', '0002');
    expect(await model.enter()).toBe('who');
    expect(model.savedCount.value).toBe(2);
    expect(model.savedRows.value[0]!.name).toBe(tablet.people.value[1]!.name);
  });

  it('leads to the field that is wrong, and saves nothing', async () => {
    expect(await model.enter()).toBe('who');
    fill(1, '2561');
    expect(await model.enter()).toBe('time');
    fill(1, '1000', '12');
    expect(await model.enter()).toBe('code');
    model.type('code', '');
    model.type('vial', 'Z9');
    expect(await model.enter()).toBe('vial');
    expect(model.faults.value).toEqual({ vial: 'paper.fault.vial' });
    model.type('who', 'zzzz nobody');
    expect(await model.enter()).toBe('who');
    expect(tablet.calls.filter((call) => call === 'recordDose')).toEqual([]);
  });

  it('warns of an hour still to come and of a vial not yet open, and records both on a second Enter', async () => {
    fill(1, '2300');
    expect(await model.enter()).toBe('code');
    expect(model.warnings.value).toContain('still-to-come');
    expect(await model.enter()).toBe('who');
    fill(2, '0815');
    await model.enter();
    expect(model.warnings.value).toContain('before-vial');
    await model.enter();
    expect(model.savedCount.value).toBe(2);
  });

  it('takes a second dose of one person only when it is asked for twice', async () => {
    fill(1);
    await model.enter();
    fill(1);
    expect(await model.enter()).toBe('code');
    expect(model.warnings.value).toEqual(['already-dosed']);
    await model.enter();
    expect(tablet.people.value[0]!.folded.doses).toHaveLength(2);
  });

  it('records a wrong code as one, and the dose without it', async () => {
    fill(1, '1000', '9876');
    await model.enter();
    const { codesTried, doses } = tablet.people.value[0]!.folded;
    expect(codesTried.map((tried) => tried.body.matches)).toEqual([false]);
    expect(doses[0]!.body).toMatchObject({ code: null, withoutCode: 'lost-sms' });
  });

  it('copies yesterday’s pile with yesterday’s day, without asking at every row', async () => {
    model.chooseDay('2021-05-20');
    fill(1, '1200');
    await model.enter();
    // The vial was opened today on this tablet: that is asked once a row, the day is not.
    expect(model.warnings.value).toContain('earlier-day');
    await model.enter();
    expect(tablet.people.value[0]!.folded.doses[0]!.body.administeredAt).toBe(
      fakeNow - 86_400 + 5400,
    );
  });

  it('keeps what was typed when nothing could be saved', async () => {
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    fill(1);
    expect(await model.enter()).toBe('code');
    expect(model.row.value.who).not.toBe('');
    expect(model.unsaved()).toEqual({ key: 'broken.paperForm' });
    expect(model.saving.problem.value).toMatchObject({ why: 'storage-full' });
  });

  it('reads times as people write them, and no others', () => {
    const of = (typed: string) => readPaperTime('2021-05-21', typed);
    expect(of('930')).toBe(of('0930'));
    expect(of('9:30')).toBe(of('09.30'));
    for (const typed of ['', '24', '2400', '0960', 'noon', '12345']) expect(of(typed)).toBeNull();
  });

  it('finds nobody for two digits, and one person for a whole reference number', () => {
    expect(findWho(tablet.people.value, '12')).toEqual([]);
    const { referenceId } = tablet.people.value[4]!;
    expect(findWho(tablet.people.value, referenceId!)).toHaveLength(1);
  });
});
