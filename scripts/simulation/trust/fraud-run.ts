// Owns one run of a strategy: it plays, two days pass, and what it gained, cost and harmed is read from the server.

import { bytesToUtf8 } from '../../../schemas/bytes.ts';
import type { SuchiEvent } from '../../../schemas/events/event.ts';
import { referenceKey, type EventReference } from '../../../schemas/log/hash-chain.ts';
import type { Deployment } from '../deployment.ts';
import { answerBookings } from '../../../sync-server/judge/answer-bookings.ts';
import { claimDoses } from '../../../sync-server/judge/claims.ts';
import { inRoom, judgeDeps, proveStaff, room as centre, type Room } from './room.ts';
import type { Strategy } from './strategy.ts';
import { strategies } from './strategies/index.ts';

export interface FraudOrder {
  readonly strategy: string;
  readonly seed: number;
  readonly doses: number;
  /** The right codes of the bookings, where all of them are to be met. */
  readonly firstCode?: number;
}

export interface FraudResult {
  readonly strategy: string;
  readonly tried: number;
  /** Held after the first exchange that brought them. */
  readonly exposed: number;
  /** One for a case, a vial, a batch or a tablet. */
  readonly tasks: number;
  readonly flags: number;
  /** Ever confirmed: a certificate could have been fetched. */
  readonly gained: number;
  /** Honest doses that were taken out of the count. */
  readonly honestGone: number;
  readonly gainMax: number;
  /** Less what was gained: each of these has to be held at once. */
  readonly exposedMin: number;
}

const threeDays = 3 * 86_400;

export async function runFraud(deployment: Deployment, order: FraudOrder): Promise<FraudResult> {
  const strategy = strategies.find((one) => one.name === order.strategy);
  if (strategy === undefined) throw new Error(`trust run: no strategy "${order.strategy}"`);
  const { seed, doses, firstCode } = order;
  const codeOf = firstCode === undefined ? undefined : (i: number) => (firstCode + i) % 10_000;
  const roomOrder = {
    seed,
    bookings: strategy.bookings(doses),
    issued: strategy.issued(doses),
    ...(codeOf === undefined ? {} : { codeOf }),
  };
  return inRoom(deployment, roomOrder, (room) => play(room, strategy, doses));
}

async function play(room: Room, strategy: Strategy, doses: number): Promise<FraudResult> {
  const tablet = await room.addTablet('T1');
  const tab = await tablet.openTab();
  await proveStaff(room, tablet, tab);
  await tab.unlock('st-1');
  await room.deliver(tab);
  const forged = new Map<string, number>();
  const honest: string[] = [];
  const exposed = new Set<string>();
  const seen = new Set<string>();
  const deliver = async (which = tab): Promise<void> => {
    await room.deliver(which);
    // The server looks every two seconds for bookings that were stated: no tablet is slower to come again.
    await answerBookings(judgeDeps(room));
    const states = await readStates(room);
    for (const [key] of forged) {
      const state = states.get(key)?.state;
      if (state === undefined || seen.has(key)) continue;
      seen.add(key);
      if (state === 'held') exposed.add(key);
    }
  };
  const note = (ref: EventReference, centreId = centre): void =>
    void forged.set(referenceKey(ref), centreId);
  await strategy.play({
    room,
    tablet,
    tab,
    doses,
    list: () => tab.appointments(),
    forge: note,
    deliver,
    honest: (ref) => void honest.push(referenceKey(ref)),
  });
  await room.wait(threeDays);
  const states = await readStates(room);
  const confirmed =
    strategy.isClaimed === true ? await readClaimed(room) : await readEverConfirmed(room);
  const tasks = await room.server.store().database.selectFrom('task').select('kind').execute();
  return {
    strategy: strategy.name,
    tried: forged.size,
    exposed: exposed.size,
    tasks: tasks.filter(({ kind }) => ['case', 'vial', 'batch', 'tablet'].includes(kind)).length,
    flags: tasks.filter(({ kind }) => kind === 'session-flag').length,
    gained: [...forged.keys()].filter((key) => confirmed.has(key)).length,
    honestGone: honest.filter((key) => states.get(key)?.is_error !== 0).length,
    gainMax: strategy.gainMax?.(doses) ?? 0,
    exposedMin: strategy.isExposed === true ? forged.size : 0,
  };
}

async function readStates(room: Room) {
  const rows = await room.server
    .store()
    .database.selectFrom('dose')
    .select(['dose_key', 'state', 'is_error'])
    .execute();
  return new Map(rows.map((row) => [row.dose_key, row]));
}

/** As the card office does it: claimed first, and no card while another claim stands. */
async function readClaimed(room: Room): Promise<Set<string>> {
  const { database } = room.server.store();
  const doses = await database.selectFrom('dose').select(['centre_id', 'case_key']).execute();
  for (const [centreId, ofCentre] of Map.groupBy(doses, (dose) => dose.centre_id))
    await claimDoses(judgeDeps(room), centreId, [
      ...new Set(ofCentre.map((dose) => dose.case_key)),
    ]);
  const settled = await database
    .selectFrom('dose')
    .select('dose_key')
    .where('state', 'in', ['confirmed', 'accepted'])
    .execute();
  return new Set(settled.map((row) => row.dose_key));
}

async function readEverConfirmed(room: Room): Promise<Set<string>> {
  const rows = await room.server
    .store()
    .database.selectFrom('log_row')
    .select('event')
    .where('kind', 'in', ['confirmed', 'accepted'])
    .execute();
  return new Set(
    rows.map(({ event }) => {
      const { body } = JSON.parse(bytesToUtf8(event!)) as SuchiEvent<{ doseEvent: EventReference }>;
      return referenceKey(body.doseEvent);
    }),
  );
}
