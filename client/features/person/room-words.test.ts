import { expect, it } from 'vitest';
import { fakePerson } from '../../testing/fake-people.ts';
import type { RecordPlace } from '../../tablet.ts';
import { roomDoubt } from './room-words.ts';

const now = 1_621_573_200;
const people = (place: RecordPlace) => [
  { ...fakePerson(1), dosePlaces: [{ ref: { log: 'a', seq: 1, h: 'AAAAAAAAAAA' }, place }] },
];
const offline = (secondsAgo: number) =>
  ({ state: 'offline', lastExchangeAt: now - secondsAgo, unsent: 3 }) as const;

it('says since when nothing was heard of the other tablets, before a second dose for one person', () => {
  expect(roomDoubt(people('from-other-tablet'), offline(3_600), now)).toEqual({
    asOf: now - 3_600,
  });
});

it('says nothing while the tablets see each other, nor where this one works alone', () => {
  expect(roomDoubt(people('from-other-tablet'), offline(60), now)).toBeNull();
  expect(roomDoubt(people('saved-here'), offline(3_600), now)).toBeNull();
});
