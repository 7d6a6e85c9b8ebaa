// Owns a strategy: a tablet that went to another centre leaves a copy of its old profile behind, which goes on recording.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { otherRoom } from '../room.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const movedTablet: Strategy = {
  name: 'a moved tablet’s old profile (codes overheard)',
  stoppedBy: 'what arrives after the move is held: tablet of another centre',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 20,
  play: async (hand) => {
    const { room, tablet, tab, forge, deliver } = hand;
    await room.deliver(tab);
    const people = tab.appointments();
    const old = tablet.copy('old profile');
    await tab.move(otherRoom);
    tab.kill();
    await room.loop.sleep(60);
    const again = await old.openTab();
    await again.unlock('st-1');
    for (const [i, person] of people.entries()) {
      if (i % 10 === 0) await openVial(again, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(again, subject, overheard(hand, person));
      forge(await giveDose(again, subject, { vial: vialOf(i), code }));
    }
    await deliver(again);
    again.kill();
  },
};
