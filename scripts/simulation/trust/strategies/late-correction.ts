// Owns a strategy: exposed guesses are taken back, and honest doses too, from a tablet that was revoked in the meantime; then
// the place of the honest ones is taken.

import type { AppointmentSubject } from '../../../../schemas/events/event.ts';
import type { EventReference } from '../../../../schemas/log/hash-chain.ts';
import type { Tab } from '../../tablet.ts';
import { giveDose, openVial, save, tryCode } from '../acts.ts';
import { lookAlikes, overheard, subjectOf, vialOf, type Strategy } from '../strategy.ts';

const takeBack = (tab: Tab, subject: AppointmentSubject, target: EventReference) =>
  save(tab, { kind: 'entered-in-error', subject, body: { target, reason: 'wrong-person' } });

export const lateCorrection: Strategy = {
  name: 'a late forged correction',
  stoppedBy:
    'a taking back by a revoked tablet takes no effect without review; a wrong guess tells for ever',
  holder: 'none',
  bookings: (doses) => doses * 2,
  issued: (doses) => doses * 3 + 40,
  play: async (hand) => {
    const { room, tablet, tab, list, doses, forge, honest, deliver } = hand;
    const people = list();
    const written: { subject: AppointmentSubject; ref: EventReference }[] = [];
    for (const [i, person] of people.entries()) {
      if (i % 10 === 0) await openVial(tab, vialOf(i));
      const subject = subjectOf(person);
      const isGuess = i >= doses;
      const right = overheard(hand, person);
      const guesses = lookAlikes(person.codeTag!);
      const code = await tryCode(tab, subject, isGuess ? guesses[i % guesses.length]! : right);
      const ref = await giveDose(tab, subject, { vial: vialOf(i), code });
      // The first guesses are the strategy of guessing; what taking them back adds is what counts here.
      if (!isGuess) honest(ref);
      written.push({ subject, ref });
    }
    await deliver();
    await room.server.revoke(tablet.device, 'lost');
    await room.loop.sleep(60);
    for (const { subject, ref } of written) await takeBack(tab, subject, ref);
    await openVial(tab, 'Y1');
    for (const person of people.slice(doses)) {
      const guesses = lookAlikes(person.codeTag!);
      const code = await tryCode(tab, subjectOf(person), room.dice.oneOf(guesses));
      forge(await giveDose(tab, subjectOf(person), { vial: 'Y1', code }));
    }
    await deliver();
  },
};
