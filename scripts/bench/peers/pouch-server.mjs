// A PouchDB server as its documentation starts it: express-pouchdb over LevelDB in the given folder. Prints its port.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
// The library writes its log where it stands.
process.chdir(folder);
const OnDisk = PouchDB.defaults({ prefix: join(folder, 'db-') });
const app = express();
app.use('/', expressPouchDb(OnDisk, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const server = app.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
// Node ends an idle connection after five seconds; on a link that stalls for twenty that would end the replication.
server.keepAliveTimeout = 300_000;
