// Owns a strategy: what an honest table recorded, recorded again: the masked digits of its codes under another number, and
// whole requests sent a second time.

import type { CodeTriedBody } from '../../../../schemas/fold/case.ts';
import { giveDose, openVial, save, tryCode } from '../acts.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const replay: Strategy = {
  name: 'replay of another table’s codes',
  stoppedBy: 'digits are masked for their own place in their own log; one place is one event',
  holder: 'none',
  bookings: (doses) => doses * 2,
  issued: (doses) => doses * 2 + 20,
  play: async (hand) => {
    const { room, tab, tablet, list, doses, forge, deliver, honest } = hand;
    const other = await room.addTablet('honest');
    const table = await other.openTab();
    await table.unlock('st-2');
    await room.deliver(table);
    const people = list();
    for (const [i, person] of people.slice(0, doses).entries()) {
      if (i % 10 === 0) await openVial(table, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(table, subject, overheard(hand, person));
      honest(await giveDose(table, subject, { vial: vialOf(i), code }));
    }
    await room.deliver(table);
    await room.deliver(tab);
    const seen = [...room.world.truth.all.values()].filter(
      ({ entry }) => entry.event.kind === 'code-tried',
    );
    // Each request arrives twice from now on.
    tablet.network.faultShare = 0.5;
    for (const [i, person] of people.slice(doses).entries()) {
      const body = seen[i]!.entry.event.body as unknown as CodeTriedBody;
      if (i % 10 === 0) await openVial(tab, `R${i / 10 + 1}`);
      const subject = subjectOf(person);
      const code = await save(tab, { kind: 'code-tried', subject, body });
      forge(await giveDose(tab, subject, { vial: `R${Math.floor(i / 10) + 1}`, code }));
    }
    tablet.network.faultShare = 0;
    await deliver();
  },
};
