import { expect, it } from 'vitest';
import {
  atLeast,
  atMost,
  beside,
  createContext,
  lessThanPeer,
  moreThanPeer,
  nearPeer,
} from './measure.ts';

it('says of a limit that it is met up to the limit itself, and missed beyond it', () => {
  expect(atMost('bytes', 5_000, 5_000, 'B').verdict).toBe('met');
  expect(atMost('bytes', 5_001, 5_000, 'B').verdict).toBe('MISSED');
  expect(atLeast('rate', 5_000, 5_000, '/s').verdict).toBe('met');
  expect(atLeast('rate', 4_999, 5_000, '/s').verdict).toBe('MISSED');
  expect(atMost('never acknowledged', 0, 0, '')).toMatchObject({
    verdict: 'met',
    against: { ratio: null },
  });
  expect(atMost('never acknowledged', 1, 0, '').verdict).toBe('MISSED');
});

it('holds us to so many times less, near, or more than a peer', () => {
  const peer = { name: 'peer', figure: 400 };
  expect(lessThanPeer('bytes', 10, 'B', peer, 40)).toMatchObject({
    verdict: 'met',
    against: { ratio: 40 },
  });
  expect(lessThanPeer('bytes', 11, 'B', peer, 40).verdict).toBe('MISSED');
  expect(nearPeer('append', 800, 'ms', peer, 2)).toMatchObject({
    verdict: 'met',
    against: { ratio: 2 },
  });
  expect(nearPeer('append', 801, 'ms', peer, 2).verdict).toBe('MISSED');
  expect(moreThanPeer('rate', 800, '/s', peer, 2).verdict).toBe('met');
  expect(moreThanPeer('rate', 799, '/s', peer, 2).verdict).toBe('MISSED');
});

it('never judges what only stands beside', () => {
  expect(beside('answer', 1_000, 'B', { name: 'peer', figure: 1 }).verdict).toBe('beside');
});

it('does shared work once, and ends everything in the opposite order of its beginning', async () => {
  const context = createContext(() => undefined);
  const ended: string[] = [];
  let made = 0;
  const make = async (): Promise<number> => {
    context.atEnd(async () => void ended.push('first'));
    return ++made;
  };
  expect(await Promise.all([context.once('day', make), context.once('day', make)])).toEqual([1, 1]);
  context.atEnd(async () => void ended.push('second'));
  await context.end();
  expect(ended).toEqual(['second', 'first']);
});
