// A day's events in a local PouchDB, then its own one-way replication with default settings. Times the replication alone.
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { printResult, readEvents, toPouchDocs } from './read-events.mjs';

const [address, eventsFile, folder] = process.argv.slice(2);
const local = new PouchDB(join(folder, 'local'));
const docs = toPouchDocs(readEvents(eventsFile));
const written = await local.bulkDocs(docs);
if (written.some((one) => one.error)) throw new Error('pouch-push: not written');
const start = performance.now();
const { docs_written: pushed, errors } = await local.replicate.to(`${address}/day`);
const seconds = (performance.now() - start) / 1000;
printResult({ pushed, errors: errors.length, seconds });
process.exit(0);
