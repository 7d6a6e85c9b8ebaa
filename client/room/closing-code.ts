// Owns the closing code: what one tablet shows and another scans when no network joins them. Counts and log names, no person.
// It is not signed: the counts of a closing are a person's word, and the judge holds the records themselves against it.

import type { LogAccount } from './closing.ts';

/** ASCII only: some cameras give bytes beyond it back as something else. */
const prefix = 'SUCHI-CLOSING-1 ';
const logsMax = 12;
const batchesMax = 16;

export interface ClosingCode {
  readonly centreId: number;
  readonly vaccinationSession: string;
  readonly accounts: readonly LogAccount[];
}

export type ClosingReading =
  | { readonly outcome: 'read'; readonly code: ClosingCode }
  | { readonly outcome: 'not-a-closing-code' | 'damaged' | 'newer-form' };

export function encodeClosingCode(code: ClosingCode): string {
  const rows = code.accounts
    .slice(0, logsMax)
    .map((account) => [
      account.log,
      account.upToSeq,
      account.doseCounts.map((count) => [count.product, count.doseNumber, count.doses]),
      account.vials
        .slice(0, batchesMax)
        .map((batch) => [
          batch.product,
          batch.vaccineBatch,
          batch.vialsOpened,
          batch.dosesNominal,
          batch.dosesDrawn,
          batch.dosesDiscarded,
        ]),
    ]);
  const json = JSON.stringify([code.centreId, code.vaccinationSession, rows]);
  const ascii = json.replace(/[^\x20-\x7e]/g, escapeUnit);
  return `${prefix}${checkOf(ascii)} ${ascii}`;
}

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Any text a camera may give: a payment code, another app's, half of ours. */
export function readClosingCode(text: string): ClosingReading {
  if (!text.startsWith(prefix))
    return { outcome: text.startsWith('SUCHI-CLOSING-') ? 'newer-form' : 'not-a-closing-code' };
  const [check, json] = [
    text.slice(prefix.length, prefix.length + 6),
    text.slice(prefix.length + 7),
  ];
  if (checkOf(json) !== check) return { outcome: 'damaged' };
  const code = toCode(parse(json));
  return code === null ? { outcome: 'damaged' } : { outcome: 'read', code };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 100_000;
const isText = (value: unknown, charactersMax: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= charactersMax;

function toCode(value: unknown): ClosingCode | null {
  if (!Array.isArray(value)) return null;
  const [centreId, vaccinationSession, rows] = value as readonly unknown[];
  if (!Number.isSafeInteger(centreId) || !isText(vaccinationSession, 64)) return null;
  if (!Array.isArray(rows) || rows.length > logsMax) return null;
  const accounts = (rows as readonly unknown[]).map(toAccount);
  if (accounts.some((account) => account === null)) return null;
  return {
    centreId: centreId as number,
    vaccinationSession,
    accounts: accounts as readonly LogAccount[],
  };
}

function toAccount(row: unknown): LogAccount | null {
  if (!Array.isArray(row)) return null;
  const [log, upToSeq, counts, batches] = row as readonly unknown[];
  if (!isText(log, 40) || !Number.isSafeInteger(upToSeq)) return null;
  if (!Array.isArray(counts) || !Array.isArray(batches)) return null;
  if (counts.length > 20 || batches.length > batchesMax) return null;
  const doseCounts: LogAccount['doseCounts'][number][] = [];
  for (const entry of counts as readonly (readonly unknown[])[]) {
    const [product, doseNumber, doses] = Array.isArray(entry) ? entry : [];
    if (!isText(product, 40) || !isCount(doseNumber) || !isCount(doses)) return null;
    doseCounts.push({ product, doseNumber, doses });
  }
  const vials: LogAccount['vials'][number][] = [];
  for (const entry of batches as readonly (readonly unknown[])[]) {
    const [product, vaccineBatch, ...numbers] = Array.isArray(entry) ? entry : [];
    if (!isText(product, 40) || !isText(vaccineBatch, 80)) return null;
    if (numbers.length !== 4 || !numbers.every(isCount)) return null;
    const [vialsOpened, dosesNominal, dosesDrawn, dosesDiscarded] = numbers as [
      number,
      number,
      number,
      number,
    ];
    vials.push({ product, vaccineBatch, vialsOpened, dosesNominal, dosesDrawn, dosesDiscarded });
  }
  const doses = doseCounts.reduce((sum, count) => sum + count.doses, 0);
  return { log, upToSeq: upToSeq as number, doses, doseCounts, vials };
}

/** Catches a code that was read wrong; it keeps nobody from making one up. */
function checkOf(text: string): string {
  let sum = 2_166_136_261;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 16_777_619) >>> 0;
  return (sum % 1_000_000).toString().padStart(6, '0');
}
