// Owns a strategy: no-shows "proved" by slips. The holder of the tablet has its pinned key, the program's source, and one real slip of
// somebody who came; he makes up bytes, shows the real slip for others, and copies masked bytes of another's.

import { giveDose, openVial, save, showSlip } from '../acts.ts';
import type { CodeTriedBody } from '../../../../schemas/fold/case.ts';
import { slipSecretOf } from '../../../../sync-server/slips/make-slip.ts';
import { room as centreId } from '../room.ts';
import { subjectOf, vialOf, type Strategy } from '../strategy.ts';

export const forgedSlips: Strategy = {
  name: 'forged slips, with the pinned key and one real slip',
  stoppedBy:
    'the pinned key checks and signs nothing; the server knows the ten bytes of each booking',
  holder: 'none',
  bookings: (doses) => doses + 1,
  issued: (doses) => doses + 20,
  play: async ({ room, tab, list, forge, deliver, honest }) => {
    const [holder, ...absent] = list();
    const own = subjectOf(holder!);
    const real = slipSecretOf(room.server.keys, { centreId, ...own });
    await openVial(tab, 'H1');
    const shown = await showSlip(tab, own, real);
    honest(await giveDose(tab, own, { vial: 'H1', code: shown }));
    const seen = [...room.world.truth.all.values()].find(
      ({ entry }) => entry.event.kind === 'code-tried',
    )!.entry.event.body as unknown as CodeTriedBody;
    for (const [i, person] of absent.entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const ways = [
        () => showSlip(tab, subject, room.dice.bytes(10)),
        () => showSlip(tab, subject, real),
        () => save(tab, { kind: 'code-tried', subject, body: seen }),
      ];
      const code = await ways[i % ways.length]!();
      forge(await giveDose(tab, subject, { vial: vialOf(i), code }));
    }
    await deliver();
  },
};
