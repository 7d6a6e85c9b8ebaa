// Owns the measure of the day list: what a tablet takes in the morning, and what a change of one person costs it later.

import { gzipSync } from 'node:zlib';
import { unpackDayPack, type PackedDayPack } from '../../../schemas/records/roster.ts';
import { writeDayPack } from '../../../sync-server/ingest/day-pack.ts';
import { packBudgets } from '../budgets.ts';
import type { Trip } from '../day/bench-tablet.ts';
import { createNodeTablet } from '../day/node-tablet.ts';
import { atMost, beside, type BenchContext, type Measure, type Row } from '../measure.ts';
import {
  benchDay,
  createBenchServer,
  morningSeconds,
  type BenchServer,
} from '../server/bench-server.ts';

export const pack: Measure = {
  name: 'pack',
  title: 'A day list of 500 people',
  run: async (context) => {
    context.say('pack: a list of 500, then two changes');
    const server = await createBenchServer();
    try {
      return await measurePack(context, server);
    } finally {
      await server.stop();
    }
  },
};

async function measurePack(context: BenchContext, server: BenchServer): Promise<Row[]> {
  const { people, packBytesMax } = packBudgets;
  // The last one is kept back, to come onto the list later.
  const { centreId } = await server.addCentre(people + 1);
  await setEnded(server, centreId, people + 1, 1);
  const tablet = await createNodeTablet(server);
  context.atEnd(async () => tablet.stop());
  await tablet.enrol(await server.enrol(tablet.publicKey, tablet.device, centreId), morningSeconds);
  await tablet.unlock();
  const morning = cameIn(await tablet.exchange());
  if (tablet.listed() !== people) throw new Error(`pack: ${tablet.listed()} people are listed`);
  const { columns, lines } = await gzipOfFields(server, centreId);
  const nothing = cameIn(await tablet.exchange());
  await setPhone(server, centreId, 250);
  const phone = cameIn(await tablet.exchange());
  await setEnded(server, centreId, people + 1, 0);
  const added = cameIn(await tablet.exchange());
  if (tablet.listed() !== people + 1) throw new Error('pack: the added person did not arrive');
  if (!tablet.phones().includes(newPhone)) throw new Error('pack: the new phone did not arrive');
  const peer = { name: 'columnar gzip of the same fields', figure: columns };
  return [
    atMost(
      'list of 500, answer body',
      morning,
      packBytesMax,
      'B',
      'before the first event; staff, stock, sessions and rules included',
    ),
    beside('list of 500, answer body', morning, 'B', peer),
    beside('list of 500, answer body', morning, 'B', {
      name: 'gzip of a JSON object a person',
      figure: lines,
    }),
    beside('nothing changed, answer body', nothing, 'B'),
    beside('one phone changed of 500, answer body', phone, 'B', {
      name: 'the whole list',
      figure: morning,
    }),
    beside('one person added to 500, answer body', added, 'B', {
      name: 'the whole list',
      figure: morning,
    }),
  ];
}

function cameIn(trips: readonly Trip[]): number {
  return trips.reduce((sum, trip) => sum + trip.answerBytes, 0);
}

/** What the list's fields alone would take, by column and by person. */
async function gzipOfFields(
  server: BenchServer,
  centreId: number,
): Promise<{ readonly columns: number; readonly lines: number }> {
  const written = await writeDayPack(server.store.database, centreId, benchDay, {
    isDemo: false,
    slipKey: '',
  });
  const packed = JSON.parse(written!.text) as PackedDayPack;
  const size = (value: unknown): number => gzipSync(JSON.stringify(value), { level: 9 }).length;
  return { columns: size(packed.appointments), lines: size(unpackDayPack(packed).appointments) };
}

const newPhone = '9999912345';

async function setPhone(
  server: BenchServer,
  centreId: number,
  appointmentNo: number,
): Promise<void> {
  await server.store.database
    .updateTable('appointment')
    .set({ mobile_number: newPhone })
    .where('centre_id', '=', centreId)
    .where('appointment_no', '=', appointmentNo)
    .execute();
}

async function setEnded(
  server: BenchServer,
  centreId: number,
  appointmentNo: number,
  isEnded: number,
): Promise<void> {
  await server.store.database
    .updateTable('appointment')
    .set({ is_ended: isEnded })
    .where('centre_id', '=', centreId)
    .where('appointment_no', '=', appointmentNo)
    .execute();
}
