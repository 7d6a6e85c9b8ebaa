// Owns a strategy: a tablet of another centre writes doses for this centre's no-shows into its own log.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { otherRoom } from '../room.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const fromAnotherCentre: Strategy = {
  name: 'from another centre (codes overheard)',
  stoppedBy: 'number and check name no booking of that centre',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 20,
  play: async (hand) => {
    const { room, list, forge, deliver } = hand;
    const far = await room.addTablet('far', otherRoom);
    const tab = await far.openTab();
    await tab.unlock('st-1');
    await room.deliver(tab);
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i), 'B1', otherRoom);
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      forge(
        await giveDose(tab, subject, { vial: vialOf(i), code, centreId: otherRoom }),
        otherRoom,
      );
    }
    await deliver(tab);
  },
};
