// Owns the RxDB database in memory: people and vials as live queries. It is thrown away at lock and built anew at unlock.

import type { ReadonlySignal } from '@preact/signals';
import type { RxCollection, RxJsonSchema } from 'rxdb';
import { whenNeeded } from '../device/when-needed.ts';
import type { PersonRow } from '../tablet.ts';
import { vialKey } from './case-index.ts';
import { signalFrom } from './signal-from.ts';
import type { VialFacts } from './vial-facts.ts';

interface Line<Row> {
  readonly key: string;
  readonly sortKey: string;
  readonly row: Row;
}

const rx = whenNeeded(() => import('./rx.ts'));
const sortKeyCharactersMax = 160;

/** Rows are whole objects: nothing of them is queried by RxDB but their place in the list. */
function lineSchema<Row>(): RxJsonSchema<Line<Row>> {
  return {
    version: 0,
    primaryKey: 'key',
    type: 'object',
    properties: {
      key: { type: 'string', maxLength: 160 },
      sortKey: { type: 'string', maxLength: sortKeyCharactersMax },
      row: { type: 'object', additionalProperties: true },
    },
    required: ['key', 'sortKey', 'row'],
    indexes: ['sortKey'],
  } as unknown as RxJsonSchema<Line<Row>>;
}

export interface ViewDatabase {
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly vials: ReadonlySignal<readonly VialFacts[]>;
  readonly putPeople: (rows: readonly PersonRow[]) => Promise<void>;
  readonly putVials: (rows: readonly VialFacts[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface FirstRows {
  readonly people: readonly PersonRow[];
  readonly vials: readonly VialFacts[];
}

/** `name` must be new each time: two databases of one name in one page are refused. */
export async function openViewDatabase(name: string, first: FirstRows): Promise<ViewDatabase> {
  const { createRxDatabase, getRxStorageMemory } = await rx.load();
  const database = await createRxDatabase<{
    people: RxCollection<Line<PersonRow>>;
    vials: RxCollection<Line<VialFacts>>;
  }>({ name, storage: getRxStorageMemory(), multiInstance: false, eventReduce: true });
  await database.addCollections({
    people: { schema: lineSchema<PersonRow>() },
    vials: { schema: lineSchema<VialFacts>() },
  });
  await database.people.bulkInsert(first.people.map(personLine));
  await database.vials.bulkInsert(first.vials.map(vialLine));
  const people = await liveRows(database.people);
  const vials = await liveRows(database.vials);
  return {
    people: people.signal,
    vials: vials.signal,
    putPeople: async (rows) => {
      await database.people.bulkUpsert(rows.map(personLine));
    },
    putVials: async (rows) => {
      await database.vials.bulkUpsert(rows.map(vialLine));
    },
    close: async () => {
      people.dispose();
      vials.dispose();
      await database.close();
    },
  };
}

function liveRows<Row>(collection: RxCollection<Line<Row>>) {
  const query = collection.find({ sort: [{ sortKey: 'asc' }] });
  return signalFrom(query.$, (documents): readonly Row[] =>
    // With its own fields the document is handed over as it is, not copied: all of them are read at every change.
    documents.map((document) => document.toJSON(true).row as Row),
  );
}

function personLine(row: PersonRow): Line<PersonRow> {
  return { key: row.key, sortKey: personSortKey(row), row };
}

function vialLine(row: VialFacts): Line<VialFacts> {
  return { key: vialKey(row.vaccinationSession, row.name), sortKey: vialSortKey(row), row };
}

/** By slot, then name; walk-ins after the booked people in the order they came. */
function personSortKey(row: PersonRow): string {
  const at = String(row.folded.registration?.at ?? 0).padStart(12, '0');
  return `${row.slot ?? '99'} ${row.isWalkIn ? at : row.name}`.slice(0, sortKeyCharactersMax);
}

function vialSortKey(row: VialFacts): string {
  const name = row.name.replace(/\d+/, (digits) => digits.padStart(4, '0'));
  return `${row.vaccinationSession} ${name}`.slice(0, sortKeyCharactersMax);
}
