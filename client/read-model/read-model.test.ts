// Tests the view of the day: union by identity, own events over the feed, places of doses, vials.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { appointmentKey, type SuchiEvent } from '../../schemas/events/event.ts';
import { identityKey, referenceTo } from '../../schemas/log/hash-chain.ts';
import { digest } from '../device/digest.ts';
import { createTestPack } from '../testing/test-pack.ts';
import { createCaseIndex, type KnownEvent } from './case-index.ts';
import { createDayModel } from './day-model.ts';
import type { OwnRecord } from './person-row.ts';

const pack = createTestPack(3);
const { appointmentNo, check } = pack.appointments[0]!;
const personKey = appointmentKey(appointmentNo, check);

function known(log: string, seq: number, isOwn: boolean, event: Partial<SuchiEvent>): KnownEvent {
  const full: SuchiEvent = {
    v: 1,
    kind: 'checked-in',
    subject: { appointmentNo, check },
    at: 1_621_580_000 + seq,
    skew: 0,
    app: 's0',
    body: {},
    ...event,
  };
  const hash = bytesToBase64url(digest.sha256(utf8ToBytes(JSON.stringify([log, seq, full.kind]))));
  return {
    identity: { log, seq, hash },
    event: full,
    by: isOwn ? { staffId: 'st-1', proved: false } : null,
    isOwn,
  };
}

const vialBody = { product: 'COVISHIELD', vaccineBatch: 'B1', expiry: null, dosesNominal: 10 };
const vial = (log: string) =>
  known(log, 1, false, {
    kind: 'vial-opened',
    subject: { vaccinationSession: 'vs-1', vial: 'A1' },
    body: vialBody,
  });
const dose = (log: string, seq: number, isOwn: boolean) =>
  known(log, seq, isOwn, {
    kind: 'dose-administered',
    mayDose: true,
    body: {
      doseNumber: 1,
      product: 'COVISHIELD',
      vial: 'A1',
      vaccinationSession: 'vs-1',
      vaccineBatch: 'B1',
      code: null,
      withoutCode: 'lost-sms',
      rules: 'r',
    },
  });
const verdict = (target: KnownEvent, kind: string, seq: number) =>
  known('S1-00000000.7', seq, false, {
    kind,
    mayDose: true,
    body: { doseEvent: referenceTo(target.identity), reasons: [] },
  });

describe('the index of events', () => {
  it('gives the same case whatever order and however often events come', () => {
    const first = dose('AAAAAAAA.AAAAAAAA', 2, true);
    const second = dose('BBBBBBBB.BBBBBBBB', 5, false);
    const events = [
      first,
      second,
      verdict(first, 'confirmed', 1),
      verdict(second, 'held', 2),
      { ...first, isOwn: false, by: null },
    ];
    const whole = createCaseIndex();
    whole.add(events);
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 10 }), (shuffled) => {
        const index = createCaseIndex();
        for (const event of shuffled) index.add([event]);
        expect(index.fold(personKey)).toEqual(whole.fold(personKey));
      }),
    );
    expect(whole.fold(personKey).doses.map((given) => given.state)).toEqual(['confirmed', 'held']);
    expect(whole.fold(personKey).doses[0]!.by).toEqual({ staffId: 'st-1', proved: false });
  });
});

describe('the day', () => {
  it('shows each dose where it is: here, sent, judged, or from another tablet', async () => {
    const mine = dose('AAAAAAAA.AAAAAAAA', 2, true);
    const record: { current: OwnRecord } = { current: { isOnServer: false, word: null } };
    const model = await createDayModel({
      name: 'places',
      pack,
      firstEvents: [vial('BBBBBBBB.BBBBBBBB'), mine],
      ownRecordOf: (key) => (key === identityKey(mine.identity) ? record.current : null),
    });
    const places = () =>
      model.people.value.find((row) => row.key === personKey)!.dosePlaces.map((p) => p.place);
    expect(model.people.value.length).toBe(3);
    expect(places()).toEqual(['saved-here']);
    expect(model.vials.value).toMatchObject([{ name: 'A1', drawn: 1, isOwn: false }]);
    record.current = { isOnServer: true, word: null };
    await model.ownRecordsChanged(['another/1/key']);
    expect(places()).toEqual(['saved-here']);
    await model.ownRecordsChanged([identityKey(mine.identity)]);
    expect(places()).toEqual(['sent']);
    record.current = { isOnServer: true, word: 'quarantined' };
    await model.ownRecordsChanged([identityKey(mine.identity)]);
    expect(places()).toEqual(['being-checked']);
    await model.add([verdict(mine, 'confirmed', 1), dose('BBBBBBBB.BBBBBBBB', 7, false)]);
    expect(places()).toEqual(['confirmed', 'from-other-tablet']);
    expect(model.vials.value[0]!.drawn).toBe(2);
    await model.add([
      known('BBBBBBBB.BBBBBBBB', 8, false, {
        kind: 'entered-in-error',
        mayDose: true,
        body: {
          target: referenceTo(dose('BBBBBBBB.BBBBBBBB', 7, false).identity),
          reason: 'wrong-person',
        },
      }),
    ]);
    expect(model.vials.value[0]!.drawn).toBe(1);
    await model.close();
  });
  it('keeps yesterday’s walk-ins off today’s list', async () => {
    const registration = (seq: number, at: number, vaccinationSession: string) =>
      known('AAAAAAAA.AAAAAAAA', seq, true, {
        kind: 'walk-in-registered',
        subject: { walkIn: 'self' },
        mayDose: true,
        at,
        body: {
          name: `Walk-in ${seq}`,
          birthYear: 1980,
          gender: 'Male',
          mobileNumber: null,
          idType: null,
          idLast4: null,
          vaccinationSession,
          category: 'citizen',
        },
      });
    const today = registration(1, 1_621_580_000, 'vs-1');
    const yesterday = registration(2, 1_621_580_000 - 86_400, 'vs-0');
    const model = await createDayModel({
      name: 'walk-ins',
      pack,
      firstEvents: [today, yesterday],
      ownRecordOf: () => null,
    });
    expect(model.people.value.filter((row) => row.isWalkIn).map((row) => row.name)).toEqual([
      'Walk-in 1',
    ]);
    await model.close();
  });
});
