// Owns a strategy: codes overheard at the gate, and all doses from one vial that was really opened.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { overheard, subjectOf, type Strategy } from '../strategy.ts';

export const overdrawnVial: Strategy = {
  name: 'overdrawing one vial (codes overheard)',
  stoppedBy: 'past nominal and tolerance all its doses wait: one task for the vial',
  holder: 'none',
  bookings: (doses) => Math.max(doses, 12),
  issued: (doses) => doses + 100,
  play: async (hand) => {
    const { tab, list, forge, deliver } = hand;
    await openVial(tab, 'A1');
    for (const person of list()) {
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      forge(await giveDose(tab, subject, { vial: 'A1', code }));
    }
    await deliver();
  },
};
