// Owns the events of the measured day as the server stored them: what the peers are given is the same work, event for event.

import { bytesToUtf8 } from '../../../schemas/bytes.ts';
import { browserServer } from '../browser/browser-tablet.ts';
import type { BenchContext } from '../measure.ts';
import { peers, type PeerEvent } from '../peers.ts';
import { dayAsBodies } from './wire.ts';

export interface DayFile {
  readonly file: string;
  readonly count: number;
}

export function dayEventsFile(context: BenchContext): Promise<DayFile> {
  return context.once('day events', async () => {
    const { centreId } = await dayAsBodies(context);
    const { server } = await browserServer(context);
    const rows = await server.store.database
      .selectFrom('log_row')
      .select(['log', 'seq', 'event'])
      .where('centre_id', '=', centreId)
      .orderBy('seq')
      .execute();
    const events = rows.flatMap(({ log, seq, event }): PeerEvent[] =>
      // The server's own log is no work of the tablet.
      event === null || log.startsWith('S')
        ? []
        : [{ id: `${log}.${seq}`, event: JSON.parse(bytesToUtf8(event)) as unknown }],
    );
    const { writeEvents } = await peers(context);
    return { file: await writeEvents(events), count: events.length };
  });
}
