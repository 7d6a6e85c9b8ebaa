// Holds the wire's budget in every test run: bytes do not depend on the machine. The bench says the rest of it.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { createBenchServer, morningSeconds, type BenchServer } from '../server/bench-server.ts';
import { wireBudgets } from '../budgets.ts';
import { planDay } from './day-plan.ts';
import { createNodeTablet } from './node-tablet.ts';
import { recordDay } from './record-day.ts';

let server: BenchServer;
beforeAll(async () => {
  server = await createBenchServer();
});
afterAll(() => server.stop());

it('a day of 200 people goes as sealed bodies within 5 kB and one round trip, and its acknowledgement comes back', async () => {
  const { centreId, people } = await server.addCentre(wireBudgets.people);
  const tablet = await createNodeTablet(server);
  await tablet.enrol(await server.enrol(tablet.publicKey, tablet.device, centreId), morningSeconds);
  await tablet.unlock();
  await tablet.exchange();
  expect(tablet.listed()).toBe(wireBudgets.people);
  await recordDay(tablet, people, planDay(createDice(1), people.length));
  await tablet.lock();
  const trips = await tablet.exchange();
  console.log(trips);
  expect(trips).toHaveLength(1);
  expect(trips[0]!.requestBytes).toBeLessThanOrEqual(wireBudgets.bodiesBytesMax);
  const doses = await server.store.database.selectFrom('dose').select('state').execute();
  expect(doses).toHaveLength(wireBudgets.people);
});
