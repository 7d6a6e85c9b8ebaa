// Owns a centre's staff at the desk: who is shown, a person's own code, vouches, and who is taken off the list.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type {
  DeskStaff,
  DeskStaffCode,
  DeskStaffDecision,
} from '../../../../schemas/desk-staff.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskAnswer, DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export type StaffResult =
  | { readonly outcome: 'decided' | 'already' | 'not-yours' }
  | { readonly outcome: 'failed'; readonly fault: DeskFault };

export interface StaffModel {
  readonly mayDecide: boolean;
  /** Those with a vouch that waits stand first. */
  readonly centres: ReadonlySignal<readonly DeskCentreName[] | null>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly staff: ReadonlySignal<DeskStaff | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly made: ReadonlySignal<(DeskStaffCode & { readonly minutesLeft: number }) | null>;
  readonly result: ReadonlySignal<StaffResult | null>;
  /** Asked again before anybody is taken off the list. */
  readonly removing: ReadonlySignal<{ readonly staffId: string; readonly name: string } | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly open: () => void;
  readonly chooseCentre: (centreId: number | null) => void;
  readonly makeCode: (staffId: string) => Promise<void>;
  readonly askRemoval: (person: { readonly staffId: string; readonly name: string } | null) => void;
  readonly remove: () => Promise<void>;
  readonly takeBack: (staffId: string) => Promise<void>;
  readonly decideVouch: (
    vouch: DeskStaff['vouches'][number],
    decision: 'confirm-vouch' | 'refuse-vouch',
  ) => Promise<void>;
  readonly dispose: () => void;
}

export function createStaffModel(deps: {
  readonly client: Pick<DeskClient, 'centres' | 'staff' | 'makeStaffCode' | 'decideStaff'>;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
  readonly mayDecide: boolean;
}): StaffModel {
  const { client, watch } = deps;
  const loadedCentres = createLoaded(() => client.centres(), watch);
  const chosen = signal<number | null>(null);
  const madeCode = signal<DeskStaffCode | null>(null);
  const result = signal<StaffResult | null>(null);
  const removing = signal<{ readonly staffId: string; readonly name: string } | null>(null);
  const isBusy = signal(false);
  const centres = computed(() => {
    const list = loadedCentres.value.value;
    return (
      list && [...list].sort((a, b) => b.vouches - a.vouches || a.name.localeCompare(b.name, 'en'))
    );
  });
  const centreId = computed(() => {
    const first = centres.value?.[0];
    const isObvious = centres.value?.length === 1 || (first?.vouches ?? 0) > 0;
    return chosen.value ?? (isObvious ? (first?.centreId ?? null) : null);
  });
  const loadedStaff = createLoaded(async (): Promise<DeskAnswer<DeskStaff>> => {
    const id = centreId.peek();
    return id === null ? { outcome: 'not-yours' } : client.staff(id);
  }, watch);
  const reload = async (): Promise<void> => {
    await loadedCentres.load();
    if (centreId.peek() !== null) await loadedStaff.load();
  };
  const decide = async (decision: DeskStaffDecision): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = watch(await client.decideStaff(decision));
    isBusy.value = false;
    removing.value = null;
    result.value =
      answer.outcome === 'answered' ? answer.value : { outcome: 'failed', fault: answer };
    // The same centre stays in view, also when its last vouch has just been decided.
    chosen.value = decision.centreId;
    await reload();
  };
  return {
    mayDecide: deps.mayDecide,
    centres,
    centreId,
    staff: loadedStaff.value,
    fault: computed(() => loadedCentres.fault.value ?? loadedStaff.fault.value),
    made: computed(() => {
      const code = madeCode.value;
      if (code === null) return null;
      const seconds = Math.max(0, code.validUntil - deps.now.value);
      return { ...code, minutesLeft: Math.ceil(seconds / 60) };
    }),
    result,
    removing,
    isBusy,
    open: () => void reload(),
    chooseCentre: (id) => {
      chosen.value = id;
      madeCode.value = null;
      result.value = null;
      loadedStaff.forget();
      if (centreId.peek() !== null) void loadedStaff.load();
    },
    makeCode: async (staffId) => {
      const id = centreId.value;
      if (id === null || isBusy.value) return;
      isBusy.value = true;
      const answer = watch(await client.makeStaffCode(id, staffId));
      isBusy.value = false;
      result.value = answer.outcome === 'answered' ? null : { outcome: 'failed', fault: answer };
      madeCode.value = answer.outcome === 'answered' ? answer.value : null;
    },
    askRemoval: (person) => {
      result.value = null;
      removing.value = person;
    },
    remove: async () => {
      const id = centreId.value;
      if (id === null || removing.value === null) return;
      await decide({ decision: 'remove', centreId: id, staffId: removing.value.staffId });
    },
    takeBack: async (staffId) => {
      const id = centreId.value;
      if (id !== null) await decide({ decision: 'take-back', centreId: id, staffId });
    },
    decideVouch: async ({ log, seq }, decision) => {
      const id = centreId.value;
      if (id !== null) await decide({ decision, centreId: id, log, seq });
    },
    dispose: () => {
      loadedCentres.forget();
      loadedStaff.forget();
      madeCode.value = null;
    },
  };
}
