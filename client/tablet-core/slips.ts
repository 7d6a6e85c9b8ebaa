// Owns slips at the table: the one in hand, which does not outlive the sign-in of whoever held it.

import { computed, effect, signal } from '@preact/signals';
import type { Digest } from '../../schemas/ports.ts';
import { whenNeeded } from '../device/when-needed.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import type { PersonRow, Stage, Tablet } from '../tablet.ts';
import type { Save } from './commands.ts';
import type { HeldSlip } from './slip-reading.ts';

const reading = whenNeeded(() => import('./slip-reading.ts'));

export interface SlipParts {
  readonly digest: Digest;
  readonly save: Save;
  readonly enrolment: () => EnrolmentRecord | null;
  /** Of the list in force: a tablet that was enrolled anew keeps its list, and has pinned nothing yet. */
  readonly listKey: () => string | undefined;
  /** Day of the list in force; null without one. */
  readonly listDay: () => string | null;
  readonly people: () => readonly PersonRow[];
  readonly stage: () => Stage;
}

export interface StartedSlips extends Pick<Tablet, 'readSlip' | 'slipInHand' | 'recordSlip'> {
  readonly follow: () => () => void;
}

export function createSlips(parts: SlipParts): StartedSlips {
  const held: HeldSlip = signal(null);
  return {
    slipInHand: computed(() => held.value?.key ?? null),
    readSlip: async (scanned) => (await reading.load()).readSlip(parts, held, scanned),
    recordSlip: async (person) => (await reading.load()).recordSlip(parts, held, person),
    follow: () =>
      effect(() => {
        if (parts.stage().stage !== 'unlocked') held.value = null;
      }),
  };
}
