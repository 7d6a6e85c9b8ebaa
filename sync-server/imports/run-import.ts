// Owns one run of the import: sessions, roster, staff, stock, in that order, each file whole or not at all; and what it tells.

import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { chooseShift, type ShiftOutcome } from './choose-shift.ts';
import type { ImportOrder, ImportParts } from './import-order.ts';
import { number } from './import-report.ts';
import { readSessionsFile, shiftSessions } from './import-sessions.ts';
import type { SessionsReading } from './read-sessions.ts';
import { findFileFault } from './sniff-file.ts';
import { addGeneralPosts, staffList, stockList } from './staff-and-stock.ts';
import { surveyRoster, type SurveyOutcome } from './survey-roster.ts';
import { takeRoster, takeSessions, takeSmallList } from './take-lists.ts';

export type ImportOutcome = 'done' | 'refused';

const { products } = currentRuleSet;

export async function runImport(parts: ImportParts, order: ImportOrder): Promise<ImportOutcome> {
  for (const path of [order.sessions, order.roster, order.staff, order.stock]) {
    const fault = path === null ? null : await findFileFault(path);
    if (fault !== null) return refuse(parts, fault);
  }
  const sessions =
    order.sessions === null ? null : await readSessionsFile(order.sessions, products);
  if (sessions?.outcome === 'refused') return refuse(parts, sessions.because);
  const survey =
    order.roster === null
      ? null
      : await surveyRoster(order.roster, { products, shiftDays: 0 }, parts.progress('checking'));
  if (survey?.outcome === 'refused') return refuse(parts, survey.because);
  const shift = order.on === null ? null : shiftFor(order.on, sessions, survey);
  if (shift?.outcome === 'refused') return refuse(parts, shift.because);
  if (shift && shift.days !== 0) tellShift(parts, shift, order.on!);
  const shiftDays = shift?.days ?? 0;

  if (sessions !== null && !(await takeSessions(parts, order, shiftSessions(sessions, shiftDays))))
    return 'refused';
  const isRosterDone =
    survey === null || (await takeRoster(parts, order, survey.families, { products, shiftDays }));
  const isStaffDone =
    order.staff === null || (await takeSmallList(parts, order, order.staff, 'staff', staffList));
  const isStockDone =
    order.stock === null ||
    (await takeSmallList(parts, order, order.stock, 'stock', stockList(products)));
  const bare = await addGeneralPosts(parts.store);
  if (bare > 0)
    parts.print(
      `${number(bare)} centres had no staff named: each got the posts Vaccinator 1, Verifier 1 and Centre in-charge. A list given with --staff replaces them.`,
    );
  return isRosterDone && isStaffDone && isStockDone ? 'done' : 'refused';
}

function refuse(parts: ImportParts, sentence: string): 'refused' {
  parts.print(sentence);
  parts.print('Nothing was written.');
  return 'refused';
}

function shiftFor(
  on: string,
  sessions: Extract<SessionsReading, { outcome: 'read' }> | null,
  survey: Extract<SurveyOutcome, { outcome: 'surveyed' }> | null,
): ShiftOutcome {
  if (survey !== null) return chooseShift(on, survey.linesByDay, 'roster');
  const byDay = new Map<string, number>();
  for (const { day } of sessions?.sessions ?? []) byDay.set(day, (byDay.get(day) ?? 0) + 1);
  return chooseShift(on, byDay, 'sessions file');
}

function tellShift(
  parts: ImportParts,
  shift: Extract<ShiftOutcome, { outcome: 'shift' }>,
  on: string,
): void {
  parts.print('');
  parts.print(
    `*** REHEARSAL: this list is for ${shift.from} and is taken as if it were for ${on}. ***`,
  );
  parts.print(
    `*** All its sessions and earlier doses are moved by ${number(shift.days)} days with it. Not for real doses. ***`,
  );
  parts.print('');
}
