import { describe, expect, it } from 'vitest';
import { createFakeTablet, type FakeTablet } from '../../testing/fake-tablet.ts';
import { createPersonModel, type PersonModel } from './person-model.ts';

const vial = {
  vaccinationSession: 'vs-demo',
  name: 'A1',
  product: 'COVISHIELD',
  vaccineBatch: '4121Z025',
  expiry: null,
  dosesNominal: 10,
};

/** The right code of the n-th made-up booking is n. */
async function atTheTable(
  position = 2,
): Promise<{ tablet: FakeTablet; model: PersonModel; code: string }> {
  const tablet = createFakeTablet();
  await tablet.openVial(vial);
  const model = createPersonModel(tablet, tablet.people.value[position - 1]!.key, () => 'mr');
  return { tablet, model, code: String(position).padStart(4, '0') };
}

async function checkedIn(position = 2) {
  const table = await atTheTable(position);
  await table.model.check.recordAllNormal(table.model.person.value!);
  return table;
}

async function typed(model: PersonModel, digits: string): Promise<void> {
  model.code.type(digits);
  await model.code.submit(model.person.value!);
}

async function readyForDose(position = 2) {
  const table = await checkedIn(position);
  await typed(table.model, table.code);
  return table;
}

describe('the flow of a booked person', () => {
  it('goes from check to code to dose to given', async () => {
    const { model, code } = await atTheTable();
    expect(model.step.value).toBe('check');
    await model.check.recordAllNormal(model.person.value!);
    expect(model.step.value).toBe('code');
    await typed(model, code);
    expect(model.step.value).toBe('dose');
    await model.saveDose();
    expect(model.step.value).toBe('given');
  });

  it('notes the language in which the questions were asked', async () => {
    const { model } = await checkedIn();
    expect(model.person.value!.folded.checkedIn[0]!.body).toMatchObject({
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
    });
  });

  it('records one dose when the button is tapped twice', async () => {
    const { tablet, model } = await readyForDose();
    await Promise.all([model.saveDose(), model.saveDose()]);
    await model.saveDose();
    expect(tablet.calls.filter((call) => call === 'recordDose')).toHaveLength(1);
  });

  it('relies on the code event that matched, also after the screen was left', async () => {
    const { tablet, model } = await readyForDose();
    const again = createPersonModel(tablet, model.person.value!.key, () => 'mr');
    expect(again.proof.value).toEqual({
      proof: 'code',
      code: model.person.value!.folded.codesTried[0]!.ref,
    });
    expect(again.step.value).toBe('dose');
  });
});

describe('the security code', () => {
  it('records a wrong code as a try and lets the person try again', async () => {
    const { tablet, model, code } = await checkedIn();
    await typed(model, '9998');
    expect(model.code.answer.value?.key).toBe('code.wrong');
    expect(tablet.calls).toContain('recordCodeTry');
    await typed(model, code);
    expect(model.proof.value.proof).toBe('code');
  });

  it('does not record a six-digit OTP as a try', async () => {
    const { tablet, model } = await checkedIn();
    await typed(model, '123456');
    expect(model.code.answer.value?.key).toBe('code.six-digit-otp');
    expect(tablet.calls).not.toContain('recordCodeTry');
  });

  it('says when the digits are the end of the reference number', async () => {
    const { model } = await checkedIn();
    await typed(model, model.person.value!.referenceId!.slice(-4));
    expect(model.code.answer.value?.key).toBe('code.end-of-reference-id');
  });

  it('keeps the digits typed when the try could not be saved', async () => {
    const { tablet, model, code } = await checkedIn();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-failed' };
    await typed(model, code);
    expect(model.code.typed.value).toBe(code);
    expect(model.step.value).toBe('code');
  });

  it('takes the next digits while the try before is still being saved', async () => {
    const { tablet, model, code } = await checkedIn();
    model.code.type('9998');
    const first = model.code.submit(model.person.value!);
    expect(model.code.answer.value?.key).toBe('code.wrong');
    expect(model.code.saving.isBusy.value).toBe(true);
    model.code.type(code);
    await Promise.all([first, model.code.submit(model.person.value!)]);
    expect(model.code.wrongTries.value).toBe(1);
    expect(model.proof.value.proof).toBe('code');
    expect(tablet.calls.filter((call) => call === 'recordCodeTry')).toHaveLength(2);
  });

  it('is one try when the button is tapped twice', async () => {
    const { tablet, model } = await checkedIn();
    model.code.type('9998');
    await Promise.all([
      model.code.submit(model.person.value!),
      model.code.submit(model.person.value!),
    ]);
    expect(tablet.calls.filter((call) => call === 'recordCodeTry')).toHaveLength(1);
    expect(model.code.answer.value?.key).toBe('code.wrong');
  });

  it('can be lost: the dose is recorded with the reason', async () => {
    const { model } = await checkedIn();
    model.code.chooseWithout('lost-sms');
    await model.saveDose();
    expect(model.given.value!.body).toMatchObject({ code: null, withoutCode: 'lost-sms' });
  });
});

describe('a walk-in', () => {
  it('is never asked for a code', async () => {
    const tablet = createFakeTablet();
    await tablet.openVial(vial);
    const body = {
      name: 'Aarti',
      birthYear: 1960,
      gender: 'Female',
      mobileNumber: '9876543210',
      idType: 'pan',
      idLast4: '1234',
      vaccinationSession: 'vs-demo',
      category: 'citizen',
    } as const;
    const registered = await tablet.registerWalkIn(body);
    const model = createPersonModel(tablet, registered.key!, () => 'mr');
    await model.check.recordAllNormal(model.person.value!);
    expect(model.step.value).toBe('dose');
    await model.saveDose();
    expect(model.given.value!.body.withoutCode).toBe('walk-in');
  });
});

describe('what cannot be saved', () => {
  it('is said, and everything chosen stays', async () => {
    const { tablet, model } = await readyForDose();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    await model.saveDose();
    expect(model.saving.problem.value).toEqual({ outcome: 'not-saved', why: 'storage-full' });
    expect(model.step.value).toBe('dose');
    tablet.answers.save = null;
    await model.saveDose();
    expect(model.step.value).toBe('given');
  });

  it('asks first when another tablet gave this dose, and records it only when told so', async () => {
    const { tablet, model } = await readyForDose();
    await model.saveDose();
    model.recordAnother();
    await model.saveDose();
    expect(model.saving.problem.value).toEqual({ outcome: 'ask-first', why: 'already-dosed' });
    await model.saveDose('already-dosed');
    expect(tablet.calls.filter((call) => call === 'recordDose')).toHaveLength(2);
  });
});

describe('taking a dose back', () => {
  it('is seen at once when another tablet did it, and the dose can be given anew', async () => {
    const { tablet, model } = await readyForDose();
    await model.saveDose();
    const { ref } = model.given.value!;
    await tablet.enterInError(model.person.value!, ref, 'wrong-person');
    expect(model.given.value).toBeNull();
    expect(model.step.value).toBe('dose');
  });
  it('is open for two minutes and marks the record, deleting nothing', async () => {
    const { tablet, model } = await readyForDose();
    await model.saveDose();
    expect(model.undoSecondsLeft.value).toBe(120);
    tablet.now.value += 119;
    expect(model.undoSecondsLeft.value).toBe(1);
    // The clock was set back meanwhile.
    tablet.now.value -= 86_400;
    expect(model.undoSecondsLeft.value).toBe(120);
    await model.undo();
    expect(model.step.value).toBe('dose');
    expect(model.person.value!.folded.doses).toHaveLength(1);
    expect(model.person.value!.folded.doses[0]!.enteredInError).not.toBeNull();
  });
});

describe('not today', () => {
  it('needs a reason, and lets the person come back', async () => {
    const { model } = await atTheTable();
    expect(await model.notToday.record(model.person.value!)).toBe(false);
    expect(model.notToday.fault.value).toBe('reason-missing');
    model.notToday.chooseReason('fever');
    model.notToday.chooseNext('week');
    expect(await model.notToday.record(model.person.value!)).toBe(true);
    expect(model.step.value).toBe('not-today');
    expect(model.person.value!.folded.notToday[0]!.body.nextDate).toBe('2021-05-28');
    model.comeBack();
    expect(model.step.value).toBe('check');
  });

  it('refuses a day to come again that has passed', async () => {
    const { model } = await atTheTable();
    model.notToday.chooseReason('fever');
    model.notToday.typeNextDate('2021-05-20');
    expect(await model.notToday.record(model.person.value!)).toBe(false);
    expect(model.notToday.fault.value).toBe('date-wrong');
  });
});

describe('a slip', () => {
  it('that is read before the check counts once the check is done, and not before', async () => {
    const { tablet, model } = await atTheTable();
    await model.code.readSlip('slip 2');
    expect(model.code.hasSlip.value).toBe(true);
    expect(model.isSlipDue.value).toBe(false);
    await model.check.recordAllNormal(model.person.value!);
    expect(model.isSlipDue.value).toBe(true);
    await model.code.useSlip(model.person.value!);
    expect(model.step.value).toBe('dose');
    expect(model.proof.value.proof).toBe('code');
    expect(model.isSlipDue.value).toBe(false);
    expect(tablet.calls.filter((call) => call === 'recordSlip')).toHaveLength(1);
  });

  it('of somebody else is put down again: nothing is written, nothing is in hand', async () => {
    const { tablet, model } = await checkedIn();
    await model.code.readSlip('slip 3');
    expect(model.code.answer.value?.key).toBe('slip.somebody-else');
    await model.code.useSlip(model.person.value!);
    expect(model.step.value).toBe('code');
    expect(tablet.calls).not.toContain('recordSlip');
  });

  it('takes the place of a reason why there is no code', async () => {
    const { model } = await checkedIn();
    model.code.chooseWithout('lost-sms');
    await model.code.readSlip('slip 2');
    expect(model.isSlipDue.value).toBe(true);
    await model.code.useSlip(model.person.value!);
    expect(model.proof.value.proof).toBe('code');
  });

  it.each([
    'not-a-slip',
    'not-ours',
    'other-centre',
    'changed',
    'not-on-list',
    'cannot-check',
  ] as const)(
    'that does not count is refused in plain words: %s; digits go on',
    async (outcome) => {
      const { model, code } = await checkedIn();
      await model.code.readSlip(outcome);
      expect(model.code.answer.value?.key).toBe(`slip.${outcome}`);
      await typed(model, code);
      expect(model.step.value).toBe('dose');
    },
  );

  it('is still in hand when the disk refused it', async () => {
    const { tablet, model } = await checkedIn();
    await model.code.readSlip('slip 2');
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    await model.code.useSlip(model.person.value!);
    expect(model.code.saving.problem.value).toEqual({ outcome: 'not-saved', why: 'storage-full' });
    expect(model.step.value).toBe('code');
  });
});
