// Owns a strategy: a tablet that was reported lost and revoked goes on, with codes overheard before.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const revokedTablet: Strategy = {
  name: 'a revoked tablet (codes overheard)',
  stoppedBy: 'what arrives after the revocation is held',
  holder: 'none',
  bookings: (doses) => doses,
  issued: (doses) => doses + 20,
  play: async (hand) => {
    const { room, tablet, tab, list, forge, deliver } = hand;
    await room.deliver(tab);
    await room.server.revoke(tablet.device, 'lost');
    await room.loop.sleep(60);
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
  },
};
