// Owns which centres a reader's request reaches: those of the own places, narrowed by what was asked, and no others.

import { selectCentresOf } from '../accounts/place.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { writeAudit, type AuditEntry } from '../accounts/audit.ts';
import type { CentreRecord } from '../fhir/centre-to-location.ts';
import type { RecordSearch } from '../fhir/search-parameters.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** The one centre that a patient, an id or a location names; `all` when none does, null when they name two. */
export function centreNamedBy(
  search: Pick<RecordSearch, 'centreId' | 'patient' | 'event'>,
): number | 'all' | null {
  const named = [search.centreId, search.patient?.centreId ?? null, search.event?.centreId ?? null];
  const ids = new Set(named.filter((id) => id !== null));
  const [only = 'all'] = ids;
  return ids.size > 1 ? null : only;
}

export async function readCentres(
  reach: DatabaseReach,
  reader: Pick<RecordReader, 'place'>,
  wanted: {
    readonly centreId?: number;
    readonly district?: string | undefined;
    readonly state?: string | undefined;
  },
): Promise<CentreRecord[]> {
  let query = selectCentresOf(reach, reader).select([
    'centre_id',
    'name',
    'block',
    'district',
    'state',
    'pincode',
  ]);
  if (wanted.centreId !== undefined) query = query.where('centre_id', '=', wanted.centreId);
  if (wanted.district !== undefined) query = query.where('district', '=', wanted.district);
  if (wanted.state !== undefined) query = query.where('state', '=', wanted.state);
  const rows = await query.orderBy('centre_id').execute();
  return rows.map(({ centre_id: centreId, ...row }) => ({ centreId, ...row }));
}

/** One row for each person whose record is given out, before it is. */
export async function auditReads(
  parts: Pick<ServerParts, 'store' | 'clock' | 'random'>,
  reader: Pick<RecordReader, 'account'>,
  subjects: readonly { readonly centreId: number; readonly subject: string }[],
): Promise<void> {
  const entries = subjects.map(({ centreId, subject }): AuditEntry => ({
    account: reader.account,
    action: 'read-person',
    centreId,
    subject,
  }));
  if (entries.length > 0)
    await parts.store.transact((transaction) => writeAudit(parts, transaction, entries));
}
