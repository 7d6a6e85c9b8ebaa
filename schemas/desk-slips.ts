// Owns the desk's request for slips to print, and what stands on each.

import * as z from 'zod/mini';

z.config({ jitless: true });

/** POST /v1/desk/slips → `DeskSlips`. A person is only ever named in a body. */
export const deskSlipsSchema = z.object({
  centreId: z.int(),
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  /** One person's alone. */
  referenceId: z.exactOptional(z.string().check(z.regex(/^\d{13,14}$/))),
  /** `next` of the page before. */
  from: z.exactOptional(z.int().check(z.minimum(0))),
});
export type DeskSlipsRequest = z.infer<typeof deskSlipsSchema>;

export interface PrintedSlip {
  readonly name: string;
  readonly referenceId: string;
  readonly birthYear: number;
  readonly product: string;
  readonly doseNumber: number;
  /** HH:MM-HH:MM, 24 hours. */
  readonly slot: string;
  /** Four digits; null where none count for this booking: then the picture alone does. */
  readonly digits: string | null;
  /** What stands in the QR code: digits only. */
  readonly qr: string;
}

export interface DeskSlips {
  readonly centreName: string;
  readonly centreAddress: string;
  readonly day: string;
  /** By slot, then by name. */
  readonly slips: readonly PrintedSlip[];
  /** Bookings without a slip, for their dose is recorded. */
  readonly dosed: number;
  readonly next: number | null;
}
