// Owns a strategy: guess, look at the verdict, put the tablet back to before the guess, and guess again under the same number.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { lookAlikes, subjectOf, type Strategy } from '../strategy.ts';

const rounds = 3;

export const editedLog: Strategy = {
  name: 'editing the log after a refused guess',
  stoppedBy: 'another branch is seen as a copied tablet, and every code ever tried counts',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses * rounds + 20,
  play: async ({ room, tablet, tab, doses, forge, deliver }) => {
    await openVial(tab, 'A1');
    await deliver(tab);
    const before = tablet.disk.state();
    for (let round = 0; round < rounds; round++) {
      if (round > 0) {
        tablet.killTabs();
        tablet.disk.restore(before);
      }
      const again = round === 0 ? tab : await tablet.openTab();
      if (round > 0) await again.unlock('st-1');
      for (const [i, person] of again.appointments().slice(0, doses).entries()) {
        if (i % 10 === 0) await openVial(again, `E${round * 100 + i / 10 + 1}`);
        const subject = subjectOf(person);
        const guesses = lookAlikes(person.codeTag!);
        const code = await tryCode(again, subject, guesses[(round * 31 + i) % guesses.length]!);
        const vial = `E${round * 100 + Math.floor(i / 10) + 1}`;
        const ref = await giveDose(again, subject, { vial, code });
        // The first guess is the strategy of guessing; what editing adds to it is what counts here.
        if (round > 0) forge(ref);
      }
      await deliver(again);
    }
    await room.loop.sleep(60);
  },
};
