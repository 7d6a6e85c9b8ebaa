// Owns a strategy: a booking's code, told by the person whose phone got it, is stated for somebody else.

import { giveDose, openVial, registerWalkIn, stateBooking } from '../acts.ts';
import { bookElsewhere, type BookedElsewhere } from '../booked-elsewhere.ts';
import { room as centre } from '../room.ts';
import { vialOf, type Strategy } from '../strategy.ts';

/** Another name, another year, and both: whatever a buyer needs on the card. */
const buyers: readonly ((booked: BookedElsewhere) => { name: string; birthYear: number })[] = [
  ({ birthYear }) => ({ name: 'Deepak Kulkarni', birthYear }),
  ({ name, birthYear }) => ({ name, birthYear: birthYear + 1 }),
  ({ birthYear }) => ({ name: 'Sunita Devi', birthYear: birthYear - 20 }),
];

export const statedOtherName: Strategy = {
  name: 'a stated booking under another name (code told by a willing phone)',
  stoppedBy:
    'a right code counts for the booked name and year alone; the rest wait for their own word',
  holder: 'willing',
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ room, tab, doses, forge, deliver }) => {
    for (const [i, booked] of (await bookElsewhere(room, doses)).entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const phone = `98${String(10_000_000 + i)}`;
      const who = buyers[i % buyers.length]!(booked);
      const subject = await registerWalkIn(tab, phone, centre, who);
      const code = await stateBooking(tab, subject, booked.referenceId, booked.code);
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
  },
};
