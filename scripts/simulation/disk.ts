// Owns a tablet's disk: the part of IndexedDB that Dexie uses, in memory, with power loss, copies and faults.
// Commits replace whole sorted arrays, so a state of the disk is a handful of references and any earlier one can come back.

import { KeyRange, nameList, type StoreShape, type StoreState } from './disk-keys.ts';
import { RequestLike, SimulatedTransaction, type DiskFault } from './disk-transaction.ts';
import type { SimulatedLoop } from './event-loop.ts';

type DiskState = ReadonlyMap<string, StoreState>;

export interface Disk {
  readonly connect: () => DiskConnection;
  /** States after each commit, the newest last. */
  readonly history: () => readonly DiskState[];
  readonly state: () => DiskState;
  /** Puts an earlier state back. Every connection must have been killed. */
  readonly restore: (state: DiskState) => void;
  /** The next commits that write fail with this. */
  faults: DiskFault[];
  /** Nothing before now ever comes back: the tablet is set up. */
  readonly settle: () => void;
  /** A record rests changed from now on, as on a flash chip that forgets. Earlier states are damaged no less. */
  readonly damage: <Record>(store: string, change: (record: Record) => Record | null) => void;
  /** Rows of a store as they rest now. */
  readonly read: <Record>(store: string) => readonly Record[];
}

/** One tab's hold on the disk. */
export interface DiskConnection {
  readonly platform: {
    readonly indexedDB: { open: Function };
    readonly IDBKeyRange: typeof KeyRange;
  };
  /** The tab is gone: what it had not committed is gone with it, nobody is told anything. */
  readonly kill: () => void;
}

/** Most recent states kept; power loss goes back a few commits, a copied profile a few dozen. */
const historyMax = 60;

/** The schema is the same for every disk of a worker: made once by Dexie's own upgrade, then shared. */
let shapes: ReadonlyMap<string, StoreShape> = new Map();
let shapedVersion = 0;

export function createDisk(loop: SimulatedLoop, first: DiskState | null = null): Disk {
  let state: DiskState = first ?? new Map([...shapes.keys()].map((name) => [name, []]));
  let history: DiskState[] = [state];
  let live: SimulatedTransaction[] = [];
  const disk: Disk = {
    connect: () => {
      const connection: Connection = { isDead: false };
      const database = createDatabase(connection);
      const openDatabase = (_name: string, version: number): RequestLike => {
        const request = new RequestLike();
        loop.task(() => {
          if (connection.isDead) return;
          request.result = database;
          if (version > shapedVersion) upgrade(request, version);
          else request.succeed();
        });
        return request;
      };
      return {
        platform: { indexedDB: { open: openDatabase }, IDBKeyRange: KeyRange },
        kill: () => {
          connection.isDead = true;
          live = live.filter((transaction) => transaction.connection !== connection);
          startWaiting();
        },
      };
    },
    history: () => history,
    state: () => state,
    restore: (earlier) => {
      if (live.length > 0) throw new Error('disk: restored under a live transaction');
      state = earlier;
      history = [state];
    },
    faults: [],
    settle: () => {
      history = [state];
    },
    damage: <Record>(store: string, change: (record: Record) => Record | null) => {
      const entries = (state.get(store) ?? []).map((entry) => {
        const value = change(entry.value as Record);
        return value === null ? entry : { ...entry, value };
      });
      state = new Map([...state, [store, entries]]);
      history = [state];
    },
    read: <Record>(store: string) => (state.get(store) ?? []).map((entry) => entry.value as Record),
  };

  interface Connection {
    isDead: boolean;
  }

  function createDatabase(connection: Connection) {
    const database = {
      name: 'tablet',
      version: shapedVersion,
      get objectStoreNames() {
        return nameList([...shapes.keys()].sort());
      },
      onversionchange: null,
      onclose: null,
      transaction: (names: string | string[], mode: 'readonly' | 'readwrite' = 'readonly') => {
        if (connection.isDead) throw new DOMException('the tab is gone', 'AbortError');
        const scope = typeof names === 'string' ? [names] : [...names];
        const transaction = begin(connection, scope, mode);
        transaction.db = database;
        return transaction;
      },
      createObjectStore: (name: string, options: { keyPath: string | string[] }) =>
        createStore(name, options.keyPath),
      close: () => undefined,
      addEventListener: () => undefined,
    };
    return database;
  }

  /** Dexie's upgrade creates the stores; their shapes are then the worker's. */
  function upgrade(request: RequestLike, version: number): void {
    const transaction = begin({ isDead: false }, [], 'readwrite');
    transaction.db = request.result as SimulatedTransaction['db'];
    request.transaction = transaction;
    transaction.addEventListener('complete', () => {
      shapedVersion = version;
      loop.task(() => request.succeed());
    });
    transaction.activate();
    request.dispatch('upgradeneeded', { oldVersion: 0, newVersion: version });
  }

  function createStore(name: string, keyPath: string | string[]) {
    const shape: StoreShape = { name, keyPath, indexes: [] };
    shapes = new Map([...shapes, [name, shape]]);
    state = new Map([...state, [name, []]]);
    return {
      createIndex: (index: string, path: string | string[]) =>
        shape.indexes.push({ name: index, keyPath: path }),
    };
  }

  function begin(
    connection: Connection,
    scope: string[],
    mode: 'readonly' | 'readwrite',
  ): SimulatedTransaction {
    const transaction = new SimulatedTransaction(loop, connection, scope, mode, {
      shapeOf: (name) => shapes.get(name)!,
      read: (name) => state.get(name) ?? [],
      nextFault: () => disk.faults.shift() ?? null,
      commit: (written) => {
        if (written.size === 0) return;
        state = new Map([...state, ...written]);
        history.push(state);
        if (history.length > historyMax) history.shift();
      },
      finished: (done) => {
        live = live.filter((other) => other !== done);
        startWaiting();
      },
    });
    live.push(transaction);
    loop.task(startWaiting);
    return transaction;
  }

  /** In order of their making; writers of one store one after the other, readers side by side. */
  function startWaiting(): void {
    live.forEach((transaction, i) => {
      if (transaction.isStarted) return;
      const isBlocked = live
        .slice(0, i)
        .some(
          (earlier) =>
            (earlier.mode === 'readwrite' || transaction.mode === 'readwrite') &&
            earlier.scope.some((name) => transaction.scope.includes(name)),
        );
      if (!isBlocked) transaction.start();
    });
  }
  return disk;
}
