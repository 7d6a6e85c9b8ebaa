// Owns noting that a person's record was opened: it waits on this tablet, behind those before it.

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
