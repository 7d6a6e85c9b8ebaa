// Owns a strategy: bookings of another centre whose numbers, names and years are known; their codes are guessed, in as few people
// and as many tries as the guesser likes.

import { statedCodesMax } from '../../../../schemas/rules/stated-booking.ts';
import { codeModulus } from '../../../../schemas/rules/security-code.ts';
import { giveDose, openVial, registerWalkIn, stateBooking } from '../acts.ts';
import { bookElsewhere } from '../booked-elsewhere.ts';
import { room as centre } from '../room.ts';
import { vialOf, type Strategy } from '../strategy.ts';

export const statedGuessed: Strategy = {
  name: 'stated bookings, numbers known and codes guessed',
  stoppedBy: `a wrong code is held at once; more than ${statedCodesMax} codes of one person count for nothing`,
  holder: 'none',
  isExposed: true,
  // One guess in 10,000 hits, and three are the most that a person has: two hits in a run are not to be expected.
  gainMax: () => 1,
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ room, tab, doses, forge, deliver }) => {
    /** One guess; as many as are let pass; one of each remainder, so that no look-alike stands beside the right one. */
    const ways: readonly (() => number[])[] = [
      () => [room.dice.below(10_000)],
      () => Array.from({ length: statedCodesMax }, () => room.dice.below(10_000)),
      () =>
        Array.from({ length: codeModulus }, (_, tag) => tag + codeModulus * room.dice.below(97)),
    ];
    for (const [i, booked] of (await bookElsewhere(room, doses)).entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = await registerWalkIn(tab, '9876543210', centre, booked);
      const guesses = ways[i % ways.length]!();
      const said = [];
      for (const guess of guesses)
        said.push(await stateBooking(tab, subject, booked.referenceId, guess));
      forge(await giveDose(tab, subject, { vial: vialOf(i), code: said.at(-1)! }));
    }
    await deliver();
  },
};
