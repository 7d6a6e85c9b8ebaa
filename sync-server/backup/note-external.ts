// Owns a backup that somebody else's tool made (pg_dump, a base backup): it counts once a restored copy of it was held against this store.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import { openStore, type Store } from '../store/database.ts';
import { recordBackup } from './record-backup.ts';
import { findDifferences, surveyStore } from './survey.ts';

export type NoteOutcome =
  | { readonly outcome: 'noted'; readonly eventRows: number }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

/** `restored`: address of a database into which that backup was put back. */
export async function noteExternal(
  deps: {
    readonly store: Store;
    readonly nowSeconds: () => number;
    readonly random: (length: number) => Uint8Array;
  },
  restored: string,
  isOffMachine: boolean,
): Promise<NoteOutcome> {
  const opened = await openStore(restored, () => undefined);
  if (opened.outcome !== 'open')
    return { outcome: 'refused', sentences: ['The restored database cannot be opened.'] };
  const survey = await surveyStore(opened.store.database);
  await opened.store.close();
  const faults = [...survey.faults, ...(await findDifferences(deps.store.database, survey))];
  if (faults.length > 0)
    return {
      outcome: 'refused',
      sentences: [
        'It was not noted, as the restored database is not whole:',
        ...faults.slice(0, 10),
      ],
    };
  const { eventRows } = survey.counts;
  const backup = {
    backup_id: bytesToBase64url(deps.random(12)),
    taken_at: deps.nowSeconds(),
    kind: 'external',
    is_off_machine: isOffMachine ? 1 : 0,
    place: '',
    event_rows: eventRows,
  };
  await deps.store.transact((transaction) => recordBackup(transaction, backup, survey));
  return { outcome: 'noted', eventRows };
}
