// Owns what must be true after healing, whatever happened before.

import { bytesToBase64url, bytesToUtf8, equalBytes } from '../../schemas/bytes.ts';
import { appointmentKey, caseKeyOf } from '../../schemas/events/event.ts';
import { canonicalText } from '../../schemas/log/canonical.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import { gatherCase } from '../../sync-server/judge/gather-facts.ts';
import { decideWord } from '../../sync-server/judge/judge-case.ts';
import { judgeDose } from '../../sync-server/judge/reasons.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import { centres } from './people.ts';
import { mayPull } from './server-rows.ts';
import type { Wrong } from './results.ts';
import type { SimulatedServer } from './server.ts';
import type { SimulatedTablet } from './tablet.ts';
import { findDecisionWrongs, type AnsweredDecision } from './supervisor.ts';
import type { GroundTruth, SavedEvent } from './truth.ts';

export interface FinishedWorld {
  readonly server: SimulatedServer;
  readonly truth: GroundTruth;
  readonly tablets: readonly SimulatedTablet[];
  readonly decisions: readonly AnsweredDecision[];
  /** Reference ids that tablets' lists gave for `centre/number/check`. */
  readonly peopleBySubject: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function findWrongs(world: FinishedWorld): Promise<Wrong[]> {
  const wrongs: Wrong[] = [];
  await checkEvents(world, wrongs);
  for (const centreId of centres) {
    await checkFeed(world.server, centreId, wrongs);
    const folds = await foldAndJudge(world.server, centreId, wrongs);
    await checkFolds(world, centreId, folds, wrongs);
  }
  wrongs.push(...(await findDecisionWrongs(world.server, world.decisions)));
  for (const ack of world.server.falseAcks)
    wrongs.push({ kind: 'lost', what: `acknowledged before it was in the database: ${ack}` });
  return wrongs;
}

/** Every saved event once, its bytes unchanged, in its own case; its booking still the same person's. */
async function checkEvents(world: FinishedWorld, wrongs: Wrong[]): Promise<void> {
  const { database } = world.server.store();
  const rows = await database
    .selectFrom('log_row')
    .select(['centre_id', 'origin_log', 'origin_seq', 'row_hash', 'event', 'case_key'])
    .where('event', 'is not', null)
    .execute();
  const held = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = `${row.origin_log}/${row.origin_seq}/${bytesToBase64url(row.row_hash)}`;
    held.set(key, [...(held.get(key) ?? []), row]);
  }
  const bookings = await database
    .selectFrom('appointment')
    .select(['centre_id', 'appointment_no', 'check16', 'reference_id'])
    .execute();
  for (const saved of world.truth.all.values()) {
    const found = held.get(saved.key) ?? [];
    const what = `${saved.entry.event.kind} ${saved.key.slice(0, 30)} of ${saved.tablet}`;
    if (found.length === 0 && !saved.isDestroyed) wrongs.push({ kind: 'lost', what });
    if (found.length === 0 && (await isStillRemembered(world, saved)))
      wrongs.push({ kind: 'lost', what: `${what}: another tablet had it from the server` });
    if (found.length > 1) wrongs.push({ kind: 'doubled', what });
    for (const row of found) {
      if (bytesToUtf8(row.event!) !== saved.text)
        wrongs.push({ kind: 'misattributed', what: `${what}: other bytes` });
      if (row.centre_id !== saved.centreId)
        wrongs.push({ kind: 'misattributed', what: `${what}: at centre ${row.centre_id}` });
      if (row.case_key !== caseKeyOf(saved.entry))
        wrongs.push({ kind: 'misattributed', what: `${what}: in case ${row.case_key}` });
      const booking = bookings.find(
        (b) =>
          b.centre_id === row.centre_id &&
          appointmentKey(b.appointment_no, b.check16) === row.case_key,
      );
      if (booking === undefined) continue;
      const subject = `${row.centre_id}/${row.case_key}`;
      const people = world.peopleBySubject.get(subject);
      if (people !== undefined && (people.size > 1 || !people.has(booking.reference_id)))
        wrongs.push({ kind: 'misattributed', what: `${what}: to ${booking.reference_id}` });
    }
  }
}

/** Somebody had it from the server, may still speak to it, and nothing happened to them since. */
async function isStillRemembered(
  { server, tablets }: FinishedWorld,
  { rememberedBy }: SavedEvent,
): Promise<boolean> {
  for (const tablet of tablets) {
    const isSame = rememberedBy.some(
      (who) => who.tablet === tablet && who.mishaps === tablet.mishaps,
    );
    if (isSame && (await mayPull(server, tablet))) return true;
  }
  return false;
}

/** Dense, of rows that are there, and its rolling hash recomputes from the beginning. */
async function checkFeed(
  server: SimulatedServer,
  centreId: number,
  wrongs: Wrong[],
): Promise<void> {
  const { database } = server.store();
  const centre = await database
    .selectFrom('centre')
    .selectAll()
    .where('centre_id', '=', centreId)
    .executeTakeFirstOrThrow();
  const feed = await database
    .selectFrom('feed')
    .leftJoin('log_row', (join) =>
      join
        .onRef('log_row.centre_id', '=', 'feed.centre_id')
        .onRef('log_row.log', '=', 'feed.log')
        .onRef('log_row.seq', '=', 'feed.seq'),
    )
    .select([
      'feed.feed_seq',
      'feed.log',
      'feed.seq',
      'feed.row_hash',
      'feed.rolling',
      'log_row.row_hash as held',
    ])
    .where('feed.centre_id', '=', centreId)
    .orderBy('feed.feed_seq')
    .execute();
  let rolling: Uint8Array = new Uint8Array(32);
  feed.forEach((row, i) => {
    const where = `feed ${centreId}/${row.feed_seq}`;
    if (row.feed_seq !== i + 1) wrongs.push({ kind: 'hole', what: `${where}: expected ${i + 1}` });
    if (row.held === null || !equalBytes(row.held, row.row_hash))
      wrongs.push({ kind: 'hole', what: `${where}: its row is not there` });
    rolling = rollingHash(nodeDigest, rolling, row.feed_seq, row.log, row.seq, row.row_hash);
    if (!equalBytes(rolling, row.rolling))
      wrongs.push({ kind: 'hole', what: `${where}: the rolling hash differs` });
  });
  if (centre.feed_seq !== feed.length)
    wrongs.push({
      kind: 'hole',
      what: `feed ${centreId}: counter ${centre.feed_seq}, rows ${feed.length}`,
    });
  const rows = await database
    .selectFrom('log_row')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .where('centre_id', '=', centreId)
    .executeTakeFirstOrThrow();
  // A row whose author was named late stands in the feed twice.
  const places = new Set(feed.map((row) => `${row.log}/${row.seq}`));
  if (Number(rows.rows) !== places.size)
    wrongs.push({
      kind: 'hole',
      what: `feed ${centreId}: ${rows.rows} rows, ${places.size} in the feed`,
    });
}

/** The server's folds; and no dose stands confirmed while the judge would find a reason against it now. */
async function foldAndJudge(
  server: SimulatedServer,
  centreId: number,
  wrongs: Wrong[],
): Promise<Map<string, string>> {
  const { database } = server.store();
  const keys = await database
    .selectFrom('log_row')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', centreId)
    .where('case_key', 'is not', null)
    .execute();
  const folds = new Map<string, string>();
  for (const { case_key } of keys) {
    const facts = await gatherCase({ reach: database, keys: server.keys, centreId }, case_key!);
    folds.set(case_key!, canonicalText(facts.folded));
    for (const dose of facts.folded.doses) {
      if (dose.enteredInError !== null || dose.state === 'revoked') continue;
      const judgement = judgeDose(facts.factsOf(dose));
      if (dose.state === 'confirmed' && judgement.state !== 'confirmed')
        wrongs.push({
          kind: 'verdict',
          what: `${case_key} ${dose.ref.log}/${dose.ref.seq}: confirmed, open: ${judgement.reasons.map((r) => r.reason).join()}`,
        });
      if (dose.state === 'accepted' && decideWord(facts.folded, dose, judgement) !== null)
        wrongs.push({ kind: 'verdict', what: `${case_key}: accepted, with something open` });
      if (dose.state === 'received')
        wrongs.push({ kind: 'verdict', what: `${case_key}: a dose nobody judged` });
    }
  }
  return folds;
}

async function checkFolds(
  world: FinishedWorld,
  centreId: number,
  onServer: ReadonlyMap<string, string>,
  wrongs: Wrong[],
): Promise<void> {
  for (const tablet of world.tablets) {
    if (tablet.centreId !== centreId || !(await mayPull(world.server, tablet))) continue;
    for (const tab of tablet.tabs) {
      if (!tab.isUnlocked()) continue;
      const folds = await tab.folds();
      for (const key of new Set([...onServer.keys(), ...folds.keys()])) {
        if (folds.get(key) === onServer.get(key)) continue;
        wrongs.push({
          kind: 'fold',
          what: `${tablet.name} ${key}: ${describeDifference(folds.get(key), onServer.get(key))}`,
        });
      }
    }
  }
}

/** The first field that differs, with both values: enough to know where to look. */
function describeDifference(onTablet: string | undefined, onServer: string | undefined): string {
  if (onTablet === undefined || onServer === undefined)
    return onTablet === undefined ? 'not on the tablet' : 'not on the server';
  const [tablet, server] = [onTablet, onServer].map(
    (text) => JSON.parse(text) as Record<string, unknown>,
  ) as [Record<string, unknown>, Record<string, unknown>];
  const keysOf = (fold: Record<string, unknown>) => new Set(fold['eventKeys'] as string[]);
  const missing = [...keysOf(server).difference(keysOf(tablet))];
  const extra = [...keysOf(tablet).difference(keysOf(server))];
  if (missing.length + extra.length > 0)
    return `the tablet lacks ${missing.join(' ') || 'nothing'}, has more ${extra.join(' ') || 'nothing'}`;
  return describeFirst(tablet, server, '');
}

function describeFirst(tablet: unknown, server: unknown, path: string): string {
  const isDeep = [tablet, server].every((value) => typeof value === 'object' && value !== null);
  if (!isDeep) return `${path}: tablet ${JSON.stringify(tablet)}, server ${JSON.stringify(server)}`;
  const [a, b] = [tablet, server] as [Record<string, unknown>, Record<string, unknown>];
  const name = Object.keys({ ...a, ...b }).find(
    (field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]),
  );
  return name === undefined ? path : describeFirst(a[name], b[name], `${path}.${name}`);
}
