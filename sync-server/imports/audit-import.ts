// Owns the note an import leaves in the audit: which kind of file, and how many lines of it changed what. Counts only.

import { writeAudit } from '../accounts/audit.ts';
import type { AuditImport, ImportParts } from './import-order.ts';

const wordsOfChange = ['taken', 'changed', 'new number'];

/** A file of which everything was here already changed nothing, and leaves no note either. */
export function createAuditImport(parts: Pick<ImportParts, 'clock' | 'random'>): AuditImport {
  return async (transaction, what, counts) => {
    if (!wordsOfChange.some((word) => (counts[word] ?? 0) > 0)) return;
    const words = Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([word, count]) => `${count} ${word}`);
    const subject = `${what}: ${words.join(', ')}`;
    await writeAudit(parts, transaction, [{ account: 'import', action: 'imported', subject }]);
  };
}
