// Owns what is noted of a person's record that was opened here: nothing where something was recorded, for that says who and when by itself.

import { effect, type ReadonlySignal } from '@preact/signals';
import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import type { PersonRow, Stage } from '../tablet.ts';

interface ReadParts {
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly stage: ReadonlySignal<Stage>;
  readonly now: () => number;
  /** Shares its first half with every log of this tablet; null before it has keys. */
  readonly ownLog: () => string | null;
  /** A disk that cannot take it costs the note, never the work at the table. */
  readonly keep: (read: PersonRead) => Promise<void>;
}

/** Called when a person's page is shown; what it returns, when it is left, also by a lock. */
export function createOpenPerson(parts: ReadParts): (key: string) => () => void {
  return (key) => {
    const stage = parts.stage.peek();
    const ownLog = parts.ownLog();
    if (stage.stage !== 'unlocked' || ownLog === null) return () => undefined;
    const at = Math.floor(parts.now());
    let first: number | null = null;
    let last = 0;
    // A lock empties the list before the page is gone: what was recorded is counted as long as it is seen.
    const stop = effect(() => {
      const person = parts.people.value.find((each) => each.key === key);
      if (person === undefined) return;
      last = countOwn(person, ownLog);
      first ??= last;
    });
    return () => {
      stop();
      if (first === null || last > first) return;
      void parts.keep([at, stage.staff.staffId, key]).catch(() => undefined);
    };
  };
}

const countOwn = ({ folded }: PersonRow, ownLog: string): number =>
  folded.eventKeys.filter((name) => isLogOfSameTablet(name.split('/', 1)[0]!, ownLog)).length;
