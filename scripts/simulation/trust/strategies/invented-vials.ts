// Owns a strategy: codes overheard at the gate, and vials that are only written down, of a batch that did come.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const inventedVials: Strategy = {
  name: 'more vials than the batch had (codes overheard)',
  stoppedBy: 'past what was issued all doses of the batch wait: one task for the batch',
  holder: 'none',
  bookings: (doses) => Math.max(doses, 12),
  issued: () => 10,
  play: async (hand) => {
    const { tab, list, forge, deliver } = hand;
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
  },
};
