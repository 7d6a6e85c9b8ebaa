// Owns reading one line of a staff list and one of a stock list. Pure.

import { limits } from '../../schemas/limits.ts';
import type { RosterStaff, RosterStock } from '../../schemas/records/roster.ts';
import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import { cleanText } from './clean-text.ts';
import { createFindings, shown, type Findings, type Note } from './findings.ts';
import { readCentreId } from './read-person-fields.ts';
import { readProduct, unknownProductSentence } from './read-product.ts';
import { readListDay } from './read-times.ts';

export const staffColumns = ['centre_id', 'staff_id', 'name', 'role'] as const;
export const stockColumns = ['centre_id', 'product', 'batch', 'expiry', 'doses'] as const;

export type SmallReading<Item> =
  | {
      readonly outcome: 'read';
      readonly item: Item & { readonly centreId: number };
      readonly notes: readonly Note[];
    }
  | { readonly outcome: 'refused'; readonly because: readonly string[] };

const staffIdForm = /^[\w.@-]{1,64}$/;
const roleByWord = new Map<string, RosterStaff['role']>([
  ['vaccinator', 'vaccinator'],
  ['verifier', 'verifier'],
  ['incharge', 'in-charge'],
  ['centreincharge', 'in-charge'],
]);

export function readStaffLine(fields: {
  readonly [column in (typeof staffColumns)[number]]: string;
}): SmallReading<RosterStaff> {
  const findings = createFindings();
  const cleaned = cleanAll(fields, findings);
  const role = roleByWord.get(cleaned.role.toLowerCase().replace(/[^a-z]/g, ''));
  if (role === undefined)
    findings.refused(`the role ${shown(cleaned.role)} is none of vaccinator, verifier, in-charge`);
  if (!staffIdForm.test(cleaned.staff_id))
    findings.refused('the staff id is empty or holds other signs than letters, digits and . _ @ -');
  if (cleaned.name === '' || cleaned.name.length > limits.nameCharactersMax)
    findings.refused('the name is empty or too long');
  const item = {
    centreId: readCentreId(cleaned.centre_id, findings),
    staffId: cleaned.staff_id,
    name: cleaned.name,
    role: role ?? 'verifier',
  };
  return close(item, findings);
}

const dosesMax = 10_000_000;

export function readStockLine(
  fields: { readonly [column in (typeof stockColumns)[number]]: string },
  products: readonly ProductRule[],
): SmallReading<RosterStock> {
  const findings = createFindings();
  const cleaned = cleanAll(fields, findings);
  const product = readProduct(cleaned.product, products);
  if (product.outcome === 'unknown')
    findings.refused(unknownProductSentence(shown(cleaned.product), product.suggestion, products));
  else if (product.isRespelt)
    findings.corrected(`product: ${shown(cleaned.product)} read as ${product.product}`);
  if (!/^[^\s,;]{1,40}$/.test(cleaned.batch))
    findings.refused('the batch is empty, too long or holds a space');
  const expiry = cleaned.expiry === '' ? null : (readListDay(cleaned.expiry)?.day ?? null);
  if (cleaned.expiry !== '' && expiry === null)
    findings.refused(`the expiry ${shown(cleaned.expiry)} is not a day written DD-MM-YYYY`);
  const doses = normaliseDoses(cleaned.doses);
  if (doses === null)
    findings.refused(`the doses ${shown(cleaned.doses)} are not a number from 0 to ${dosesMax}`);
  const item = {
    centreId: readCentreId(cleaned.centre_id, findings),
    product: product.outcome === 'known' ? product.product : '',
    vaccineBatch: cleaned.batch,
    expiry,
    doses: doses ?? 0,
  };
  return close(item, findings);
}

/** A minus sign is a fault, not a dash between digits: stock cannot be below nothing. */
function normaliseDoses(text: string): number | null {
  const digits = /[-\u2010-\u2015\u2212.]/.test(text)
    ? text.replace(/\.0$/, '')
    : normaliseDigits(text);
  return /^\d{1,8}$/.test(digits) && Number(digits) <= dosesMax ? Number(digits) : null;
}

function cleanAll<Column extends string>(
  fields: { readonly [column in Column]: string },
  findings: Findings,
): { readonly [column in Column]: string } {
  const entries = (Object.entries(fields) as [Column, string][]).map(([column, value]) => {
    const cleaned = cleanText(value);
    if (cleaned.isBroken)
      findings.refused(`${column} holds half a character: save the list again as UTF-8`);
    if (cleaned.isTrimmed || cleaned.isStripped)
      findings.corrected(`${column}: stray spaces or control signs removed`);
    return [column, cleaned.text] as const;
  });
  return Object.fromEntries(entries) as { [column in Column]: string };
}

function close<Item extends { readonly centreId: number }>(
  item: Item,
  findings: Findings,
): SmallReading<Item> {
  return findings.refusals.length > 0
    ? { outcome: 'refused', because: findings.refusals }
    : { outcome: 'read', item, notes: findings.notes };
}
