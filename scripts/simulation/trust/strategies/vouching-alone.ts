// Owns a strategy: whoever is in charge, alone, vouches for a second name whose PIN is their own, and is two people for those without a phone.

import { closeSession, giveDose, openVial, registerWalkIn } from '../acts.ts';
import { room as centre } from '../room.ts';
import { vialOf, type Strategy } from '../strategy.ts';

export const vouchingAlone: Strategy = {
  name: 'vouching in-charge alone, for people without a phone',
  stoppedBy: 'a name that only a vouch proves is no second person until the district has said so',
  holder: 'none',
  bookings: () => 0,
  issued: (doses) => doses + 10,
  play: async ({ room, tab, tablet, doses, forge, deliver }) => {
    // As the vouch leaves it at the server: the key counts as that name's, and nobody of the district has looked.
    const wrap = (await tab.database.staff.get('st-2'))!;
    await room.server
      .store()
      .database.insertInto('vouch')
      .values({
        centre_id: centre,
        log: tablet.device.slice(0, 8),
        seq: 1,
        staff_id: 'st-2',
        device: tablet.device,
        public_key: wrap.publicKey,
        voucher: 'st-1',
        substitute_name: null,
        vouched_at: room.nowSeconds(),
        state: 'open',
        decided_by: null,
        decided_at: null,
      })
      .execute();
    for (let i = 0; i < doses; i++) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      await tab.lock();
      await tab.unlock('st-2');
      const subject = await registerWalkIn(tab, null);
      await tab.lock();
      await tab.unlock('st-1');
      forge(await giveDose(tab, subject, { vial: vialOf(i), withoutCode: 'no-phone' }));
    }
    const last = await openVial(tab, 'Z9');
    await closeSession(tab, last, doses);
    await deliver();
  },
};
