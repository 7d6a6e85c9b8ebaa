// Owns the making of an enrolment code: for which centre, how long it still counts, and what the QR holds.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskEnrolmentCode } from '../../../../schemas/desk-tablets.ts';
import { limits } from '../../../../schemas/limits.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

/** A code's whole life, for the line that shows how much of it is left. */
export const enrolmentCodeSecondsMax: number = limits.enrolmentCodeSecondsMax;

export interface MadeCode {
  /** `ABC-DEFGH`. */
  readonly code: string;
  readonly centreName: string;
  /** What the QR holds: the address that opens enrolment with the code. */
  readonly address: string;
  /** 0 when the code no longer counts. */
  readonly secondsLeft: number;
}

export interface EnrolmentModel {
  readonly centres: ReadonlySignal<readonly DeskCentreName[] | null>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly isMissingCentre: ReadonlySignal<boolean>;
  readonly made: ReadonlySignal<MadeCode | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly open: () => void;
  readonly chooseCentre: (centreId: number | null) => void;
  readonly make: () => Promise<void>;
  readonly dispose: () => void;
}

export function createEnrolmentModel(deps: {
  readonly client: Pick<DeskClient, 'centres' | 'makeEnrolmentCode'>;
  readonly now: ReadonlySignal<number>;
  readonly origin: string;
  readonly watch: Watch;
}): EnrolmentModel {
  const loaded = createLoaded(() => deps.client.centres(), deps.watch);
  const chosen = signal<number | null>(null);
  const wasAsked = signal(false);
  const madeCode = signal<DeskEnrolmentCode | null>(null);
  const makeFault = signal<DeskFault | null>(null);
  const isBusy = signal(false);
  const centres = computed(() => {
    const list = loaded.value.value;
    return list && [...list].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  });
  /** An in-charge has one centre: there is nothing to choose. */
  const centreId = computed(() => {
    const only = centres.value?.length === 1 ? centres.value[0] : undefined;
    return only?.centreId ?? chosen.value;
  });
  return {
    centres,
    centreId,
    isMissingCentre: computed(() => wasAsked.value && centreId.value === null),
    made: computed(() => {
      const code = madeCode.value;
      if (code === null) return null;
      const spelled = spellCode(code.code);
      return {
        code: spelled,
        centreName: code.centreName,
        address: `${deps.origin}/enrol#enrol=${spelled}`,
        secondsLeft: Math.max(0, Math.floor(code.validUntil - deps.now.value)),
      };
    }),
    fault: computed(() => makeFault.value ?? loaded.fault.value),
    isBusy,
    open: () => void loaded.load(),
    chooseCentre: (wanted) => {
      chosen.value = wanted;
      wasAsked.value = false;
    },
    make: async () => {
      wasAsked.value = true;
      const wanted = centreId.value;
      if (wanted === null || isBusy.value) return;
      isBusy.value = true;
      const answer = deps.watch(await deps.client.makeEnrolmentCode(wanted));
      isBusy.value = false;
      if (answer.outcome === 'answered') {
        madeCode.value = answer.value;
        makeFault.value = null;
      } else {
        // A code that was made before still counts and stays on the screen.
        makeFault.value = answer;
      }
    },
    dispose: () => {
      loaded.forget();
      madeCode.value = null;
    },
  };
}

/** Three characters, a dash, five: as people read codes aloud. */
export function spellCode(code: string): string {
  const plain = code.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  return plain.length === 8 ? `${plain.slice(0, 3)}-${plain.slice(3)}` : code;
}
