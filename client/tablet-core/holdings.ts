// Owns the account of what this tablet still holds, log by log, in numbers. It needs no key; with one it also tells since when.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { createLogId, isLogOfSameTablet, logAlias } from '../../schemas/log/log-id.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { LogRecord } from '../journal/records.ts';
import { readSetting } from '../journal/settings.ts';
import type { Holdings, Notebook } from '../tablet.ts';
import { openRow } from '../vault/sealing.ts';
import type { SpanKeyring } from './known-events.ts';
import { notebookName } from './notebook-name.ts';
import { whyWaiting, type LinkWord } from './why-waiting.ts';

export interface HoldingsParts {
  readonly database: JournalDatabase;
  /** Null while locked: then nobody can say how old the oldest record is. */
  readonly keyring: SpanKeyring | null;
  readonly word: LinkWord | null;
  readonly isOnline: boolean;
  readonly facts: () => Promise<{
    readonly isPersisted: boolean | null;
    readonly freeBytes: number | null;
  }>;
  readonly driftSeconds: number;
}

export async function readHoldings(parts: HoldingsParts): Promise<Holdings> {
  const { database } = parts;
  const keys = await readSetting(database, 'device-keys');
  const current = await readSetting(database, 'current-log');
  const ownName = keys === null ? null : createLogId(keys.thumbprint, new Uint8Array(5));
  const notebooks: Notebook[] = [];
  for (const log of await database.logs.toArray()) {
    const isOwnKey = ownName !== null && isLogOfSameTablet(log.log, ownName);
    notebooks.push(await readNotebook(parts, log, isOwnKey, log.log === current));
  }
  // An empty log that was left says nothing to anybody.
  const shown = notebooks.filter(({ isCurrent, unsent, sent }) => isCurrent || unsent + sent > 0);
  const { isPersisted, freeBytes } = await parts.facts();
  return {
    tabletName: ownName === null ? null : logAlias(ownName),
    notebooks: shown.sort(mostUrgentFirst),
    isPersisted,
    freeBytes,
    driftSeconds: parts.driftSeconds,
  };
}

async function readNotebook(
  parts: HoldingsParts,
  log: LogRecord,
  isOwnKey: boolean,
  isCurrent: boolean,
): Promise<Notebook> {
  const { database } = parts;
  const have = Math.min((await database.acks.get(log.log))?.have ?? 0, log.headSeq);
  const unsent = log.headSeq - have;
  const words = new Map<string, number>();
  await database.verdicts
    .where('[log+seq]')
    .between([log.log, 0], [log.log, Number.MAX_SAFE_INTEGER])
    .each(({ state }) => void words.set(state, (words.get(state) ?? 0) + 1));
  return {
    name: notebookName(log.log),
    isCurrent,
    unsent,
    oldestUnsentAt: unsent === 0 ? null : await timeOf(parts, log.log, have + 1),
    why: unsent === 0 ? null : whyWaiting({ ...parts, isOwnKey }),
    sent: have,
    beingChecked: (words.get('waiting') ?? 0) + (words.get('held') ?? 0),
    needHelp: words.get('quarantined') ?? 0,
    recordedOnly: await countRecordedOnly(database, log.log),
  };
}

/** A span without a reading copy was written with nobody signed in: its sign-in, then two records a dose. */
async function countRecordedOnly(database: JournalDatabase, log: string): Promise<number> {
  const spans = await database.spans
    .filter((span) => span.log === log && span.readingCopy === null)
    .toArray();
  let records = 0;
  for (const { span } of spans) {
    const rows = await database.rows
      .where('[log+span+seq]')
      .between([log, span, 0], [log, span, Number.MAX_SAFE_INTEGER])
      .count();
    records += Math.max(0, rows - 1);
  }
  return Math.ceil(records / 2);
}

async function timeOf(
  { database, keyring }: HoldingsParts,
  log: string,
  seq: number,
): Promise<number | null> {
  const row = keyring === null ? undefined : await database.rows.get([log, seq]);
  const key = row === undefined ? null : await keyring!.keyOf(row.span);
  const bytes =
    row === undefined || key === null ? null : await openRow(key, row.origin ?? row, row);
  if (bytes === null) return null;
  const { at } = JSON.parse(bytesToUtf8(bytes)) as { readonly at?: unknown };
  return typeof at === 'number' ? at : null;
}

function mostUrgentFirst(a: Notebook, b: Notebook): number {
  return b.needHelp - a.needHelp || b.unsent - a.unsent || b.sent - a.sent;
}
