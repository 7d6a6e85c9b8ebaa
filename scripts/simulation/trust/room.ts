// Owns one room of a trust run: a centre on the real server, real tablets, booked people, stock; and what came of its doses.

import { referenceKey, type EventReference } from '../../../schemas/log/hash-chain.ts';
import { readEpoch } from '../../../sync-server/ingest/epoch.ts';
import { lockCentre } from '../../../sync-server/ingest/feed.ts';
import { appendServerWords } from '../../../sync-server/ingest/server-log.ts';
import { answerBookings } from '../../../sync-server/judge/answer-bookings.ts';
import { sayEvidenceDue } from '../../../sync-server/judge/evidence-due.ts';
import { gatherCase } from '../../../sync-server/judge/gather-facts.ts';
import { judgeCases, subjectOf } from '../../../sync-server/judge/judge-case.ts';
import type { Deployment } from '../deployment.ts';
import { createDice, type Dice } from '../dice.ts';
import { createLoop, type SimulatedLoop } from '../event-loop.ts';
import { productName, simulatedStaff, type Person } from '../people.ts';
import { usePlatformOf } from '../platform.ts';
import { baseSeconds, createServer, type SimulatedServer } from '../server.ts';
import { createTabletOn, type SimulatedTablet, type Tab, type TabletWorld } from '../tablet.ts';
import { createTruth } from '../truth.ts';

export const room = 101;
export const otherRoom = 102;
export const issuedBatch = 'B1';

export interface RoomOrder {
  readonly seed: number;
  readonly bookings: number;
  /** Doses the district issued of the one batch; null: the centre has no stock records. */
  readonly issued: number | null;
  /** The code of a booking; drawn when not given. */
  readonly codeOf?: (index: number) => number;
}

export interface Room {
  readonly dice: Dice;
  readonly loop: SimulatedLoop;
  readonly server: SimulatedServer;
  readonly world: TabletWorld;
  readonly people: readonly Person[];
  readonly nowSeconds: () => number;
  readonly addTablet: (name: string, centreId?: number) => Promise<SimulatedTablet>;
  /** Sends until the server has everything of this tab. */
  readonly deliver: (tab: Tab) => Promise<void>;
  /** The person's own one-time code, as it reaches the judge. */
  readonly giveWord: (centreId: number, caseKey: string, dose: EventReference) => Promise<void>;
  /** Everybody goes home; then time passes, with the judge's look at closed sessions four times a day. */
  readonly wait: (seconds: number) => Promise<void>;
}

const lookSeconds = 21_600;

/** Runs the work in a world of its own, to its end in simulated time; nothing sleeps. */
export async function inRoom<Result>(
  deployment: Deployment,
  order: RoomOrder,
  work: (room: Room) => Promise<Result>,
): Promise<Result> {
  const dice = createDice(order.seed);
  const loop = createLoop();
  usePlatformOf(loop, dice.split());
  const server = await createServer({
    loop,
    dice: dice.split(),
    keys: deployment.keys,
    template: deployment.template,
    folder: `${deployment.folder}/room`,
  });
  const made = await furnish(order, loop, dice, server);
  const outcome: { result?: Result; error?: unknown } = {};
  let isDone = false;
  void work(made.room)
    .then((result) => void (outcome.result = result))
    .catch((error: unknown) => void (outcome.error = error))
    .finally(() => void (isDone = true));
  const cameToRest = await loop.run(() => isDone, 400 * 86_400);
  for (const tablet of made.tablets) tablet.killTabs();
  await server.stop();
  if (outcome.error !== undefined) throw outcome.error;
  if (!cameToRest) throw new Error('trust run: nothing left to happen');
  return outcome.result!;
}

async function furnish(order: RoomOrder, loop: SimulatedLoop, dice: Dice, server: SimulatedServer) {
  const silent = () => undefined;
  const world: TabletWorld = {
    loop,
    dice: dice.split(),
    server,
    faults: { count: silent, tell: silent, all: () => ({}) },
    truth: createTruth(),
    // So that a tab says when it is quiet.
    isHealing: true,
    // Who speaks when is not the question here; one exchange in ten minutes is a slow link.
    times: {
      coalesceSeconds: 600,
      retrySecondsMin: 7_200,
      retrySecondsMax: 14_400,
      pollSeconds: 3_600,
    },
  };
  const people = Array.from({ length: order.bookings }, (_, i) => {
    const referenceId = String(61_399_127_700_000 + i * 7);
    const code = order.codeOf?.(i) ?? drawCode(dice, referenceId);
    return { centreId: room, referenceId, code, mobileNumber: `9${String(100_000_000 + i)}` };
  });
  await server.takeList(people);
  if (order.issued !== null)
    await server
      .store()
      .database.insertInto('stock')
      .values({
        centre_id: room,
        product: productName,
        vaccine_batch: issuedBatch,
        expiry: null,
        doses: order.issued,
      })
      .execute();
  const tablets: SimulatedTablet[] = [];
  const nowSeconds = (): number => baseSeconds + Math.floor(loop.now());
  const made: Room = {
    dice,
    loop,
    server,
    world,
    people,
    nowSeconds,
    addTablet: async (name, centreId = room) => {
      const tablet = await createTabletOn(world, name, centreId);
      tablets.push(tablet);
      return tablet;
    },
    deliver: async (tab) => {
      const until = loop.now() + 3_600;
      do {
        tab.link.now();
        await loop.sleep(20);
        if (loop.now() > until) throw new Error('trust run: a tablet did not get rid of its rows');
      } while (!tab.isQuiet());
    },
    giveWord: (centreId, caseKey, dose) => giveWord(made, centreId, caseKey, dose),
    wait: async (seconds) => {
      for (const tablet of tablets) tablet.killTabs();
      for (let left = seconds; left > 0; left -= lookSeconds) {
        await loop.sleep(Math.min(left, lookSeconds));
        await sayEvidenceDue(judgeDeps(made));
        await answerBookings(judgeDeps(made));
      }
    },
  };
  return { room: made, tablets };
}

export const judgeDeps = ({ server, nowSeconds, dice }: Room) => ({
  store: server.store(),
  keys: server.keys,
  nowSeconds,
  random: dice.bytes,
  appVersion: 'simulated',
});

async function giveWord(
  made: Room,
  centreId: number,
  caseKey: string,
  dose: EventReference,
): Promise<void> {
  const { store, keys, nowSeconds, random, appVersion } = judgeDeps(made);
  await store.transact(async (transaction) => {
    await lockCentre(transaction, centreId, false);
    const epoch = await readEpoch(transaction, () => random(4));
    const context = { transaction, keys, epoch, centreId, now: nowSeconds(), appVersion };
    const facts = await gatherCase({ reach: transaction, keys, centreId }, caseKey);
    const given = facts.folded.doses.find((one) => referenceKey(one.ref) === referenceKey(dose));
    if (given === undefined) throw new Error('trust run: a word on a dose that is not there');
    const body = { doseEvent: dose, codeCameBy: 'gateway' } as const;
    const subject = subjectOf(facts, given);
    await appendServerWords(context, [{ kind: 'word-given', subject, caseKey, body }]);
    await judgeCases(context, [caseKey]);
  });
}

/** None of ours ends like the reference id: such a code counts for nothing. */
export function drawCode(dice: Dice, referenceId: string): number {
  for (;;) {
    const code = dice.below(10_000);
    if (!referenceId.endsWith(String(code).padStart(4, '0'))) return code;
  }
}

/** As the desk's one-time code leaves it: each member of the staff is bound to this tablet by their own key. */
export async function proveStaff(made: Room, tablet: SimulatedTablet, tab: Tab): Promise<void> {
  for (const { staffId } of simulatedStaff) {
    const wrap = (await tab.database.staff.get(staffId))!;
    await made.server
      .store()
      .database.insertInto('staff_key')
      .values({
        centre_id: tablet.centreId,
        staff_id: staffId,
        device: tablet.device,
        public_key: wrap.publicKey,
        is_proved: 1,
        bound_at: made.nowSeconds(),
      })
      .execute();
  }
}
