// Owns a strategy: people said their code and went away undosed; after closing time their doses are written in.

import { closeSession, giveDose, openVial, tryCode } from '../acts.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const afterHours: Strategy = {
  name: 'after hours, with codes left over from the day',
  stoppedBy: 'the session’s closing ends every code that no dose had used',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 20,
  play: async (hand) => {
    const { room, tab, list, forge, deliver } = hand;
    const people = list();
    const codes = [];
    for (const person of people)
      codes.push(await tryCode(tab, subjectOf(person), overheard(hand, person)));
    for (let i = 0; i < people.length; i += 10) await openVial(tab, vialOf(i));
    await closeSession(tab, codes.at(-1)!, 0);
    await room.loop.sleep(13 * 3_600);
    for (const [i, person] of people.entries())
      forge(await giveDose(tab, subjectOf(person), { vial: vialOf(i), code: codes[i]! }));
    await deliver();
  },
};
