// Owns a strategy: people who were dosed at one centre are dosed on paper at another, by the same document and the code they said at the gate.

import { giveDose, openVial, tryCode } from '../acts.ts';
import { issuedBatch, otherRoom } from '../room.ts';
import { overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const claimsAcrossCentres: Strategy = {
  name: 'claims across centres (codes overheard)',
  stoppedBy: 'before a card each dose is claimed for its document: two claims hold both',
  holder: 'none',
  isClaimed: true,
  bookings: (doses) => doses,
  issued: (doses) => doses + 20,
  play: async (hand) => {
    const { room, tab, list, forge, honest, deliver } = hand;
    const { database } = room.server.store();
    for (const [i, person] of list().entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const code = await tryCode(tab, subject, overheard(hand, person));
      honest(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
    await room.server.takeList(room.people.map((one) => ({ ...one, centreId: otherRoom })));
    // The same document stands in both bookings.
    const rows = await database.selectFrom('appointment').select('reference_id').execute();
    for (const { reference_id } of rows)
      await database
        .updateTable('appointment')
        .set({ id_hmac: `document of ${reference_id}` })
        .where('reference_id', '=', reference_id)
        .execute();
    const far = await room.addTablet('far', otherRoom);
    const farTab = await far.openTab();
    await farTab.unlock('st-1');
    await room.deliver(farTab);
    for (const [i, person] of farTab.appointments().entries()) {
      if (i % 10 === 0) await openVial(farTab, vialOf(i), issuedBatch, otherRoom);
      const subject = subjectOf(person);
      const code = await tryCode(farTab, subject, overheard(hand, person));
      forge(
        await giveDose(farTab, subject, { vial: vialOf(i), code, centreId: otherRoom }),
        otherRoom,
      );
    }
    await deliver(farTab);
  },
};
