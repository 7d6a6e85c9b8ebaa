// Owns a strategy: buyers who were never vaccinated give the word of their own phones, as many as can be found.

import { walkInKey } from '../../../../schemas/events/event.ts';
import { giveDose, openVial, registerWalkIn } from '../acts.ts';
import { room as centre } from '../room.ts';
import { vialOf, type Strategy } from '../strategy.ts';

const portion = 5;
/** What the district issued: half of what is sold. */
const issuedFor = (doses: number): number => Math.floor(doses / 20) * 10;

export const payingAccomplice: Strategy = {
  name: 'a paying accomplice (willing holder of a phone)',
  stoppedBy: 'nothing but the stock: no code can see it',
  holder: 'willing',
  gainMax: (doses) => issuedFor(doses) + issuedFor(doses) / 10,
  bookings: () => 0,
  issued: issuedFor,
  play: async ({ room, tab, doses, forge, deliver }) => {
    for (let i = 0; i < doses; i += portion) {
      const sold = [];
      for (let j = i; j < Math.min(i + portion, doses); j++) {
        if (j % 10 === 0) await openVial(tab, vialOf(j));
        const subject = await registerWalkIn(tab, `98${String(10_000_000 + j)}`);
        const ref = await giveDose(tab, subject, { vial: vialOf(j), withoutCode: 'walk-in' });
        forge(ref);
        sold.push({ subject, ref });
      }
      await deliver();
      for (const { subject, ref } of sold)
        await room.giveWord(centre, walkInKey(subject.walkIn), ref);
    }
  },
};
