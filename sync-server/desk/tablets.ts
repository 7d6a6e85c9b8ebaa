// Owns the desk's list of tablets: who called last, and what each said it still holds.

import * as z from 'zod/mini';
import type { DeskTablet } from '../../schemas/desk.ts';
import { heartbeatSchema, type Heartbeat } from '../../schemas/exchange.ts';
import { selectCentresOf, type Place } from '../accounts/place.ts';
import type { ServerParts } from '../parts.ts';

export async function readDeskTablets(
  parts: Pick<ServerParts, 'store'>,
  account: { readonly place: Place },
): Promise<DeskTablet[]> {
  const rows = await selectCentresOf(parts.store.database, account)
    .innerJoin('device', 'device.centre_id', 'centre.centre_id')
    .select(['device.device', 'alias', 'centre.centre_id', 'centre.name', 'enrolled_at'])
    .select(['last_contact_at', 'heartbeat', 'revoked_at'])
    .orderBy('centre.name')
    .orderBy('alias')
    .execute();
  return rows.map((row) => {
    const heartbeat = readHeartbeat(row.heartbeat);
    return {
      device: row.device,
      alias: row.alias,
      centreId: row.centre_id,
      centreName: row.name,
      enrolledAt: row.enrolled_at,
      lastContactAt: row.last_contact_at,
      unsent: heartbeat?.unsent ?? null,
      needsHelp: heartbeat?.needsHelp ?? null,
      driftSeconds: heartbeat?.driftSeconds ?? null,
      appVersion: heartbeat?.appVersion ?? null,
      isRevoked: row.revoked_at !== null,
    };
  });
}

/** A heartbeat in a form of another version says nothing here; the tablet is listed all the same. */
function readHeartbeat(text: string | null): Heartbeat | null {
  if (text === null) return null;
  try {
    const read = z.safeParse(heartbeatSchema, JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
