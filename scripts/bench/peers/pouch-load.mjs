// Posts prepared _bulk_docs requests to a PouchDB server over kept connections; says how many documents it took a second.
import { Agent, request } from 'node:http';
import { printResult, readEvents, toPouchDocs } from './read-events.mjs';

const [address, eventsFile, batchText, connectionsText, secondsText] = process.argv.slice(2);
const batch = Number(batchText);
const connections = Number(connectionsText);
const secondsMax = Number(secondsText);
const docsMax = 60_000;
const readyMillisecondsMax = 15_000;

const day = toPouchDocs(readEvents(eventsFile));
const bodies = [];
for (let made = 0; made < docsMax; made += batch) {
  const docs = Array.from({ length: batch }, (_, i) => {
    const doc = day[(made + i) % day.length];
    return { ...doc, _id: `${doc._id}-${made + i}` };
  });
  bodies.push(Buffer.from(JSON.stringify({ docs })));
}
const database = `load-${batch}-${connections}`;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
await createDatabase();

let next = 0;
let stored = 0;
const cpuBefore = process.cpuUsage();
const start = performance.now();
const isOver = () => next >= bodies.length || performance.now() - start > secondsMax * 1000;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (!isOver()) {
      const answers = JSON.parse(await send('POST', `/${database}/_bulk_docs`, bodies[next++]));
      const taken = answers.filter((one) => one.ok).length;
      if (taken !== batch) throw new Error(`pouch-load: ${taken} of ${batch} were stored`);
      stored += taken;
    }
  }),
);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const { doc_count: counted } = JSON.parse(await send('GET', `/${database}`, Buffer.alloc(0)));
printResult({ stored, counted, seconds, generatorCpuSeconds: (user + system) / 1e6 });
process.exit(0);

/** The server says its port before its own databases stand: asked again until it takes one. */
async function createDatabase() {
  const isTaken = () =>
    send('PUT', `/${database}`, Buffer.alloc(0)).then(
      () => true,
      (error) => (performance.now() > readyMillisecondsMax ? Promise.reject(error) : false),
    );
  while (!(await isTaken())) await new Promise((resolve) => setTimeout(resolve, 50));
}

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(`${address}${path}`, { method, headers, agent }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode < 300) resolve(text);
        else reject(new Error(`pouch-load: ${answer.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
