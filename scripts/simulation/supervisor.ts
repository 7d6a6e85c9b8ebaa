// Owns the supervisor of a run: decides on doses and withdraws tablets through the real services, and what must be left of that.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { referenceKey, type EventReference } from '../../schemas/log/hash-chain.ts';
import { serverLogEpoch } from '../../schemas/log/log-id.ts';
import { gatherCase } from '../../sync-server/judge/gather-facts.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import type { Dice } from './dice.ts';
import type { Wrong } from './results.ts';
import type { SimulatedServer } from './server.ts';
import type { SimulatedTablet } from './tablet.ts';
import type { World } from './world.ts';

export interface AnsweredDecision {
  /** What the supervisor wrote: no two alike, so that it can be found again. */
  readonly note: string;
  readonly about:
    | { readonly what: 'dose'; readonly decision: string; readonly doseEvent: EventReference }
    | { readonly what: 'tablet'; readonly device: string };
  /** Its file burned with the database, after the last back-up: nobody has it. */
  isDestroyed: boolean;
}

/** Looks at a dose of the desk's list, and decides; sometimes about what was seen a while ago. */
export async function decideOnADose(world: World, dice: Dice): Promise<void> {
  const { server, faults, loop } = world;
  if (!server.isUp()) return;
  const { database } = server.store();
  const rows = await database
    .selectFrom('dose')
    .select(['centre_id', 'case_key', 'log', 'seq', 'h'])
    .where('state', 'in', dice.chance(0.8) ? ['waiting', 'held'] : ['accepted', 'confirmed'])
    .orderBy('centre_id')
    .orderBy('dose_key')
    .execute();
  if (rows.length === 0) return;
  const row = dice.oneOf(rows);
  const context = { reach: database, keys: server.keys, centreId: row.centre_id };
  const { folded } = await gatherCase(context, row.case_key);
  const doseEvent = { log: row.log, seq: row.seq, h: row.h };
  const dose = folded.doses.find((one) => referenceKey(one.ref) === referenceKey(doseEvent));
  if (dose === undefined) return;
  const decision = dice.chance(0.6) ? 'accepted' : 'revoked';
  const isInPart = dice.chance(0.2);
  if (dice.chance(0.3)) await loop.sleep(dice.fraction() * 60);
  if (world.isHealing) return;
  const note = `decision ${world.decisions.length} at ${loop.now()}`;
  const outcome = await server.decide({
    centreId: row.centre_id,
    caseKey: row.case_key,
    caseHash: caseSetHash(nodeDigest, folded),
    doseEvent,
    decision,
    reasons: isInPart ? [] : dose.reasons.map((reason) => reason.reason),
    note,
  });
  faults.count(`a supervisor decides: ${outcome ?? 'no answer'}`);
  if (outcome === 'decided')
    world.decisions.push({
      note,
      about: { what: 'dose', decision, doseEvent },
      isDestroyed: false,
    });
}

export async function revoke(world: World, tablet: SimulatedTablet): Promise<void> {
  const { device } = tablet;
  const note = `revoked ${device}`;
  const outcome = await world.server.revoke(device, note);
  if (outcome === 'revoked')
    world.decisions.push({ note, about: { what: 'tablet', device }, isDestroyed: false });
}

/** After the file was lost too: what neither the back-up nor its copy of the file has, nobody has. */
export async function forgetLostDecisions(world: World): Promise<void> {
  const held = await world.server.decisionsHeld();
  for (const decision of world.decisions) if (!held.has(decision.note)) decision.isDestroyed = true;
}

interface SaidWord {
  readonly epoch: number;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
}

/** Every answered decision stands in the server's log once, as it was made, and no older one after a newer one. */
export async function findDecisionWrongs(
  server: SimulatedServer,
  decisions: readonly AnsweredDecision[],
): Promise<Wrong[]> {
  const wrongs: Wrong[] = [];
  const said = await readSaid(server);
  const doses = new Set(
    (await server.store().database.selectFrom('dose').select('dose_key').execute()).map(
      (row) => row.dose_key,
    ),
  );
  const latest = new Map<string, SaidWord>();
  for (const { note, about } of decisions.filter((decision) => !decision.isDestroyed)) {
    if (about.what === 'tablet') {
      if (!(await isRevoked(server, about.device)))
        wrongs.push({ kind: 'lost', what: `the revocation of ${about.device.slice(0, 8)}` });
      continue;
    }
    const doseKey = referenceKey(about.doseEvent);
    // Power loss took the dose itself: there is nothing to decide on.
    if (!doses.has(doseKey)) continue;
    const words = said.get(note) ?? [];
    const what = `${note} (${about.decision}) on ${doseKey}`;
    if (words.length > 1) wrongs.push({ kind: 'doubled', what });
    const word = words[0];
    if (word === undefined || word.kind !== about.decision) {
      wrongs.push({ kind: 'lost', what });
      continue;
    }
    const before = latest.get(doseKey);
    if (before !== undefined && isAfter(before, word))
      wrongs.push({ kind: 'verdict', what: `${what}: an older decision stands after it` });
    latest.set(doseKey, word);
  }
  return wrongs;
}

/** Two logs of one epoch number are no order: known, and told apart by nobody (docs/simulation.md). */
function isAfter(one: SaidWord, other: SaidWord): boolean {
  if (one.epoch !== other.epoch) return one.epoch > other.epoch;
  return one.log === other.log && one.seq > other.seq;
}

async function readSaid(server: SimulatedServer): Promise<Map<string, SaidWord[]>> {
  const rows = await server
    .store()
    .database.selectFrom('log_row')
    .select(['log', 'seq', 'kind', 'event'])
    .where('kind', 'in', ['accepted', 'revoked'])
    .execute();
  const said = new Map<string, SaidWord[]>();
  for (const { log, seq, kind, event } of rows) {
    const epoch = serverLogEpoch(log);
    if (event === null || epoch === null) continue;
    const { body } = JSON.parse(bytesToUtf8(event)) as { readonly body: { readonly note: string } };
    said.set(body.note, [...(said.get(body.note) ?? []), { epoch, log, seq, kind }]);
  }
  return said;
}

async function isRevoked(server: SimulatedServer, device: string): Promise<boolean> {
  const row = await server
    .store()
    .database.selectFrom('device')
    .select('revoked_at')
    .where('device', '=', device)
    .executeTakeFirst();
  return row !== undefined && row.revoked_at !== null;
}
