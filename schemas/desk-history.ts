// Owns the desk's question who did and read what, and its answer: ids and times, never what a record says.

import * as z from 'zod/mini';

z.config({ jitless: true });

/** What the audit writes down of a person or a program. */
export const auditActions = [
  'signed-in',
  'read-person',
  'made-enrolment-code',
  'enrolled-tablet',
  'confirmed-tablet',
  'revoked-tablet',
  'decided',
  'commented',
  'asked-centre',
  'reported-aefi',
  'linked',
  'made-staff-code',
  'bound-staff-key',
  'decided-vouch',
  'removed-staff',
  'restored',
  'closed-restore-review',
  'imported',
  'erased',
  'read-own-record',
  'gave-word',
  'said-not-me',
  'asked-correction',
  'changed-phone',
  'read-message',
  'settled-message',
  'made-messages',
  'decided-request',
  'read-phone-code',
  'printed-slip',
  'signed-out',
  'read-history',
  'told-apart',
  'opened-at-table',
  'read-deliveries',
  'retried-delivery',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** POST /v1/desk/history → `DeskHistory`. A person is only ever named in a body. */
export const deskHistorySchema = z.object({
  /** One person's record: who read it, and who changed it. */
  referenceId: z.exactOptional(z.string().check(z.regex(/^\d{13,14}$/))),
  account: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(40))),
  /** `next` of the page before. */
  after: z.exactOptional(z.string().check(z.regex(/^\d{1,12}\/[A-Za-z0-9_-]{1,40}$/))),
});
export type DeskHistoryRequest = z.infer<typeof deskHistorySchema>;

export interface DeskHistoryRow {
  readonly id: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly account: string;
  /** One of the server's actions; a newer one is shown by its name. */
  readonly action: string;
  readonly centreName: string | null;
  /** Which record: an id of ours, never a person's name or number. */
  readonly subject: string | null;
}

export interface DeskHistory {
  /** The latest first. */
  readonly rows: readonly DeskHistoryRow[];
  readonly next: string | null;
}
