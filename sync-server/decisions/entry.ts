// Owns what one entry of the decisions file says: a supervisor's decision on a dose or on who is one person, a person's own
// word, a tablet's revocation, a new epoch, cards issued and taken back. No names, no phones outside the seal.

import * as z from 'zod/mini';
import {
  bytesToUtf8,
  bytesToBase64url,
  base64urlToBytes,
  utf8ToBytes,
} from '../../schemas/bytes.ts';
import type { CorrectionBody, PersonWordBody } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { serverLogEpoch } from '../../schemas/log/log-id.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';

const doseDecisionSchema = z.object({
  what: z.literal('dose'),
  id: z.string(),
  centreId: z.int(),
  caseKey: z.string(),
  caseHash: z.string(),
  doseEvent: z.object({ log: z.string(), seq: z.int(), h: z.string() }),
  /** Three are the person's: no tablet brings them back after a restore. */
  decision: z.enum([
    'accepted',
    'revoked',
    'word-given',
    'not-me',
    'correction-accepted',
    'reasons-settled',
  ]),
  reasons: z.array(z.object({ reason: z.string(), detail: z.exactOptional(z.string()) })),
  /** Epoch seconds. */
  at: z.int(),
  /** Where the server's log first said it. */
  word: z.object({ log: z.string(), seq: z.int() }),
  /** Account and note, or what the person corrected, sealed under the deployment's storage key: it may hold a name. */
  sealed: z.string(),
});

const revocationSchema = z.object({
  what: z.literal('tablet-revoked'),
  id: z.string(),
  centreId: z.int(),
  device: z.string(),
  publicKey: z.string(),
  alias: z.string(),
  at: z.int(),
  sealed: z.string(),
});

const linkSchema = z.object({
  what: z.literal('link'),
  id: z.string(),
  centreId: z.int(),
  caseKey: z.string(),
  otherCase: z.string(),
  /** Names the link for ever: its undo bears the same. */
  link: z.string(),
  said: z.enum(['same-person', 'not-same-person']),
  at: z.int(),
  word: z.object({ log: z.string(), seq: z.int() }),
  sealed: z.string(),
});

const placeSchema = z.object({ centreId: z.int(), caseKey: z.string() });

/** Two entries, of one centre or two, are one person or two people: within one centre a link says the first as well. */
const pairSchema = z.object({
  what: z.literal('pair'),
  id: z.string(),
  said: z.enum(['same', 'different']),
  sides: z.tuple([placeSchema, placeSchema]),
  at: z.int(),
  sealed: z.string(),
});

/** A task that nothing but a person's "seen" closes: a session's oddity, a wrong code without a dose. Ids only. */
const taskSeenSchema = z.object({
  what: z.literal('task-seen'),
  id: z.string(),
  centreId: z.int(),
  taskKey: z.string(),
  kind: z.string(),
  caseKey: z.nullable(z.string()),
  vaccinationSession: z.nullable(z.string()),
  /** The staff member or the tablet it is about. */
  subject: z.string(),
  day: z.string(),
  reasons: z.array(z.string()),
  openedAt: z.int(),
  at: z.int(),
  sealed: z.string(),
});

const epochSchema = z.object({
  what: z.literal('epoch'),
  /** The epoch's number and random bits, as `writeEpoch` gives them. */
  id: z.string(),
  at: z.int(),
});

/** Many at once: one line for all that were signed together. */
const cardsIssuedSchema = z.object({
  what: z.literal('cards-issued'),
  id: z.string(),
  at: z.int(),
  cards: z.array(
    z.object({
      rid: z.string(),
      kid: z.string(),
      centreId: z.int(),
      caseKey: z.string(),
      /** Under the deployment's MAC. */
      contentHash: z.string(),
      issuedAt: z.int(),
      doseKeys: z.array(z.string()),
    }),
  ),
});

const cardsRevokedSchema = z.object({
  what: z.literal('cards-revoked'),
  id: z.string(),
  at: z.int(),
  cards: z.array(z.object({ kid: z.string(), rid: z.string(), revokedAt: z.int() })),
});

export const decisionEntrySchema = z.union([
  doseDecisionSchema,
  revocationSchema,
  epochSchema,
  cardsIssuedSchema,
  cardsRevokedSchema,
  linkSchema,
  pairSchema,
  taskSeenSchema,
]);

export type DoseDecision = z.infer<typeof doseDecisionSchema>;
export type LinkDecision = z.infer<typeof linkSchema>;
export type PairSaid = z.infer<typeof pairSchema>;
export type TaskSeen = z.infer<typeof taskSeenSchema>;
export type Revocation = z.infer<typeof revocationSchema>;
export type CardsIssued = z.infer<typeof cardsIssuedSchema>;
export type CardsRevoked = z.infer<typeof cardsRevokedSchema>;
export type DecisionEntry = z.infer<typeof decisionEntrySchema>;

/** Who decided, and in which words. */
export interface DecisionWords {
  readonly account: string;
  readonly note: string;
}

/** Of a person's word, all that its event says besides the dose. */
export type SealedWords = DecisionWords | Omit<PersonWordBody, 'doseEvent'> | CorrectionBody;

const sealContext = (id: string): string => `decision\n${id}`;

export function sealWords(keys: DeploymentKeys, id: string, words: SealedWords): string {
  return bytesToBase64url(keys.sealForStorage(sealContext(id), utf8ToBytes(JSON.stringify(words))));
}

/** Null when the keys are not those it was sealed with. */
export function openWords(
  keys: DeploymentKeys,
  entry: { readonly id: string; readonly sealed: string },
): SealedWords | null {
  const sealed = base64urlToBytes(entry.sealed);
  const opened = sealed && keys.openFromStorage(sealContext(entry.id), sealed);
  return opened && (JSON.parse(bytesToUtf8(opened)) as SealedWords);
}

/** The latest epoch number that the entries have seen; 0 when they have seen none. */
export function latestEpochNumber(entries: readonly DecisionEntry[]): number {
  return entries.reduce((latest, entry) => Math.max(latest, epochNumberOf(entry)), 0);
}

function epochNumberOf(entry: DecisionEntry): number {
  if (entry.what === 'epoch') return Number(entry.id.split('-')[0]);
  return 'word' in entry ? (serverLogEpoch(entry.word.log) ?? 0) : 0;
}

/**
 * The order in which decisions were made, dose by dose: by epoch, and within one log by its numbers. The file alone
 * would not do: two answers may reach it in another order than the database.
 */
export function inOrderOfMaking(decisions: readonly DoseDecision[]): DoseDecision[] {
  const places = new Map<string, number>();
  decisions.forEach((decision, place) => {
    const { log } = decision.word;
    if (!places.has(log)) places.set(log, place);
  });
  return [...decisions].sort(
    (a, b) =>
      epochNumberOf(a) - epochNumberOf(b) ||
      places.get(a.word.log)! - places.get(b.word.log)! ||
      a.word.seq - b.word.seq,
  );
}

export const doseKeyOf = (decision: DoseDecision): string => referenceKey(decision.doseEvent);
