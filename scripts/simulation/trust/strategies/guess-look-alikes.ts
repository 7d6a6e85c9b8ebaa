// Owns a strategy: doses for booked people who never came, each with one code of those that look right on the tablet.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { lookAlikes, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const guessLookAlikes: Strategy = {
  name: 'no-shows, guessed among look-alikes',
  stoppedBy: 'the set rule: 96 or 97 of 97 or 98 look-alikes are wrong on the server',
  holder: 'none',
  // Judged by its share, not by a number: see fraud-verdict.ts.
  gainMax: (doses) => doses,
  bookings: (doses) => doses,
  issued: (doses) => doses + 10,
  play: async ({ room, tab, list, forge, deliver }) => {
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, room.dice.oneOf(lookAlikes(person.codeTag!)));
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
  },
};
