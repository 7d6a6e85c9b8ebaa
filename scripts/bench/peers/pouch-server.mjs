// A PouchDB server over LevelDB in the given folder, with the library's own defaults (all of CouchDB's routes, its log on
// the disk) or, with `minimum`, with nothing but what replication needs. Prints its port.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [folder, mode = 'full'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
// The library writes its log and its configuration where it stands.
process.chdir(folder);
const OnDisk = PouchDB.defaults({ prefix: join(folder, 'db-') });
const app = express();
const least = { mode: 'minimumForPouchDB', inMemoryConfig: true };
app.use('/', mode === 'minimum' ? expressPouchDb(OnDisk, least) : expressPouchDb(OnDisk));
const server = app.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
// Node ends an idle connection after five seconds; on a link that stalls for twenty that would end the replication.
server.keepAliveTimeout = 300_000;
