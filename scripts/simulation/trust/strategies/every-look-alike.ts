// Owns a strategy: all codes that look right are tried for a person who never came, then the dose is written.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { lookAlikes, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const everyLookAlike: Strategy = {
  name: 'no-shows, every look-alike tried',
  stoppedBy: 'the set rule: more than one code that looks right is held, whichever is right',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 10,
  play: async ({ tab, list, forge, deliver }) => {
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const codes = [];
      for (const guess of lookAlikes(person.codeTag!))
        codes.push(await tryCode(tab, subject, guess));
      forge(await giveDose(tab, subject, { vial: vialOf(i), code: codes.at(-1)! }));
    }
    await deliver();
  },
};
