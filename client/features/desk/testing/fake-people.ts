// Owns made-up messages and requests for tests and for looking at the desk's page of persons.

import type { DeskDelivery } from '../../../../schemas/desk-deliveries.ts';
import type { DeskMessage, DeskRequest } from '../../../../schemas/desk-messages.ts';
import type { DeskAnswer } from '../desk-client.ts';
import type { PeopleClient } from '../people/people-client.ts';
import { fakeNow } from './fake-now.ts';

export const fakeMessages: readonly DeskMessage[] = [
  { messageId: 'm-1', kind: 'one-time-code', validUntil: fakeNow + 500 },
  { messageId: 'm-2', kind: 'word-asked', validUntil: null },
].map((part) => ({
  centreName: 'PHC Poynad',
  state: 'ready',
  madeAt: fakeNow - 60,
  settledAt: null,
  settledBy: null,
  nextTryAt: fakeNow - 60,
  attempts: 0,
  problem: null,
  ...part,
}));

const person = { name: 'Sunita Devi', birthYear: 1985, gender: 'Female', mobileLast4: '5678' };
const dose = { day: '2021-05-21', doseNumber: 1, product: 'COVISHIELD', state: 'held' };

export const fakeRequests: readonly DeskRequest[] = [
  {
    requestId: 'r-1',
    kind: 'not-me',
    centreId: 101,
    centreName: 'PHC Poynad',
    madeAt: fakeNow - 300,
    person,
    wanted: null,
    dose,
  },
  {
    requestId: 'r-2',
    kind: 'correction',
    centreId: 101,
    centreName: 'PHC Poynad',
    madeAt: fakeNow - 900,
    person: { ...person, name: 'Ramesh Patil', gender: 'Male' },
    wanted: { name: 'Ramesh Vithal Patil', birthYear: 1958 },
    dose: { ...dose, state: 'confirmed' },
  },
];

const fakeDeliveries: readonly DeskDelivery[] = [
  { state: 'dead' as const, fault: 'USRRES0002', tries: 1, doseKey: 'LOGA/12/AAAAAAAAAAA' },
  { state: 'waiting' as const, fault: 'timeout', tries: 4, doseKey: 'LOGA/14/AAAAAAAAAAA' },
].map((part) => ({
  centreId: 101,
  centreName: 'PHC Poynad',
  action: 'vaccinated' as const,
  queuedAt: fakeNow - 7_200,
  ...part,
}));

type Answer = <Value>(
  name: string,
  args: readonly unknown[],
  value: () => Value,
) => Promise<DeskAnswer<Value>>;

export function createFakePeople(answer: Answer): PeopleClient {
  return {
    messages: (state, asked) =>
      answer('messages', [state, asked], () => ({
        mode: 'outbox' as const,
        counts: { ready: 2, sent: 7 },
        messages: state === 'ready' ? fakeMessages : [],
      })),
    readMessage: (messageId) =>
      answer('readMessage', [messageId], () => ({
        outcome: 'read' as const,
        to: '9812345678',
        text: '012345 opens your page',
      })),
    decideMessage: (decision) =>
      answer('decideMessage', [decision], () => ({ outcome: 'decided' as const })),
    makeBookingCodes: (centreId, day) =>
      answer('makeBookingCodes', [centreId, day], () => ({ made: 3 })),
    requests: () => answer('requests', [], () => fakeRequests),
    decideRequest: (decision) =>
      answer('decideRequest', [decision], () => ({ outcome: 'decided' as const })),
    deliveries: () =>
      answer('deliveries', [], () => ({
        counts: { waiting: 3, sent: 240, dead: 1 },
        deliveries: fakeDeliveries,
      })),
    sendAgain: (of) => answer('sendAgain', [of], () => ({ outcome: 'decided' as const })),
    changePhone: (wanted) =>
      answer('changePhone', [wanted], () => ({ outcome: 'changed' as const })),
  };
}
