// Owns the openings of records that wait on this tablet to be told: they leave it only when the server named exactly them.

import { limits } from '../../schemas/limits.ts';
import type { Digest } from '../../schemas/ports.ts';
import { nameOfReads, type PersonRead } from '../../schemas/reads.ts';
import type { JournalDatabase } from './database.ts';
import { readSetting, writeSetting } from './settings.ts';

/** The oldest first, as many as one request takes. */
export async function readsToTell(database: JournalDatabase): Promise<readonly PersonRead[]> {
  const waiting = (await readSetting(database, 'reads-to-tell')) ?? [];
  return waiting.slice(0, limits.readsPerRequestMax);
}

/** Another page of this tablet may have told the same meanwhile: only what still stands first goes. */
export async function dropReads(
  database: JournalDatabase,
  digest: Digest,
  told: readonly PersonRead[],
  named: string,
): Promise<void> {
  if (told.length === 0 || named !== nameOfReads(digest, told)) return;
  await database.transaction('rw', database.settings, async () => {
    const waiting = (await readSetting(database, 'reads-to-tell')) ?? [];
    if (JSON.stringify(waiting.slice(0, told.length)) !== JSON.stringify(told)) return;
    const left = waiting.slice(told.length);
    if (left.length === 0) await database.settings.delete('reads-to-tell');
    else await writeSetting(database, 'reads-to-tell', left);
  });
}
