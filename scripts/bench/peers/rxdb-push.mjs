// A day's events in RxDB over Dexie storage, then its own replication with the push handler of its HTTP guide.
import 'fake-indexeddb/auto';
import { createRxDatabase } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { printResult, readEvents } from './read-events.mjs';

const [address, eventsFile] = process.argv.slice(2);
const database = await createRxDatabase({
  name: 'day',
  storage: getRxStorageDexie(),
  multiInstance: false,
});
const text = { type: 'string' };
const number = { type: 'number' };
const object = { type: 'object', additionalProperties: true };
const { events } = await database.addCollections({
  events: {
    schema: {
      version: 0,
      primaryKey: 'id',
      type: 'object',
      properties: {
        id: { type: 'string', maxLength: 60 },
        v: number,
        kind: text,
        subject: object,
        at: number,
        skew: number,
        app: text,
        mayDose: { type: 'boolean' },
        body: object,
      },
      required: ['id'],
    },
  },
});
const day = readEvents(eventsFile);
const written = await events.bulkInsert(day.map(({ id, event }) => ({ id, ...event })));
if (written.error.length > 0) throw new Error('rxdb-push: not written');
let pushed = 0;
const start = performance.now();
const replication = replicateRxCollection({
  collection: events,
  replicationIdentifier: 'day',
  live: false,
  push: {
    handler: async (changeRows) => {
      const answer = await fetch(`${address}/push`, {
        method: 'POST',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        body: JSON.stringify(changeRows),
      });
      pushed += changeRows.length;
      return answer.json();
    },
  },
});
await replication.awaitInitialReplication();
printResult({ pushed, seconds: (performance.now() - start) / 1000 });
process.exit(0);
