// Owns what the desk's page of persons does without a screen: what is read and when, decisions with a note, a phone put in anew.

import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeDesk, type FakeDesk } from '../testing/fake-desk-client.ts';
import { createSteppedTime } from '../testing/stepped-time.ts';
import { createPeopleModel, peopleRefreshMilliseconds, type PeopleModel } from './people-model.ts';

describe('persons and messages at the desk', () => {
  let desk: FakeDesk;
  let time: ReturnType<typeof createSteppedTime>;
  const create = (mayDecide: boolean): PeopleModel =>
    createPeopleModel({
      client: desk.client,
      time,
      watch: (answer) => answer,
      mayDecide,
      chooseDay: (day) => void desk.calls.push(['chooseDay', day]),
    });
  beforeEach(() => {
    desk = createFakeDesk();
    time = createSteppedTime();
  });
  const names = (): string[] => desk.calls.map(([name]) => name);
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('reads no person for whoever does not decide', async () => {
    const model = create(false);
    model.open();
    await settled();
    expect(names()).toEqual(['messages']);
    expect(model.messages.value?.messages).toHaveLength(2);
    model.close();
  });

  it('asks again for messages by itself, and never by itself for persons', async () => {
    const model = create(true);
    model.open();
    await settled();
    time.step(peopleRefreshMilliseconds / 1000);
    await settled();
    expect(names()).toEqual(['messages', 'requests', 'messages']);
    expect(desk.calls.at(-1)).toEqual(['messages', 'ready', 'by-itself']);
    model.close();
  });

  it('opens the words of one message only when asked, and closes them when it is decided', async () => {
    const model = create(true);
    model.open();
    await settled();
    await model.read('m-1');
    expect(model.opened.value?.text.to).toBe('9812345678');
    await model.decide('m-1', 'sent');
    expect(model.opened.value).toBeNull();
    expect(desk.calls).toContainEqual(['decideMessage', { messageId: 'm-1', decision: 'sent' }]);
    model.close();
  });

  it('shows the states that have messages, and always those that did not go', async () => {
    const model = create(true);
    await model.refresh();
    expect(model.states.value).toEqual([
      { state: 'ready', count: 2 },
      { state: 'sent', count: 7 },
      { state: 'failed', count: 0 },
    ]);
    model.chooseState('failed');
    await settled();
    expect(desk.calls.at(-1)).toEqual(['messages', 'failed', undefined]);
  });

  it('decides a correction only with a note', async () => {
    const model = create(true);
    await model.refresh();
    await model.decideRequest('r-2', 'accepted');
    expect(model.isNoteMissing.value).toBe(true);
    expect(names()).not.toContain('decideRequest');
    model.typeNote(' seen the PAN ');
    await model.decideRequest('r-2', 'accepted');
    expect(desk.calls).toContainEqual([
      'decideRequest',
      { requestId: 'r-2', decision: 'accepted', note: 'seen the PAN' },
    ]);
    expect(model.note.value).toBe('');
  });

  it('puts in a phone only when every field has its form', async () => {
    const { phone } = create(true);
    await phone.begin();
    await phone.send();
    expect(phone.faults.value).toEqual(['centreId', 'findBy', 'birthYear', 'mobileNumber', 'note']);
    phone.type({
      centreId: '101',
      findBy: '9812345678',
      birthYear: '1985',
      mobileNumber: '9700000001',
      note: 'came in person',
    });
    await phone.send();
    expect(desk.calls.at(-1)).toEqual([
      'changePhone',
      {
        centreId: 101,
        findBy: '9812345678',
        birthYear: 1985,
        mobileNumber: '9700000001',
        note: 'came in person',
      },
    ]);
    expect([phone.answer.value, phone.isOpen.value]).toEqual(['changed', false]);
  });

  it('makes the booking codes of a day for every centre of the places', async () => {
    const { codes } = create(true);
    await codes.make();
    expect(codes.isNoDay.value).toBe(true);
    codes.typeDay('2021-05-22');
    await codes.make();
    const asked = desk.calls.filter(([name]) => name === 'makeBookingCodes');
    expect(asked).toHaveLength(desk.day.centres.length);
    expect(codes.made.value).toBe(3 * asked.length);
  });

  it('sends a record that was given up again, and looks at the list anew', async () => {
    const { deliveries } = create(true);
    await deliveries.load();
    const [dead] = deliveries.list.value!.deliveries;
    await deliveries.sendAgain(dead!);
    expect(names()).toEqual(['deliveries', 'sendAgain', 'deliveries']);
    expect(desk.calls[1]![1]).toMatchObject({ centreId: 101, doseKey: dead!.doseKey });
    expect([deliveries.isStale.value, deliveries.fault.value]).toEqual([false, null]);
    deliveries.forget();
    expect(deliveries.list.value).toBeNull();
  });
});
