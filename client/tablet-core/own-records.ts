// Owns where each own dose is: which rows carry it, how far the server has them, what it said of them; and whose that has changed.

import { identityKey } from '../../schemas/log/hash-chain.ts';
import type { RowRecord } from '../journal/records.ts';
import type { KnownEvent } from '../read-model/case-index.ts';
import type { OwnRecord } from '../read-model/person-row.ts';

type Place = Pick<RowRecord, 'log' | 'seq'>;

/** What the server has said, as the journal keeps it. */
export interface ServerWords {
  /** By log: up to which number the server has its rows. */
  readonly haves: ReadonlyMap<string, number>;
  /** By place: the last word on it. */
  readonly words: ReadonlyMap<string, string>;
}

export interface OwnRecords {
  /** A row that carries the event: the one it was written in, or a later pointer. */
  readonly carried: (entry: KnownEvent, row: Place) => void;
  readonly hear: (said: ServerWords) => void;
  readonly recordOf: (eventKey: string) => OwnRecord | null;
  /** Keys of doses of which something is not shown yet, also after a look that failed on the way. */
  readonly unshown: () => readonly string[];
  readonly shown: (eventKeys: Iterable<string>) => void;
}

export function placeKey({ log, seq }: Place): string {
  return `${log}/${seq}`;
}

export function createOwnRecords(): OwnRecords {
  const carriers = new Map<string, Place[]>();
  /** Only of doses: nothing else on the list says where it is. */
  const dosesAt = new Map<string, Set<string>>();
  const waiting = new Set<string>();
  let said: ServerWords = { haves: new Map(), words: new Map() };
  const noteDose = (place: Place, eventKey: string): void => {
    const key = placeKey(place);
    dosesAt.set(key, (dosesAt.get(key) ?? new Set()).add(eventKey));
  };
  return {
    carried: (entry, { log, seq }) => {
      const eventKey = identityKey(entry.identity);
      carriers.set(eventKey, [...(carriers.get(eventKey) ?? []), { log, seq }]);
      if (entry.event.kind !== 'dose-administered') return;
      noteDose({ log, seq }, eventKey);
      noteDose(entry.identity, eventKey);
      // A later row may be heard of before it is read: the event is there already, and nothing else shows it anew.
      if ((said.haves.get(log) ?? 0) >= seq) waiting.add(eventKey);
    },
    hear: (now) => {
      for (const place of placesChanged(said, now))
        for (const eventKey of dosesAt.get(place) ?? []) waiting.add(eventKey);
      said = now;
    },
    recordOf: (eventKey) => {
      const places = carriers.get(eventKey);
      if (places === undefined) return null;
      return {
        isOnServer: places.some(({ log, seq }) => (said.haves.get(log) ?? 0) >= seq),
        word: said.words.get(eventKey.slice(0, eventKey.lastIndexOf('/'))) ?? null,
      };
    },
    unshown: () => [...waiting],
    shown: (eventKeys) => {
      for (const key of eventKeys) waiting.delete(key);
    },
  };
}

/** Upwards and downwards: a server that was put back has less than before. */
function* placesChanged(before: ServerWords, now: ServerWords): Generator<string> {
  for (const log of new Set([...before.haves.keys(), ...now.haves.keys()])) {
    const [a, b] = [before.haves.get(log) ?? 0, now.haves.get(log) ?? 0];
    for (let seq = Math.min(a, b) + 1; seq <= Math.max(a, b); seq++) yield placeKey({ log, seq });
  }
  if (before.words === now.words) return;
  for (const [place, word] of now.words) if (before.words.get(place) !== word) yield place;
  for (const place of before.words.keys()) if (!now.words.has(place)) yield place;
}
