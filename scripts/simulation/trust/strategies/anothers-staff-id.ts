// Owns a strategy: people without a phone need two proved staff members, so the second one's name is written without their PIN.

import { closeSession, giveDose, openVial, registerWalkIn, save } from '../acts.ts';
import { vialOf, type Strategy } from '../strategy.ts';

export const anothersStaffId: Strategy = {
  name: 'another’s staff id, for people without a phone',
  stoppedBy: 'a name without that person’s own key is claimed, not proved',
  holder: 'none',
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ tab, doses, forge, deliver }) => {
    for (let i = 0; i < doses; i++) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      await save(tab, {
        kind: 'signed-in',
        subject: { tablet: true },
        body: { staffId: 'st-2', signature: null },
      });
      const subject = await registerWalkIn(tab, null);
      await tab.lock();
      await tab.unlock('st-1');
      forge(await giveDose(tab, subject, { vial: vialOf(i), withoutCode: 'no-phone' }));
    }
    const last = await openVial(tab, 'Z9');
    await closeSession(tab, last, doses);
    await deliver();
  },
};
