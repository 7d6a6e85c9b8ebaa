// Owns the closing at the table: counts, scanned tablets counted once, the in-charge's PIN, and opening again.

import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeServices } from '../../testing/fake-services.ts';
import { fakeNow } from '../../testing/fake-now.ts';
import { createFakeTablet, fakePin, type FakeTablet } from '../../testing/fake-tablet.ts';
import { encodeClosingCode } from '../../room/closing-code.ts';
import { createCloseModel, type CloseModel } from './close-model.ts';

const otherTablet = {
  log: 'JKMNPQRS.12345678',
  upToSeq: 90,
  doses: 7,
  doseCounts: [{ product: 'COVISHIELD', doseNumber: 1, doses: 7 }],
  vials: [],
};
const codeOf = (centreId = 46_420, vaccinationSession = 'vs-demo') =>
  encodeClosingCode({ centreId, vaccinationSession, accounts: [otherTablet] });

let tablet: FakeTablet;
let model: CloseModel;

beforeEach(async () => {
  tablet = createFakeTablet(6);
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  for (const i of [0, 1, 2]) {
    const [person, vial] = [tablet.people.value[i]!, tablet.vials.value[0]!];
    await tablet.recordDose({ person, vial, doseNumber: 1, code: null });
  }
  model = createCloseModel(tablet, createFakeServices(tablet).scanner);
});

describe('the closing of a session', () => {
  it('says what was given, who still waits, who never came, and what is not sent', () => {
    expect(model.totals.value.dosesInAll).toBe(3);
    expect(model.remaining.value).toEqual({ stillObserved: 3, notSeen: 3, unsent: 4 });
    expect(model.totals.value.vaccineBatches[0]).toMatchObject({
      vialsOpened: 1,
      dosesNominal: 10,
      dosesDrawn: 3,
    });
    tablet.now.value = fakeNow + 1_801;
    expect(model.remaining.value.stillObserved).toBe(0);
  });

  it('adds another tablet by its code once, and says when it knew it already', () => {
    model.takeCode(codeOf());
    expect(model.totals.value.dosesInAll).toBe(10);
    expect(model.scanResult.value).toMatchObject({ key: 'close.scan.added', values: { count: 7 } });
    model.takeCode(codeOf());
    expect(model.totals.value.dosesInAll).toBe(10);
    expect(model.scanResult.value).toEqual({ key: 'close.scan.known' });
  });

  it('takes no code of another session or centre, no payment code, and not its own twice', () => {
    model.takeCode(codeOf(1));
    expect(model.scanResult.value).toEqual({ key: 'close.scan.other-session' });
    model.takeCode(codeOf(46_420, 'vs-yesterday'));
    expect(model.scanResult.value).toEqual({ key: 'close.scan.other-session' });
    model.takeCode('upi://pay?pa=x@y');
    expect(model.scanResult.value).toEqual({ key: 'close.scan.not-a-closing-code' });
    model.takeCode(model.code.value);
    expect(model.scanResult.value).toEqual({ key: 'close.scan.known' });
    expect(model.totals.value.dosesInAll).toBe(3);
  });

  it('is signed with the in-charge’s PIN, and not with a wrong one', async () => {
    expect(model.inCharge.value.map((person) => person.staffId)).toEqual(['st-3']);
    model.chooseSigner('st-3');
    await model.sign();
    expect(model.pinFault.value).toEqual({ key: 'unlock.typePin' });
    model.typePin('000111');
    await model.sign();
    expect(model.pinFault.value?.key).toBe('unlock.wrong');
    expect(model.state.value).toBeNull();
    model.typePin(fakePin);
    await model.sign();
    expect(tablet.stage.value).toMatchObject({ stage: 'unlocked', staff: { staffId: 'st-3' } });
    expect(model.state.value?.phase).toBe('closed');
    expect(model.state.value?.closed[0]!.body).toMatchObject({ notSeen: 3, stillObserved: 3 });
  });

  it('is opened again by an event with a reason; the closing stays on record', async () => {
    model.chooseSigner('st-3');
    model.typePin(fakePin);
    await model.sign();
    await model.reopen('more-people');
    expect(model.state.value?.phase).toBe('open');
    expect(model.state.value?.closed).toHaveLength(1);
    expect(model.state.value?.opened[0]!.body.reason).toBe('more-people');
    await model.reopen('more-people');
    expect(model.state.value?.opened).toHaveLength(1);
  });

  it('is one closing of a double tap, and none when nothing could be saved', async () => {
    model.chooseSigner('st-3');
    model.typePin(fakePin);
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    await model.sign();
    expect(model.state.value).toBeNull();
    expect(model.saving.problem.value).toMatchObject({ why: 'storage-full' });
    tablet.answers.save = null;
    model.typePin(fakePin);
    await Promise.all([model.sign(), model.sign()]);
    expect(model.state.value?.closed).toHaveLength(1);
  });

  it('says when the camera is denied', async () => {
    model.scan();
    await model.readFrom({} as HTMLVideoElement);
    expect(model.isScanning.value).toBe(false);
    expect(model.scanResult.value).toEqual({ key: 'scan.camera-denied' });
  });
});
