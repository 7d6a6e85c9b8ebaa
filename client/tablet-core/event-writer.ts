// Owns writing events while unlocked: one after the other, in a span that begins with a proved sign-in.

import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { eventKinds, readEvent } from '../../schemas/events/index.ts';
import type { Subject, SuchiEvent } from '../../schemas/events/event.ts';
import { signInMessage } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { referenceTo, type EventIdentity } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { Randomness } from '../device/random.ts';
import type { TabLock } from '../device/tab-lock.ts';
import { append, type AppendOutcome, type HeadHint, type Position } from '../journal/append.ts';
import { rewriteBodies } from '../journal/bodies.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { ensureCurrentLog, type LogMaker } from '../journal/logs.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import { readSetting } from '../journal/settings.ts';
import { changeWrap } from '../journal/staff.ts';
import type { SaveOutcome } from '../tablet.ts';
import { signBytes } from '../vault/device-keys.ts';
import { beginSpan, type OpenSpan } from '../vault/span.ts';
import type { Workspace } from './workspace.ts';

export interface EventDraft {
  readonly kind: string;
  readonly subject: Subject;
  /** Made for one place in the log: masked digits depend on it. */
  readonly body: object | ((position: Position, codeKey: Bytes) => object | Promise<object>);
  /** The kept form that becomes this event. */
  readonly endsDraft?: string;
}

export type WriteOutcome = SaveOutcome & { readonly identity?: EventIdentity };

export interface EventWriter {
  readonly write: (draft: EventDraft) => Promise<WriteOutcome>;
  /** Begins a span with its sign-in, unless one is open. False when it could not be written: reading goes on. */
  readonly begin: () => Promise<boolean>;
  /** Waits for what is being written, gathers unsent rows into bodies, and forgets the span. */
  readonly end: () => Promise<void>;
}

/** Who writes, and with what keys. Without a staff key the name is only claimed; without a work key nobody here reads it again. */
export interface WriterDesk extends Pick<Workspace, 'staff' | 'keyring' | 'addSaved'> {
  readonly staffKey: CryptoKey | null;
  readonly workKey: CryptoKey | null;
}

export interface WriterParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly random: Randomness;
  readonly tabLock: TabLock;
  readonly maker: LogMaker;
  readonly enrolment: EnrolmentRecord;
  readonly workspace: WriterDesk;
  readonly app: string;
  readonly time: { readonly now: () => number; readonly skew: () => number };
  readonly onSaved: (place: Pick<EventIdentity, 'log' | 'seq'>) => void;
}

/** Another tab may start a new log while we write: more than a few times in a row is a fault. */
const spanAttemptsMax = 4;

export function createEventWriter(parts: WriterParts): EventWriter {
  const { database, workspace } = parts;
  let span: OpenSpan | null = null;
  const headHint: { current: HeadHint | null } = { current: null };
  let sinceBody = 0;
  let gathering: Promise<void> | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(work, work);
    queue = done.catch(() => undefined);
    return done;
  };
  const appendAndShow = async (draft: EventDraft, openSpan: OpenSpan): Promise<AppendOutcome> => {
    const make = (position: Position): Promise<SuchiEvent> =>
      toEvent(parts, draft, position, openSpan);
    const outcome = await append(
      database,
      {
        ...parts,
        span: openSpan,
        headHint,
        ...(draft.endsDraft !== undefined && { endsDraft: draft.endsDraft }),
      },
      make,
    );
    if (outcome.outcome !== 'saved') return outcome;
    const { identity, event } = outcome;
    const by = { staffId: workspace.staff.staffId, proved: false };
    sinceBody += 1;
    try {
      await workspace.addSaved({ identity, event, by, isOwn: true }, outcome.row);
    } catch {
      // It is saved, whatever the view says: the next refresh reads it from the journal.
    }
    return outcome;
  };
  /** A span in the current log, its sign-in written. */
  const ensureSpan = async (): Promise<OpenSpan | AppendOutcome> => {
    // The append itself finds out when the span's log is no longer current: an open span costs no look.
    if (span !== null) return span;
    // Storage that was emptied under an open page makes no new log: nobody could sign for it after a reload.
    if ((await readSetting(database, 'device-keys')) === null) return storageFailed;
    for (let attempt = 0; attempt < spanAttemptsMax; attempt++) {
      const log = await ensureCurrentLog(database, parts.maker, parts.enrolment);
      const { random, enrolment } = parts;
      const begun = await beginSpan({
        random,
        log: log.log,
        sealingKey: enrolment.sealingKey,
        workKey: workspace.workKey,
      });
      workspace.keyring.add(begun);
      const outcome = await appendAndShow(await signInDraft(parts, begun), begun);
      if (outcome.outcome === 'log-changed') continue;
      if (outcome.outcome === 'not-saved') return outcome;
      // A name that is only claimed announces no key.
      if (workspace.staffKey !== null)
        await changeWrap(database, workspace.staff.staffId, { announcedIn: begun.log });
      span = begun;
      return begun;
    }
    return { outcome: 'not-saved', why: 'storage-failed' };
  };
  const writeNow = async (draft: EventDraft): Promise<WriteOutcome> => {
    for (let attempt = 0; attempt < spanAttemptsMax; attempt++) {
      const ready = await ensureSpan();
      if ('outcome' in ready) return toSaveOutcome(ready);
      const outcome = await appendAndShow(draft, ready);
      if (outcome.outcome === 'log-changed') {
        span = null;
        continue;
      }
      if (outcome.outcome === 'saved') afterSave(outcome.identity);
      return toSaveOutcome(outcome);
    }
    return { outcome: 'not-saved', why: 'storage-failed' };
  };
  const gather = (): Promise<void> =>
    rewriteBodies(database, { random: parts.random, keyOf: workspace.keyring.keyOf });
  const afterSave = (place: EventIdentity): void => {
    parts.onSaved(place);
    if (sinceBody < limits.bodyRewriteEvery) return;
    sinceBody = 0;
    // Nobody waits for it, neither this record nor the next: rows that are in no body travel one by one.
    gathering ??= gather()
      .catch(() => undefined)
      .finally(() => {
        gathering = null;
      });
  };
  return {
    write: (draft) => enqueue(() => guarded(() => writeNow(draft))),
    begin: () =>
      enqueue(async () => {
        const ready = await ensureSpan().catch((): AppendOutcome => storageFailed);
        return !('outcome' in ready);
      }),
    end: () =>
      enqueue(async () => {
        await gathering;
        await gather().catch(() => undefined);
        span = null;
      }),
  };
}

const storageFailed = { outcome: 'not-saved', why: 'storage-failed' } as const;

/** Faults of the storage around the append (reading the head's log, a span) are said like those inside it. */
async function guarded(work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && ['Error', 'TypeError'].includes(error.name)) throw error;
    return storageFailed;
  }
}

function toSaveOutcome(outcome: AppendOutcome): WriteOutcome {
  if (outcome.outcome === 'saved')
    return { outcome: 'saved', ref: referenceTo(outcome.identity), identity: outcome.identity };
  return outcome.outcome === 'not-saved' ? outcome : storageFailed;
}

async function toEvent(
  parts: WriterParts,
  draft: EventDraft,
  position: Position,
  span: OpenSpan,
): Promise<SuchiEvent> {
  const { kind, subject, body } = draft;
  const made = typeof body === 'function' ? await body(position, span.codeKey) : body;
  return {
    v: 1,
    kind,
    subject,
    at: parts.time.now(),
    skew: parts.time.skew(),
    app: parts.app,
    ...(eventKinds.get(kind)?.mayDose === true ? { mayDose: true as const } : {}),
    body: made as Record<string, unknown>,
  };
}

/** Null when the event has the form its kind wants. Screens check first; what slips through is not written. */
export function findFormFault(draft: EventDraft): 'too-long' | null {
  if (typeof draft.body === 'function') return null;
  const { kind, subject, body } = draft;
  const trial = { v: 1, kind, subject, at: 0, skew: 0, app: '', body };
  return readEvent(trial).outcome === 'known' ? null : 'too-long';
}

/** The signature fixes the name to this log, number, chain and span; the public key comes along the first time in each log. */
async function signInDraft(parts: WriterParts, span: OpenSpan): Promise<EventDraft> {
  const { staff, staffKey } = parts.workspace;
  const { staffId } = staff;
  const subject = { tablet: true } as const;
  if (staffKey === null) return { kind: 'signed-in', subject, body: { staffId, signature: null } };
  const wrap = await parts.database.staff.get(staffId);
  const isFirst = wrap !== undefined && wrap.announcedIn !== span.log;
  const publicKey = isFirst ? { publicKey: bytesToBase64url(wrap.publicKey) } : {};
  return {
    kind: 'signed-in',
    subject,
    body: async (position) => {
      const message = signInMessage({ ...position, span: span.span, staffId });
      const signature = bytesToBase64url(await signBytes(staffKey, message));
      return { staffId, signature, ...publicKey };
    },
  };
}
