// Holds what a day takes on the wire in every test run: bytes do not depend on the machine.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { createBenchServer, morningSeconds, type BenchServer } from '../server/bench-server.ts';
import { wireBudgets } from '../budgets.ts';
import type { BenchTablet } from './bench-tablet.ts';
import { planDay } from './day-plan.ts';
import { createNodeTablet } from './node-tablet.ts';
import { recordDay } from './record-day.ts';

let server: BenchServer;
let tablet: BenchTablet;
beforeAll(async () => {
  server = await createBenchServer();
});
afterAll(async () => {
  tablet.stop();
  await server.stop();
});

it('a day of 200 people goes as sealed bodies in one round trip within the budget, and every dose arrives', async () => {
  const { centreId, people } = await server.addCentre(wireBudgets.people);
  tablet = await createNodeTablet(server);
  await tablet.enrol(await server.enrol(tablet.publicKey, tablet.device, centreId), morningSeconds);
  await tablet.unlock();
  await tablet.exchange();
  expect(tablet.listed()).toBe(wireBudgets.people);
  await recordDay(tablet, people, planDay(createDice(1), people.length));
  await tablet.lock();
  const trips = await tablet.exchange();
  expect(trips).toHaveLength(wireBudgets.roundTripsMax);
  expect(trips[0]!.requestBytes).toBeLessThanOrEqual(wireBudgets.bodiesBytesMax);
  const doses = await server.store.database.selectFrom('dose').select('state').execute();
  expect(doses).toHaveLength(wireBudgets.people);
});
