// Owns a strategy: the code of a willing phone is used in the booked name, here as a stated booking and once more at the booking's
// own centre: from its list, or stated there too.

import { giveDose, openVial, registerWalkIn, stateBooking, tryCode } from '../acts.ts';
import { bookElsewhere } from '../booked-elsewhere.ts';
import { issuedBatch, otherRoom, room as centre } from '../room.ts';
import { subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const statedTwice: Strategy = {
  name: 'a stated booking used twice, at two centres (code told by a willing phone)',
  stoppedBy: 'one booking takes one dose: the second is held, and with it the first',
  holder: 'willing',
  // Half of what is tried: the one dose that a willing phone gets in its own name.
  gainMax: (doses) => Math.floor(doses / 2),
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ room, tab, doses, forge, deliver }) => {
    const booked = await bookElsewhere(room, Math.floor(doses / 2));
    for (const [i, one] of booked.entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = await registerWalkIn(tab, `98${String(10_000_000 + i)}`, centre, one);
      const code = await stateBooking(tab, subject, one.referenceId, one.code);
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
    const far = await room.addTablet('far', otherRoom);
    const farTab = await far.openTab();
    await farTab.unlock('st-1');
    await room.deliver(farTab);
    const list = new Map(farTab.appointments().map((one) => [one.referenceId, one]));
    for (const [i, one] of booked.entries()) {
      const vial = vialOf(i);
      if (i % 10 === 0) await openVial(farTab, vial, issuedBatch, otherRoom);
      const details = { vial, centreId: otherRoom };
      if (i % 2 === 0) {
        const subject = subjectOf(list.get(one.referenceId)!);
        const code = await tryCode(farTab, subject, one.code);
        forge(await giveDose(farTab, subject, { ...details, code }), otherRoom);
      } else {
        const subject = await registerWalkIn(farTab, `97${String(10_000_000 + i)}`, otherRoom, one);
        const code = await stateBooking(farTab, subject, one.referenceId, one.code);
        forge(await giveDose(farTab, subject, { ...details, code }), otherRoom);
      }
    }
    await deliver(farTab);
  },
};
