import { expect, it } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { createLink, linkProfiles, type LinkProfile } from './link-model.ts';

const plain: LinkProfile = {
  name: 'plain',
  upBitsPerSecond: 80_000,
  downBitsPerSecond: 160_000,
  roundTripMs: 1_000,
  jitterMs: 0,
  lossShare: 0,
  stall: null,
};

it('takes the time of its bytes and half a round trip, each way at its own rate', () => {
  const link = createLink(plain, createDice(1));
  expect(link.arrival('up', 960, 0)).toBe(100 + 500);
  expect(link.arrival('down', 960, 0)).toBe(50 + 500);
});

it('lets packets wait for each other: two are never faster than the rate', () => {
  const link = createLink(plain, createDice(1));
  expect(link.arrival('up', 960, 0)).toBe(600);
  expect(link.arrival('up', 960, 0)).toBe(700);
  expect(link.arrival('up', 960, 5_000)).toBe(5_600);
});

it('opens a connection only after the handshakes of TCP and TLS', () => {
  expect(createLink(plain, createDice(1)).opened(0)).toBe(2_000);
});

it('sends a lost packet again after the retransmission time', () => {
  const lossy = createLink({ ...plain, lossShare: 1 }, createDice(1));
  // Five losses in a row, each waiting twice as long as the one before.
  expect(lossy.arrival('up', 960, 0)).toBe(600 + 2_000 * 31);
});

it('loses the share that it says', () => {
  const link = createLink({ ...plain, lossShare: 0.03 }, createDice(3));
  const packets = 20_000;
  let late = 0;
  for (let i = 0; i < packets; i++)
    if (link.arrival('up', 10, i * 10_000) > i * 10_000 + 506) late++;
  expect(late / packets).toBeGreaterThan(0.025);
  expect(late / packets).toBeLessThan(0.035);
});

it('passes nothing during a stall, and stalls about as often as it says', () => {
  const stall = { ms: 20_000, everyMs: 120_000 };
  const link = createLink({ ...plain, stall }, createDice(4));
  let held = 0;
  const packets = 5_000;
  for (let i = 0; i < packets; i++) {
    const at = i * 1_000;
    const late = link.arrival('up', 10, at) - at - 505;
    expect(late).toBeLessThanOrEqual(20_001);
    if (late > 1) held++;
  }
  // Twenty seconds of every hundred and forty.
  expect(held / packets).toBeGreaterThan(0.1);
  expect(held / packets).toBeLessThan(0.19);
});

it('is the same link for the same seed', () => {
  const run = (seed: number): number[] => {
    const link = createLink(linkProfiles.edge, createDice(seed));
    return Array.from({ length: 50 }, (_, i) => link.arrival('up', 1_000, i * 500));
  };
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
});
