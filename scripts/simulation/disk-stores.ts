// Owns the object stores and indexes of a simulated disk, as far as Dexie asks for them.

import {
  KeyRange,
  cloneValue,
  compareKeys,
  keyAt,
  nameList,
  placeOf,
  select,
  type Entry,
  type IndexShape,
  type Key,
  type StoreShape,
} from './disk-keys.ts';
import type { RequestLike, SimulatedTransaction } from './disk-transaction.ts';

export class StoreHandle {
  readonly transaction: SimulatedTransaction;
  protected readonly shape: StoreShape;
  readonly keyPath: string | readonly string[];
  readonly autoIncrement = false;
  constructor(transaction: SimulatedTransaction, shape: StoreShape) {
    this.transaction = transaction;
    this.shape = shape;
    this.keyPath = shape.keyPath;
  }
  get name(): string {
    return this.shape.name;
  }
  get indexNames(): readonly string[] {
    return nameList(this.shape.indexes.map((index) => index.name));
  }
  index(name: string): IndexHandle {
    return new IndexHandle(
      this,
      this.shape.indexes.find((index) => index.name === name)!,
    );
  }
  entries(): readonly Entry[] {
    return this.transaction.entries(this.name);
  }
  private putOne(value: unknown, isAdd: boolean): RequestLike {
    const copy = cloneValue(value);
    return this.transaction.request(() => {
      const key = keyAt(copy, this.keyPath)!;
      const entries = this.transaction.forWriting(this.name);
      const place = placeOf(entries, key);
      const isThere = entries[place] !== undefined && compareKeys(entries[place].key, key) === 0;
      if (isThere && isAdd) throw new DOMException('the key is taken', 'ConstraintError');
      entries.splice(place, isThere ? 1 : 0, { key, value: copy });
      return key;
    });
  }
  put(value: unknown): RequestLike {
    return this.putOne(value, false);
  }
  add(value: unknown): RequestLike {
    return this.putOne(value, true);
  }
  delete(query: Key | KeyRange): RequestLike {
    return this.transaction.request(() => {
      const entries = this.transaction.forWriting(this.name);
      const range = query instanceof KeyRange ? query : KeyRange.only(query);
      for (let i = entries.length - 1; i >= 0; i--)
        if (range.includes(entries[i]!.key)) entries.splice(i, 1);
    });
  }
  clear(): RequestLike {
    return this.transaction.request(() => void this.transaction.forWriting(this.name).splice(0));
  }
  get(query: Key | KeyRange): RequestLike {
    return this.transaction.request(() => {
      const found = select(this.entries(), query, 1)[0];
      return found === undefined ? undefined : cloneValue(found.value);
    });
  }
  getAll(query: Key | KeyRange | null, count?: number): RequestLike {
    return this.transaction.request(() =>
      select(this.entries(), query, count).map((entry) => cloneValue(entry.value)),
    );
  }
  getAllKeys(query: Key | KeyRange | null, count?: number): RequestLike {
    return this.transaction.request(() =>
      select(this.entries(), query, count).map((entry) => entry.key),
    );
  }
  count(query: Key | KeyRange | null): RequestLike {
    return this.transaction.request(() => select(this.entries(), query).length);
  }
  openCursor(query: KeyRange | null, direction = 'next'): RequestLike {
    return openCursor(this.transaction, () => this.entries().map(asPrimary), query, direction);
  }
  openKeyCursor(query: KeyRange | null, direction = 'next'): RequestLike {
    return this.openCursor(query, direction);
  }
}

class IndexHandle {
  readonly multiEntry = false;
  readonly unique = false;
  readonly name: string;
  readonly keyPath: string | readonly string[];
  private readonly store: StoreHandle;
  constructor(store: StoreHandle, shape: IndexShape) {
    this.store = store;
    this.name = shape.name;
    this.keyPath = shape.keyPath;
  }
  private found(): IndexEntry[] {
    return this.store
      .entries()
      .flatMap((entry): IndexEntry[] => {
        const key = keyAt(entry.value, this.keyPath);
        return key === undefined ? [] : [{ key, primaryKey: entry.key, value: entry.value }];
      })
      .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.primaryKey, b.primaryKey));
  }
  getAll(query: Key | KeyRange | null, count?: number): RequestLike {
    return this.store.transaction.request(() =>
      select(this.found(), query, count).map((entry) => cloneValue(entry.value)),
    );
  }
  getAllKeys(query: Key | KeyRange | null, count?: number): RequestLike {
    return this.store.transaction.request(() =>
      select(this.found(), query, count).map((entry) => entry.primaryKey),
    );
  }
  get(query: Key | KeyRange): RequestLike {
    return this.store.transaction.request(() => {
      const found = select(this.found(), query, 1)[0];
      return found === undefined ? undefined : cloneValue(found.value);
    });
  }
  count(query: Key | KeyRange | null): RequestLike {
    return this.store.transaction.request(() => select(this.found(), query).length);
  }
  openCursor(query: KeyRange | null, direction = 'next'): RequestLike {
    return openCursor(this.store.transaction, () => this.found(), query, direction);
  }
  openKeyCursor(query: KeyRange | null, direction = 'next'): RequestLike {
    return this.openCursor(query, direction);
  }
}

interface IndexEntry extends Entry {
  readonly primaryKey: Key;
}

const asPrimary = (entry: Entry): IndexEntry => ({ ...entry, primaryKey: entry.key });

function openCursor(
  transaction: SimulatedTransaction,
  list: () => readonly IndexEntry[],
  query: KeyRange | null,
  direction: string,
): RequestLike {
  if (direction !== 'next' && direction !== 'prev') throw new Error(`disk: ${direction} cursor`);
  let found: IndexEntry[] | null = null;
  let at = 0;
  const step = (): object | null => {
    found ??= direction === 'prev' ? select(list(), query).reverse() : select(list(), query);
    const entry = found[at];
    if (entry === undefined) return null;
    return {
      key: entry.key,
      primaryKey: entry.primaryKey,
      value: cloneValue(entry.value),
      continue: () => {
        at += 1;
        transaction.request(step, request);
      },
      advance: (count: number) => {
        at += count;
        transaction.request(step, request);
      },
    };
  };
  const request: RequestLike = transaction.request(step);
  return request;
}
