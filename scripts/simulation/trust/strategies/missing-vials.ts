// Owns a strategy: codes overheard at the gate, and vials that nobody opened, or of a batch that never came to the centre.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { overheard, subjectOf, type Strategy } from '../strategy.ts';

export const missingVials: Strategy = {
  name: 'vials that do not exist (codes overheard)',
  stoppedBy: 'an unknown vial waits; an unknown batch is one task for the batch',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 10,
  play: async (hand) => {
    const { tab, list, forge, deliver } = hand;
    await openVial(tab, 'B1', 'NEVER-SENT');
    for (const [i, person] of list().entries()) {
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      const vial = i % 2 === 0 ? `Z${1 + (i % 9)}` : 'B1';
      const vaccineBatch = i % 2 === 0 ? 'B1' : 'NEVER-SENT';
      forge(await giveDose(tab, subject, { vial, code, vaccineBatch }));
    }
    await deliver();
  },
};
