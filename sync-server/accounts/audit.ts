// Owns the audit: who read or did what, about which record. Ids only; the record itself is never copied here.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { AuditAction } from '../../schemas/desk-history.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';

export interface AuditEntry {
  readonly account: string;
  readonly action: AuditAction;
  readonly centreId?: number;
  /** A dose key, a device and the picked reason, a code's name, counts of an import: never a person's name or number. */
  readonly subject?: string;
}

const rowsPerInsert = 100;

export async function writeAudit(
  parts: Pick<ServerParts, 'clock' | 'random'>,
  reach: DatabaseReach,
  entries: readonly AuditEntry[],
): Promise<void> {
  const at = parts.clock.nowSeconds();
  const rows = entries.map((entry) => ({
    audit_id: bytesToBase64url(parts.random(12)),
    at,
    account: entry.account,
    action: entry.action,
    centre_id: entry.centreId ?? null,
    subject: entry.subject ?? null,
  }));
  for (let i = 0; i < rows.length; i += rowsPerInsert) {
    await reach
      .insertInto('audit')
      .values(rows.slice(i, i + rowsPerInsert))
      .execute();
  }
}
