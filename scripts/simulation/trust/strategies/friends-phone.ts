// Owns a strategy: people who do not exist, as walk-ins on the phone of a friend who was not asked.

import { giveDose, openVial, registerWalkIn } from '../acts.ts';
import { vialOf, type Strategy } from '../strategy.ts';

export const friendsPhone: Strategy = {
  name: 'walk-ins on a friend’s phone',
  stoppedBy: 'waits for the word of that phone',
  holder: 'none',
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ tab, doses, forge, deliver }) => {
    for (let i = 0; i < doses; i++) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = await registerWalkIn(tab, '9876543210');
      forge(await giveDose(tab, subject, { vial: vialOf(i), withoutCode: 'walk-in' }));
    }
    await deliver();
  },
};
