// Owns adding up a session: one account per log, so that whatever way two tablets heard of each other, each dose counts once.

import type {
  CountedLog,
  DoseCount,
  VaccineBatchCount,
} from '../../schemas/events/vaccination-session-closed.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { PersonRow, VialRow } from '../tablet.ts';

/** What one log says of one session. The same log known twice: whoever knows it further is right. */
export interface LogAccount extends CountedLog {
  readonly doseCounts: readonly DoseCount[];
  readonly vials: readonly VaccineBatchCount[];
}

export interface ClosingTotals {
  readonly doses: readonly DoseCount[];
  readonly vaccineBatches: readonly VaccineBatchCount[];
  readonly countedLogs: readonly CountedLog[];
  readonly dosesInAll: number;
}

interface Draft {
  upToSeq: number;
  readonly counted: Set<string>;
  readonly doses: Map<string, DoseCount>;
  readonly batches: Map<string, VaccineBatchCount>;
}

/** What this tablet knows of a session, log by log. A vial stands in the account of the log that opened it. */
export function accountsOf(
  people: readonly PersonRow[],
  vials: readonly VialRow[],
  vaccinationSession: string,
): readonly LogAccount[] {
  const drafts = new Map<string, Draft>();
  const draftOf = (log: string): Draft => {
    const draft = drafts.get(log) ?? {
      upToSeq: 0,
      counted: new Set<string>(),
      doses: new Map<string, DoseCount>(),
      batches: new Map<string, VaccineBatchCount>(),
    };
    drafts.set(log, draft);
    return draft;
  };
  for (const person of people)
    for (const dose of person.folded.doses) {
      if (dose.body.vaccinationSession !== vaccinationSession) continue;
      const draft = draftOf(dose.ref.log);
      draft.upToSeq = Math.max(draft.upToSeq, dose.ref.seq);
      if (dose.enteredInError !== null || dose.state === 'revoked') continue;
      if (draft.counted.has(referenceKey(dose.ref))) continue;
      draft.counted.add(referenceKey(dose.ref));
      const { product, doseNumber, vaccineBatch } = dose.body;
      addDoses(draft.doses, { product, doseNumber, doses: 1 });
      addBatch(draft.batches, { ...emptyBatch(product, vaccineBatch), dosesDrawn: 1 });
    }
  for (const vial of vials) {
    if (vial.vaccinationSession !== vaccinationSession) continue;
    addBatch(draftOf(vial.openedIn).batches, {
      ...emptyBatch(vial.product, vial.vaccineBatch),
      vialsOpened: 1,
      dosesNominal: vial.dosesNominal,
      dosesDiscarded: vial.dosesDiscarded,
    });
  }
  return [...drafts]
    .map(([log, draft]) => ({
      log,
      upToSeq: draft.upToSeq,
      doses: draft.counted.size,
      doseCounts: inOrder(draft.doses),
      vials: inOrder(draft.batches),
    }))
    .sort(byLog);
}

/** Every log once, by the account that knows it furthest; in any order, with any repetition. */
export function mergeAccounts(known: readonly (readonly LogAccount[])[]): readonly LogAccount[] {
  const best = new Map<string, LogAccount>();
  for (const account of known.flat()) {
    const before = best.get(account.log);
    if (before === undefined || knowsMore(account, before)) best.set(account.log, account);
  }
  return [...best.values()].sort(byLog);
}

function knowsMore(a: LogAccount, b: LogAccount): boolean {
  if (a.upToSeq !== b.upToSeq) return a.upToSeq > b.upToSeq;
  const vialsOf = (account: LogAccount): number =>
    account.vials.reduce((sum, batch) => sum + batch.vialsOpened + batch.dosesDiscarded, 0);
  if (vialsOf(a) !== vialsOf(b)) return vialsOf(a) > vialsOf(b);
  // Fewer doses up to the same number: one was taken back, and this account has heard of it.
  if (a.doses !== b.doses) return a.doses < b.doses;
  return JSON.stringify(a) > JSON.stringify(b);
}

export function totalsOf(accounts: readonly LogAccount[]): ClosingTotals {
  const doses = new Map<string, DoseCount>();
  const batches = new Map<string, VaccineBatchCount>();
  for (const account of accounts) {
    for (const count of account.doseCounts) addDoses(doses, count);
    for (const batch of account.vials) addBatch(batches, batch);
  }
  return {
    doses: inOrder(doses),
    vaccineBatches: inOrder(batches),
    countedLogs: accounts.map(({ log, upToSeq, doses: count }) => ({ log, upToSeq, doses: count })),
    dosesInAll: accounts.reduce((sum, account) => sum + account.doses, 0),
  };
}

/** Doses that left the vials and are in no record, or the other way round; zero when a batch adds up. */
export function differenceOf(batch: VaccineBatchCount): number {
  return batch.dosesNominal - batch.dosesDiscarded - batch.dosesDrawn;
}

const emptyBatch = (product: string, vaccineBatch: string): VaccineBatchCount => ({
  product,
  vaccineBatch,
  vialsOpened: 0,
  dosesNominal: 0,
  dosesDrawn: 0,
  dosesDiscarded: 0,
});

function addDoses(counts: Map<string, DoseCount>, count: DoseCount): void {
  const key = `${count.product}\n${count.doseNumber}`;
  const before = counts.get(key);
  counts.set(key, { ...count, doses: count.doses + (before?.doses ?? 0) });
}

function addBatch(batches: Map<string, VaccineBatchCount>, batch: VaccineBatchCount): void {
  const key = `${batch.product}\n${batch.vaccineBatch}`;
  const before = batches.get(key) ?? emptyBatch(batch.product, batch.vaccineBatch);
  batches.set(key, {
    ...before,
    vialsOpened: before.vialsOpened + batch.vialsOpened,
    dosesNominal: before.dosesNominal + batch.dosesNominal,
    dosesDrawn: before.dosesDrawn + batch.dosesDrawn,
    dosesDiscarded: before.dosesDiscarded + batch.dosesDiscarded,
  });
}

function inOrder<Value>(values: ReadonlyMap<string, Value>): readonly Value[] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function byLog(a: { readonly log: string }, b: { readonly log: string }): number {
  return a.log < b.log ? -1 : a.log > b.log ? 1 : 0;
}
