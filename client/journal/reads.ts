// Owns the openings of records that wait on this tablet to be told: they leave it only when the server named exactly them.

import { limits } from '../../schemas/limits.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import type { JournalDatabase } from './database.ts';
import { readSetting, writeSetting } from './settings.ts';

export async function keepRead(database: JournalDatabase, read: PersonRead): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    const waiting = (await readSetting(database, 'reads-to-tell')) ?? [];
    if (waiting.length >= limits.readsKeptMax) return;
    await writeSetting(database, 'reads-to-tell', [...waiting, read]);
  });
}

/** The oldest first, as many as one request takes. */
export async function readsToTell(database: JournalDatabase): Promise<readonly PersonRead[]> {
  const waiting = (await readSetting(database, 'reads-to-tell')) ?? [];
  return waiting.slice(0, limits.readsPerRequestMax);
}

/** Another page of this tablet may have told the same meanwhile: only what still stands first goes. */
export async function dropReads(
  database: JournalDatabase,
  told: readonly PersonRead[],
): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    const waiting = (await readSetting(database, 'reads-to-tell')) ?? [];
    if (JSON.stringify(waiting.slice(0, told.length)) !== JSON.stringify(told)) return;
    const left = waiting.slice(told.length);
    if (left.length === 0) await database.settings.delete('reads-to-tell');
    else await writeSetting(database, 'reads-to-tell', left);
  });
}
