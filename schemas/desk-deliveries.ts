// Owns the desk's questions about records that the state's register has not taken, and sending them again.

import * as z from 'zod/mini';

z.config({ jitless: true });

/** GET /v1/desk/deliveries: given up first, then those that are tried on after a fault. No person in it; each read is audited. */
export interface DeskDeliveries {
  readonly counts: { readonly waiting: number; readonly sent: number; readonly dead: number };
  readonly deliveries: readonly DeskDelivery[];
}

export interface DeskDelivery {
  readonly centreId: number;
  readonly centreName: string;
  /** Names the dose and nobody. */
  readonly doseKey: string;
  readonly action: 'vaccinated' | 'withdrawn';
  /** `dead`: not tried any more until somebody says so. */
  readonly state: 'waiting' | 'dead';
  /** Why the last try did not count: by name, a status, or the register's own code. */
  readonly fault: string;
  readonly tries: number;
  /** Epoch seconds. */
  readonly queuedAt: number;
}

/** POST /v1/desk/deliveries/again: one that was given up is tried anew. */
export const deskDeliveryAgainSchema = z.object({
  centreId: z.int(),
  doseKey: z.string().check(z.minLength(1), z.maxLength(80)),
});
export type DeskDeliveryAgain = z.infer<typeof deskDeliveryAgainSchema>;
export interface DeskDeliveryAgainAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours';
}
