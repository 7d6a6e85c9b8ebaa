// A day's events in a local PouchDB, then its own one-way replication with default settings. Times the replication alone.
import { Agent } from 'node:http';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { printResult, readEvents, toPouchDocs } from './read-events.mjs';

const [address, eventsFile, folder] = process.argv.slice(2);
const local = new PouchDB(join(folder, 'local'));
const docs = toPouchDocs(readEvents(eventsFile));
const written = await local.bulkDocs(docs);
if (written.some((one) => one.error)) throw new Error('pouch-push: not written');
// In Node it would open a connection for each request; a browser keeps up to six, and so does this.
const agent = new Agent({ keepAlive: true, maxSockets: 6 });
const remote = new PouchDB(`${address}/day`, {
  fetch: (url, options) => PouchDB.fetch(url, { ...options, agent }),
});
const start = performance.now();
const { docs_written: pushed, errors } = await local.replicate.to(remote);
const seconds = (performance.now() - start) / 1000;
printResult({ pushed, errors: errors.length, seconds });
process.exit(0);
