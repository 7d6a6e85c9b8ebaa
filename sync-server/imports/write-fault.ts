// Owns the sentence for a database that cannot be written in the middle of an import; the transaction has taken everything back.

const faultSentences: readonly (readonly [prefix: string, sentence: string])[] = [
  [
    'SQLITE_BUSY',
    'The database is busy: another import, or a server, is writing. Try again in a minute.',
  ],
  [
    'SQLITE_LOCKED',
    'The database is busy: another import, or a server, is writing. Try again in a minute.',
  ],
  ['SQLITE_FULL', 'The disk of the data folder is full. Make room, then import again.'],
  ['ENOSPC', 'The disk is full. Make room, then import again.'],
  [
    'SQLITE_READONLY',
    'The database may not be written by this account. Use the account the server runs under.',
  ],
  [
    'EACCES',
    'The file of refused lines cannot be written here. Run the import in a folder you may write to.',
  ],
  [
    'EROFS',
    'The file of refused lines cannot be written here. Run the import in a folder you may write to.',
  ],
  ['SQLITE_CORRUPT', 'The database is damaged. Restore it from a backup.'],
  ['ECONNREFUSED', 'The database of DATABASE_URL does not answer. Check that it runs.'],
];

/** Null for a fault nobody foresaw: then the program's own error says more. */
export function explainWriteFault(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  return faultSentences.find(([prefix]) => code.startsWith(prefix))?.[1] ?? null;
}
