// Owns the fields of a roster line that say when and what: day, slot, vaccine, dose number, earlier dose.

import { addDays, daysBetween } from '../../schemas/rules/day.ts';
import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import { shown, type Findings } from './findings.ts';
import { readProduct, unknownProductSentence } from './read-product.ts';
import { readListDay, readSlot } from './read-times.ts';
import type { Booking, RosterFields } from './roster-shape.ts';

export interface ReadingRules {
  readonly products: readonly ProductRule[];
  /** Days by which the list is moved for a rehearsal; 0 otherwise. */
  readonly shiftDays: number;
}

export function readLineDay(text: string, shiftDays: number, findings: Findings): string {
  const read = readListDay(text);
  if (read === null) {
    findings.refused(
      text === '' ? 'the date is empty' : `the date ${shown(text)} is not a day written DD-MM-YYYY`,
    );
    return '';
  }
  if (read.isUnusual) findings.corrected(`date: ${shown(text)} taken as ${cowinDay(read.day)}`);
  return addDays(read.day, shiftDays) ?? '';
}

export function readLineSlot(text: string, findings: Findings): string {
  if (text === '') return '';
  const read = readSlot(text);
  if (read === null) findings.refused(`the slot ${shown(text)} is not a time from-to`);
  else if (read.isUnusual) findings.corrected(`slot: ${shown(text)} read as ${read.slot}`);
  return read?.slot ?? '';
}

export function readVaccine(text: string, rules: ReadingRules, findings: Findings): string {
  if (text === '') return '';
  const read = readProduct(text, rules.products);
  if (read.outcome === 'unknown') {
    findings.refused(unknownProductSentence(shown(text), read.suggestion, rules.products));
    return '';
  }
  if (read.isRespelt) findings.corrected(`vaccine: ${shown(text)} read as ${read.product}`);
  return read.product;
}

export function readEarlierDose(
  fields: RosterFields,
  day: string,
  rules: ReadingRules,
  findings: Findings,
): Pick<Booking, 'doseNumber' | 'earlierDoseDay' | 'earlierDoseProduct'> {
  const dose = /^(?:dose\s*)?([123])(?:\.0)?$/i.exec(normaliseDigits(fields.dose))?.[1];
  if (dose === undefined) findings.refused(`the dose ${shown(fields.dose)} is none of 1, 2, 3`);
  else if (dose !== fields.dose) findings.corrected(`dose: ${shown(fields.dose)} read as ${dose}`);
  const doseNumber = Number(dose ?? 1);
  const product = readVaccine(fields.dose1_vaccine, rules, findings);
  const read = fields.dose1_date === '' ? null : readListDay(fields.dose1_date);
  if (fields.dose1_date !== '' && read === null)
    findings.refused(
      `the date of the earlier dose ${shown(fields.dose1_date)} is not a day written DD-MM-YYYY`,
    );
  if (read?.isUnusual)
    findings.corrected(
      `date of the earlier dose: ${shown(fields.dose1_date)} taken as ${cowinDay(read.day)}`,
    );
  const earlierDoseDay = read === null ? null : addDays(read.day, rules.shiftDays);
  if (earlierDoseDay !== null && day !== '' && (daysBetween(earlierDoseDay, day) ?? 0) <= 0)
    findings.refused('the earlier dose is not before the day of the list');
  if (doseNumber > 1 && (earlierDoseDay === null || product === ''))
    findings.flagged(
      'earlier-dose-unclear',
      `dose ${doseNumber} without day and vaccine of the earlier dose`,
    );
  if (doseNumber === 1 && (earlierDoseDay !== null || product !== ''))
    findings.flagged('earlier-dose-unclear', 'dose 1 with an earlier dose beside it');
  return { doseNumber, earlierDoseDay, earlierDoseProduct: product === '' ? null : product };
}

function cowinDay(day: string): string {
  return day.split('-').reverse().join('-');
}
