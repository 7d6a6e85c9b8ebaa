// Owns taking each kind of list and telling what came of it: counts, and how to go on after refused lines.

import { createAuditImport } from './audit-import.ts';
import type { ImportOrder, ImportParts } from './import-order.ts';
import { countsSentences, number } from './import-report.ts';
import { importRoster } from './import-roster.ts';
import { importSessions } from './import-sessions.ts';
import { importSmallList, type SmallList } from './import-small-list.ts';
import type { FamilyMemory } from './list-memory.ts';
import type { ReadingRules } from './read-dose-fields.ts';
import type { SessionsReading } from './read-sessions.ts';
import { FileRefused } from './sniff-file.ts';

export async function takeSessions(
  parts: ImportParts,
  order: ImportOrder,
  reading: Extract<SessionsReading, { outcome: 'read' }>,
): Promise<boolean> {
  for (const finding of reading.findings)
    parts.print(`  ${finding.where}  ${finding.kind}: ${finding.text}`);
  const taken = await importSessions(
    parts.store,
    reading,
    order.keepGoing,
    createAuditImport(parts),
  );
  if (taken.outcome === 'nothing-written') {
    parts.print(
      'Sessions: NOTHING was written, because entries were refused (above). Mend the file, or take the rest with:',
    );
    parts.print(`  ${parts.commandFor({ ...order, keepGoing: true })}`);
    return false;
  }
  for (const [what, counts] of [
    ['Centres', taken.centres],
    ['Vaccination sessions', taken.sessions],
  ] as const) {
    parts.print(
      `${what}: ${number(counts.taken)} taken, ${number(counts.changed)} changed, ${number(counts.unchanged)} unchanged.`,
    );
  }
  return true;
}

export async function takeRoster(
  parts: ImportParts,
  order: ImportOrder,
  families: FamilyMemory,
  rules: ReadingRules,
): Promise<boolean> {
  const taken = await orFault(
    parts,
    'roster',
    importRoster({
      store: parts.store,
      keys: parts.keys,
      path: order.roster!,
      rules,
      families,
      keepGoing: order.keepGoing,
      currentFolder: parts.currentFolder,
      print: parts.print,
      progress: parts.progress('taking'),
      audit: createAuditImport(parts),
    }),
  );
  if (taken === null) return false;
  const isWritten = taken.outcome === 'written';
  for (const sentence of countsSentences(
    isWritten ? 'Roster' : 'Roster, had it been taken',
    taken.counts,
  ))
    parts.print(sentence);
  if (taken.vanished > 0 && isWritten && !order.roster!.endsWith('.refused.csv'))
    parts.print(
      `No longer on the list: ${number(taken.vanished)}, kept. A list may be a part, and a tablet may already hold a dose for them.`,
    );
  tellRefused(parts, order, 'roster', taken);
  return isWritten;
}

/** How to go on after refused lines. */
function tellRefused(
  parts: ImportParts,
  order: ImportOrder,
  what: 'roster' | 'staff' | 'stock',
  taken: { readonly outcome: 'written' | 'nothing-written'; readonly refusedFile: string | null },
): void {
  if (taken.refusedFile === null) return;
  const mend = `Mend them in ${taken.refusedFile} (as text: a spreadsheet spoils long numbers), then`;
  if (taken.outcome === 'nothing-written') {
    parts.print(
      `NOTHING of this ${what} list was written, because lines were refused. Mend the list and import it again, or take the rest now with:`,
    );
    parts.print(`  ${parts.commandFor({ ...order, keepGoing: true })}`);
    parts.print(
      `The refused lines are also in ${taken.refusedFile}, to be mended and imported afterwards.`,
    );
    return;
  }
  parts.print(`The refused lines were not taken. ${mend}:`);
  parts.print(`  ${parts.commandFor({ [what]: taken.refusedFile, on: order.on })}`);
}

export async function takeSmallList<Column extends string, Item>(
  parts: ImportParts,
  order: ImportOrder,
  path: string,
  what: 'staff' | 'stock',
  list: SmallList<Column, Item>,
): Promise<boolean> {
  const { store, currentFolder, print } = parts;
  const audit = createAuditImport(parts);
  const job = { store, path, keepGoing: order.keepGoing, currentFolder, print, audit };
  const taken = await orFault(parts, what, importSmallList(list, job));
  if (taken === null) return false;
  const name = what === 'staff' ? 'Staff' : 'Stock';
  const heading = taken.outcome === 'written' ? name : `${name}, had it been taken`;
  for (const sentence of countsSentences(heading, taken.counts)) parts.print(sentence);
  tellRefused(parts, order, what, taken);
  return taken.outcome === 'written';
}

/** Null, with its sentence printed, when the file cannot be read to its end. */
async function orFault<Outcome>(
  parts: ImportParts,
  what: string,
  taking: Promise<Outcome>,
): Promise<Outcome | null> {
  try {
    return await taking;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    parts.print(error.message);
    parts.print(`Nothing of the ${what} list was written.`);
    return null;
  }
}
