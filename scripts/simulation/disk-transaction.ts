// Owns the life of a transaction on a simulated disk: active only in its own turns, committed whole or not at all,
// durable a turn before anybody is told.

import { nameList, type Entry, type StoreShape, type StoreState } from './disk-keys.ts';
import { StoreHandle } from './disk-stores.ts';
import type { SimulatedLoop } from './event-loop.ts';

export type DiskFault = 'QuotaExceededError' | 'UnknownError';

export interface Ground {
  readonly shapeOf: (store: string) => StoreShape;
  readonly read: (store: string) => StoreState;
  readonly nextFault: () => DiskFault | null;
  readonly commit: (written: ReadonlyMap<string, StoreState>) => void;
  readonly finished: (transaction: SimulatedTransaction) => void;
}

type Listener = (event: SimulatedEvent) => void;
interface SimulatedEvent {
  readonly type: string;
  readonly target: unknown;
  readonly preventDefault: () => void;
  readonly stopPropagation: () => void;
}

class Emitter {
  onsuccess: Listener | null = null;
  onerror: Listener | null = null;
  onabort: Listener | null = null;
  oncomplete: Listener | null = null;
  onupgradeneeded: Listener | null = null;
  private listeners: [string, Listener][] = [];
  addEventListener(type: string, listener: Listener): void {
    this.listeners.push([type, listener]);
  }
  removeEventListener(type: string, listener: Listener): void {
    this.listeners = this.listeners.filter(([t, l]) => t !== type || l !== listener);
  }
  /** True when a handler prevented what follows. */
  dispatch(type: string, more: object = {}): boolean {
    let isPrevented = false;
    const event: SimulatedEvent = {
      type,
      target: this,
      preventDefault: () => {
        isPrevented = true;
      },
      stopPropagation: () => undefined,
      ...more,
    };
    const handler = (this as unknown as Record<string, Listener | null>)[`on${type}`];
    handler?.call(this, event);
    for (const [name, listener] of this.listeners) if (name === type) listener.call(this, event);
    return isPrevented;
  }
}

export class RequestLike extends Emitter {
  result: unknown = undefined;
  error: DOMException | null = null;
  transaction: SimulatedTransaction | null = null;
  readyState: 'pending' | 'done' = 'pending';
  succeed(): void {
    this.readyState = 'done';
    this.dispatch('success');
  }
}

interface Operation {
  readonly request: RequestLike;
  readonly run: () => unknown;
}

export class SimulatedTransaction extends Emitter {
  isStarted = false;
  error: DOMException | null = null;
  db: { objectStoreNames: readonly string[]; createObjectStore: Function } | null = null;
  readonly connection: { isDead: boolean };
  readonly scope: readonly string[];
  readonly mode: 'readonly' | 'readwrite';
  private readonly loop: SimulatedLoop;
  private readonly ground: Ground;
  private readonly written = new Map<string, Entry[]>();
  private operations: Operation[] = [];
  private isFinished = false;
  private activeTurn: number;

  constructor(
    loop: SimulatedLoop,
    connection: { isDead: boolean },
    scope: readonly string[],
    mode: 'readonly' | 'readwrite',
    ground: Ground,
  ) {
    super();
    this.loop = loop;
    this.connection = connection;
    this.scope = scope;
    this.mode = mode;
    this.ground = ground;
    this.activeTurn = loop.turn();
  }

  get objectStoreNames(): readonly string[] {
    return nameList([...this.scope].sort());
  }

  activate(): void {
    this.activeTurn = this.loop.turn();
  }

  objectStore(name: string): StoreHandle {
    if (this.isFinished) throw new DOMException('finished', 'InvalidStateError');
    return new StoreHandle(this, this.ground.shapeOf(name));
  }

  entries(name: string): readonly Entry[] {
    return this.written.get(name) ?? this.ground.read(name);
  }

  forWriting(name: string): Entry[] {
    if (this.mode !== 'readwrite') throw new DOMException('read only', 'ReadOnlyError');
    const own = this.written.get(name) ?? [...this.ground.read(name)];
    this.written.set(name, own);
    return own;
  }

  request(run: () => unknown, again?: RequestLike): RequestLike {
    if (this.isFinished || this.activeTurn !== this.loop.turn())
      throw new DOMException('the transaction is not active', 'TransactionInactiveError');
    const request = again ?? new RequestLike();
    request.transaction = this;
    request.readyState = 'pending';
    this.operations.push({ request, run });
    return request;
  }

  start(): void {
    this.isStarted = true;
    this.loop.task(() => this.step());
  }

  private step(): void {
    if (this.isFinished || this.connection.isDead) return;
    const next = this.operations.shift();
    if (next === undefined) return this.finish();
    const { request, run } = next;
    try {
      request.result = run();
      request.readyState = 'done';
      this.activate();
      request.dispatch('success');
    } catch (error) {
      request.error = error as DOMException;
      request.readyState = 'done';
      this.activate();
      if (!request.dispatch('error')) return this.end(request.error);
    }
    this.loop.task(() => this.step());
  }

  private finish(): void {
    const fault = this.written.size > 0 ? this.ground.nextFault() : null;
    if (fault !== null) return this.end(new DOMException('the disk said no', fault));
    this.isFinished = true;
    this.ground.commit(this.written);
    // Durable now, told a turn later: a tab may die in between.
    this.loop.task(() => {
      this.ground.finished(this);
      if (this.connection.isDead) return;
      this.dispatch('complete');
    });
  }

  /** Nothing of it is kept. */
  private end(error: DOMException | null): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.error = error;
    const left = this.operations;
    this.operations = [];
    this.loop.task(() => {
      this.ground.finished(this);
      if (this.connection.isDead) return;
      for (const { request } of left) {
        request.error = new DOMException('aborted', 'AbortError');
        request.dispatch('error');
      }
      if (error !== null) this.dispatch('error');
      this.dispatch('abort');
    });
  }

  abort(): void {
    this.end(null);
  }

  commit(): void {
    // Only a hint that no more requests follow: the ordinary end does the same.
  }
}
