// Owns the reporting of a reaction at the table: nothing typed is lost, one report a tap, follow-ups, and whom it is about.

import { describe, expect, it } from 'vitest';
import { createFakeTablet, type FakeTablet } from '../../testing/fake-tablet.ts';
import { fakeNow } from '../../testing/fake-now.ts';
import { tokenOf } from '../../room/board.ts';
import { createAefiModel } from './aefi-model.ts';
import { createWhomModel } from './whom-model.ts';

async function dosedTablet(): Promise<FakeTablet> {
  const tablet = createFakeTablet();
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  const [person, vial] = [tablet.people.value[0]!, tablet.vials.value[0]!];
  await tablet.recordDose({ person, vial, doseNumber: 1, code: null });
  return tablet;
}

describe('reporting a reaction', () => {
  it('saves nothing before it says what is missing, and one report of a double tap', async () => {
    const tablet = await dosedTablet();
    const model = createAefiModel(tablet, tablet.people.value[0]!.key);
    await model.save();
    expect(Object.keys(model.faults.value).sort()).toEqual(['severity', 'symptoms']);
    expect(tablet.room.reports).toEqual([]);
    model.change({ symptoms: ['breathless', 'rash'] });
    expect(model.suggested.value).toBe('serious');
    model.change({ severity: 'serious', actions: ['adrenaline'], referral: 'rural-hospital' });
    await Promise.all([model.save(), model.save()]);
    await model.save();
    expect(tablet.room.reports).toHaveLength(1);
    expect(tablet.room.reports[0]).toMatchObject({
      severity: 'serious',
      doseEvent: tablet.people.value[0]!.folded.doses[0]!.ref,
      referredTo: 'rural-hospital',
      onsetAt: fakeNow,
    });
    expect(model.saved.value?.severity).toBe('serious');
  });

  it('keeps what was typed while the screen is locked, and says so', async () => {
    const tablet = await dosedTablet();
    const model = createAefiModel(tablet, tablet.people.value[0]!.key);
    expect(model.unsaved()).toBeNull();
    model.change({ symptoms: ['other'], otherSymptoms: 'numb arm' });
    await tablet.lock();
    expect(model.form.value.otherSymptoms).toBe('numb arm');
    expect(model.unsaved()).toEqual({ key: 'broken.aefiForm' });
  });

  it('names the report that a follow-up follows', async () => {
    const tablet = await dosedTablet();
    const model = createAefiModel(tablet, tablet.people.value[0]!.key);
    model.change({ symptoms: ['fever'], severity: 'minor' });
    await model.save();
    model.addFollowUp();
    model.change({ symptoms: ['fever'], severity: 'serious', outcome: 'in-hospital' });
    await model.save();
    const [first] = tablet.people.value[0]!.folded.aefiReports;
    expect(tablet.room.reports[1]!.follows).toEqual(first!.ref);
  });

  it('says when the disk is full, and keeps the form', async () => {
    const tablet = await dosedTablet();
    const model = createAefiModel(tablet, tablet.people.value[0]!.key);
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    model.change({ symptoms: ['fever'], severity: 'minor' });
    await model.save();
    expect(model.saved.value).toBeNull();
    expect(model.saving.problem.value).toMatchObject({ why: 'storage-full' });
    expect(model.form.value.symptoms).toEqual(['fever']);
  });

  it('takes the report of a person who died', async () => {
    const tablet = await dosedTablet();
    const model = createAefiModel(tablet, tablet.people.value[0]!.key);
    model.change({
      symptoms: ['other'],
      otherSymptoms: 'found at home',
      outcome: 'died',
      severity: 'death',
      onset: 'day',
      onsetDay: '2021-05-20',
      source: 'family',
    });
    expect(model.suggested.value).toBe('death');
    expect(model.isBeforeDose.value).toBe(true);
    await model.save();
    expect(tablet.room.reports[0]).toMatchObject({ severity: 'death', onsetPrecision: 'day' });
  });

  it('finds the person by token and by name, and only people with a dose', async () => {
    const tablet = await dosedTablet();
    const whom = createWhomModel(tablet);
    expect(whom.found.value).toHaveLength(1);
    whom.type(tokenOf(tablet.people.value[0]!.folded.doses[0]!.ref));
    expect(whom.found.value).toHaveLength(1);
    whom.type('nobody');
    expect(whom.found.value).toEqual([]);
  });
});
