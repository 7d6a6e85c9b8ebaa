// Owns what a backup says of itself: no person in it, so that it may lie beside the file in clear.

import * as z from 'zod/mini';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { BackupParts } from '../store/sqlite-copy.ts';

export const manifestSchema = z.object({
  format: z.literal('suchi-backup/1'),
  backupId: z.string(),
  /** Epoch seconds. */
  takenAt: z.int(),
  deployment: z.string(),
  appVersion: z.string(),
  epoch: z.string(),
  /** base64url point of the recovery key that opens the sealed keys. */
  recoveryPublicKey: z.string(),
  /** Names of the sealing keys inside. */
  kids: z.array(z.string()),
  counts: z.object({
    eventRows: z.int(),
    doses: z.int(),
    appointments: z.int(),
    decisions: z.int(),
  }),
  feeds: z.array(z.object({ centreId: z.int(), feedSeq: z.int(), rolling: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const partNames = { manifest: 'manifest', keys: 'keys', decisions: 'decisions' } as const;

export function readManifest(parts: BackupParts): Manifest | null {
  const bytes = parts[partNames.manifest];
  if (bytes === undefined) return null;
  try {
    const read = z.safeParse(manifestSchema, JSON.parse(bytesToUtf8(bytes)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
