// Owns a strategy: a copy of the tablet guesses too, so that each no-show gets two tries.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { lookAlikes, subjectOf, type Strategy } from '../strategy.ts';

export const copiedTablet: Strategy = {
  name: 'a copied tablet, each copy guessing',
  stoppedBy:
    'two codes for one person are one too many, whichever tablet tried them; a copy is held',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses * 2 + 20,
  play: async ({ room, tablet, tab, doses, forge, deliver }) => {
    await openVial(tab, 'A1');
    await room.deliver(tab);
    tab.kill();
    const copy = tablet.copy('copy');
    const tabs = [await tablet.openTab(), await copy.openTab()];
    for (const [which, one] of tabs.entries()) {
      await one.unlock('st-1');
      for (const [i, person] of one.appointments().slice(0, doses).entries()) {
        const subject = subjectOf(person);
        const guesses = lookAlikes(person.codeTag!);
        const code = await tryCode(one, subject, guesses[(which * 13 + i) % guesses.length]!);
        const ref = await giveDose(one, subject, { vial: 'A1', code });
        // The first guess is the strategy of guessing; what the copy adds to it is what counts here.
        if (which > 0) forge(ref);
      }
    }
    for (const one of tabs) await deliver(one);
    for (const one of tabs) one.kill();
  },
};
