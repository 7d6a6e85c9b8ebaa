// Reads the day's events: one JSON array of {id, event}, plain and unsealed, which is kinder to a peer than what we send.
import { readFileSync } from 'node:fs';

export const readEvents = (file) => JSON.parse(readFileSync(file, 'utf8'));

export const toPouchDocs = (events) => events.map(({ id, event }) => ({ _id: id, ...event }));

export const printResult = (result) => console.log(`RESULT ${JSON.stringify(result)}`);
