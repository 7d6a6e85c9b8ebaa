// Owns a strategy: booked people who never came are said to have lost their SMS.

import { giveDose, openVial } from '../acts.ts';
import { subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const lostSms: Strategy = {
  name: '"lost SMS" for no-shows',
  stoppedBy: 'waits for the word of the person’s own phone',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 10,
  play: async ({ tab, list, forge, deliver }) => {
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const vial = vialOf(i);
      forge(await giveDose(tab, subjectOf(person), { vial, withoutCode: 'lost-sms' }));
    }
    await deliver();
  },
};
