// Owns building the keeping of receipts from the browser's own parts. Loaded after the page, for it brings the journal.

import { createBrowserClock } from '../device/clock.ts';
import { digest } from '../device/digest.ts';
import { createBrowserStorage } from '../device/storage.ts';
import { createBrowserTimers } from '../device/timers.ts';
import { createFetchTransport } from '../exchange/transport.ts';
import { openJournalDatabase } from '../journal/database.ts';
import { createReceipts, type Receipts } from './receipts.ts';

export function createBrowserReceipts(): Receipts {
  const timers = createBrowserTimers();
  const clock = createBrowserClock();
  return createReceipts({
    database: openJournalDatabase(),
    digest,
    transport: createFetchTransport(timers),
    timers,
    now: clock.wall,
    running: clock.running,
    askToPersist: () => createBrowserStorage().askToPersist(),
  });
}
