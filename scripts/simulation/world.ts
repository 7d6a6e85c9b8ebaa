// Owns what a run consists of, and the taking of lists into it.

import { parseEpoch } from '../../sync-server/ingest/epoch.ts';
import type { AnsweredDecision } from './supervisor.ts';
import type { Dice } from './dice.ts';
import type { Person } from './people.ts';
import type { Wrong } from './results.ts';
import type { SimulatedServer } from './server.ts';
import type { SimulatedTablet, TabletWorld } from './tablet.ts';

export interface World extends TabletWorld {
  readonly tablets: SimulatedTablet[];
  readonly people: readonly Person[];
  readonly peopleBySubject: Map<string, Set<string>>;
  readonly wrongs: Wrong[];
  /** Decisions that were answered, in the order of their answers. */
  readonly decisions: AnsweredDecision[];
  /** True once the run heals: no step begins any more. */
  isHealing: boolean;
}

/** The next list the server gets: known people keep their numbers, the others get the next ones in this order. */
export async function takeList(world: World, dice: Dice, perCentre: number): Promise<void> {
  const { server, truth } = world;
  const list = world.people.filter(
    (person) => Number(person.referenceId.slice(-3)) % 100 < perCentre,
  );
  for (let i = list.length - 1; i > 0; i--) {
    const other = dice.below(i + 1);
    [list[i], list[other]] = [list[other]!, list[i]!];
  }
  await server.takeList(list);
  const { database } = server.store();
  const bookings = await database
    .selectFrom('appointment')
    .select(['centre_id', 'appointment_no', 'reference_id'])
    .execute();
  const epoch = await epochOf(server);
  for (const { centre_id, appointment_no, reference_id } of bookings) {
    const name = `${centre_id}/${appointment_no}`;
    const given = truth.numbers.get(name) ?? [];
    if (given.some((one) => one.referenceId === reference_id && one.epoch === epoch)) continue;
    // A roll-back that nobody has noticed yet, or noticed by somebody who never saw the epoch that was lost, may hand a
    // number out again: then the check in the subject keeps the two apart.
    const isTwice = given.some(
      (one) =>
        one.isSeen &&
        one.referenceId !== reference_id &&
        parseEpoch(one.epoch).number < parseEpoch(epoch).number,
    );
    const isKnown = given.some((one) => one.referenceId === reference_id);
    if (isTwice && !isKnown)
      world.wrongs.push({ kind: 'misattributed', what: `number ${name} was given out twice` });
    truth.numbers.set(name, [...given, { referenceId: reference_id, epoch, isSeen: false }]);
  }
}

async function epochOf(server: SimulatedServer): Promise<string> {
  const row = await server
    .store()
    .database.selectFrom('deployment')
    .select('value')
    .where('name', '=', 'epoch')
    .executeTakeFirst();
  return row?.value ?? '';
}
