// Owns what is noted of a person's record that was opened here: nothing where something was recorded, for that says who and when by itself.

import { effect } from '@preact/signals';
import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { keepRead } from '../journal/keep-read.ts';
import { ownLogPrefix } from '../journal/logs.ts';
import type { PersonRow } from '../tablet.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { TrustedTime } from '../device/trusted-time.ts';
import type { Views } from './views.ts';

interface OpenedPerson {
  readonly key: string;
  readonly database: JournalDatabase;
  readonly views: Pick<Views, 'people' | 'stage'>;
  readonly time: Pick<TrustedTime, 'now'>;
  readonly lifecycle: Pick<Lifecycle, 'identity'>;
}

/** Called when a person's page is shown; what it returns, when it is left, also by a lock. */
export function openPerson({ key, database, views, time, lifecycle }: OpenedPerson): () => void {
  const stage = views.stage.peek();
  const thumbprint = lifecycle.identity()?.keys.thumbprint;
  if (stage.stage !== 'unlocked' || thumbprint === undefined) return () => undefined;
  const { staffId } = stage.staff;
  const ownLog = ownLogPrefix(thumbprint);
  const at = Math.floor(time.now());
  let first: number | null = null;
  let last = 0;
  // A lock empties the list before the page is gone: what was recorded is counted as long as it is seen.
  const stop = effect(() => {
    const person = views.people.value.find((each) => each.key === key);
    if (person === undefined) return;
    last = countOwn(person, ownLog);
    first ??= last;
  });
  return () => {
    stop();
    if (first === null || last > first) return;
    // A disk that cannot take it costs the note, never the work at the table.
    void keepRead(database, [at, staffId, key]).catch(() => undefined);
  };
}

const countOwn = ({ folded }: PersonRow, ownLog: string): number =>
  folded.eventKeys.filter((name) => isLogOfSameTablet(name.split('/', 1)[0]!, ownLog)).length;
