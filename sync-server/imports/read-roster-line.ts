// Owns the reading of one roster line: every field mended, flagged or refused by a rule of its own. Pure; knows no store.

import { cleanText } from './clean-text.ts';
import { createFindings, type Findings } from './findings.ts';
import { readCode } from './read-code.ts';
import {
  readEarlierDose,
  readLineDay,
  readLineSlot,
  readVaccine,
  type ReadingRules,
} from './read-dose-fields.ts';
import { readDocument, readPhone, readReferenceId } from './read-identity.ts';
import { readBirthYear, readCentreId, readGender, readName } from './read-person-fields.ts';
import {
  rosterColumns,
  type Booking,
  type LineReading,
  type RosterColumn,
  type RosterFields,
} from './roster-shape.ts';

export function readRosterLine(raw: RosterFields, rules: ReadingRules): LineReading {
  const findings = createFindings();
  const fields = cleanFields(raw, findings);
  const referenceId = readReferenceId(fields.beneficiary_reference_id, findings);
  const day = readLineDay(fields.date, rules.shiftDays, findings);
  const document = readDocument(fields.photo_id_type, fields.photo_id_number, findings);
  const earlier = readEarlierDose(fields, day, rules, findings);
  const booking: Booking = {
    referenceId,
    name: readName(fields.name, findings),
    birthYear: readBirthYear(fields.birth_year, day, findings),
    gender: readGender(fields.gender, findings),
    mobileNumber: readPhone(fields.mobile_number, findings),
    ...document,
    centreId: readCentreId(fields.center_id, findings),
    vaccinationSession: fields.session_id,
    day,
    slot: readLineSlot(fields.slot, findings),
    product: readVaccine(fields.vaccine, rules, findings),
    ...earlier,
    code: readCode(fields.security_code, referenceId, findings),
  };
  return findings.refusals.length > 0
    ? { outcome: 'refused', because: findings.refusals, referenceId }
    : { outcome: 'read', booking, notes: findings.notes };
}

function cleanFields(raw: RosterFields, findings: Findings): RosterFields {
  const trimmed: string[] = [];
  const stripped: string[] = [];
  const entries = rosterColumns.map((column): [RosterColumn, string] => {
    const cleaned = cleanText(raw[column]);
    if (cleaned.isBroken)
      findings.refused(`${column} holds half a character: save the list again as UTF-8`);
    if (cleaned.isDamaged)
      findings.flagged(
        'damaged-text',
        `${column} holds a replacement sign: a letter was lost before`,
      );
    if (cleaned.isTrimmed) trimmed.push(column);
    if (cleaned.isStripped) stripped.push(column);
    return [column, cleaned.text];
  });
  if (trimmed.length > 0) findings.corrected(`stray spaces removed: ${trimmed.join(', ')}`);
  if (stripped.length > 0) findings.corrected(`control signs removed: ${stripped.join(', ')}`);
  return Object.fromEntries(entries) as RosterFields;
}
